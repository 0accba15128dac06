"""A page on a wall says so when it enters; from then on no recording waits for the consent of its
expert."""

from typing import Any
from uuid import UUID

from smarthands.sessions import consent
from tests.builders.recordings import ask_to_record, start_recording
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import Page, page, seated


def enter(page: Page, session: UUID, media: str) -> None:
    entry = {"session": str(session), "page": page.page, "media": media}
    assert page.listener.send("enter", entry)["ok"]


def seen(page: Page, name: str) -> dict[str, Any]:
    """Her seat in the last topology that this page received."""
    places = page.topology.get("participants", ())
    return next((seat for seat in places if seat["name"] == name), {})


def state(page: Page) -> str | None:
    now = page.topology.get("recording")
    return now and str(now["state"])


def test_eva_is_not_waited_for_on_her_wall_and_is_asked_when_she_goes_live(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job, shared.dan)
    with page(web, shared, "Tess") as tess, page(web, shared, "Eva") as eva:
        enter(tess, session, "live")
        enter(eva, session, "stills")
        id = ask_to_record(shared, job, session, shared.dan)
        consent.answer(shared.kit, shared.tess, job, session, given=True)
        assert tess.listener.hears(lambda: state(tess) == "on")
        assert seen(tess, "Eva")["consent"] is None
        enter(eva, session, "live")
        assert tess.listener.hears(lambda: seen(tess, "Eva")["media"] == "live")
        assert (state(tess), seen(tess, "Eva")["consent"]) == ("on", None)
        consent.answer(shared.kit, shared.eva, job, session, given=True)
        assert tess.listener.hears(lambda: seen(tess, "Eva")["consent"] == "given")
        assert tess.topology["recording"] == {"id": str(id), "state": "on"}


def test_a_recording_begins_when_the_last_who_was_asked_goes_to_her_wall(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job, shared.dan)
    with page(web, shared, "Tess") as tess, page(web, shared, "Dan") as dan:
        enter(tess, session, "live")
        enter(dan, session, "live")
        start_recording(shared, job, session)
        assert tess.listener.hears(lambda: state(tess) == "asked")
        enter(dan, session, "stills")
        assert tess.listener.hears(lambda: state(tess) == "on")


def test_a_page_on_a_wall_is_known_after_a_restart_before_it_reconnects(
    web: WebProcess, shared: World, job: UUID
) -> None:
    """The broker remembers nothing of this session, as after its restart, but the database does."""
    session = seated(shared, job, shared.dan)
    consent.watch(shared.kit, shared.eva, session, watching=True)
    with page(web, shared, "Tess") as tess:
        enter(tess, session, "live")
        assert tess.listener.hears(lambda: seen(tess, "Eva")["media"] == "stills")
        assert seen(tess, "Dan")["media"] == "live"
        with page(web, shared, "Eva") as eva:
            enter(eva, session, "live")
            assert tess.listener.hears(lambda: seen(tess, "Eva")["media"] == "live")
