"""A seat of a session is entered by socket, is held over a reconnect, moves to another page, and is
dismissed."""

import time
from uuid import UUID, uuid4

import pytest

from smarthands.jobs import progress
from smarthands.people import guest_names, join_links
from smarthands.people.sign_in import actor_for
from smarthands.sessions import calls
from tests.builders.load import slack
from tests.builders.sessions import guest_in, token_of_join
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import listening
from tests.sockets.page import OFFER, Page, both, page, seated


def test_a_socket_that_reconnects_is_the_same_page(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with page(web, shared, "Eva") as eva:
        eva.enter(session)
        with page(web, shared, "Tess", "the-page-of-tess") as tess:
            tess.enter(session)
            assert eva.sees("Tess", present=True)
            before = eva.peer()
        assert eva.sees("Tess", present=False)
        # Her seat is held, and her peer is the same.
        assert eva.peer() == before
        with page(web, shared, "Tess", "the-page-of-tess") as again:
            again.enter(session)
            assert eva.sees("Tess", present=True)
            assert eva.peer() == before
            assert len(eva.topology["participants"]) == 2


@pytest.mark.parametrize("name", ["Tess", "Cleo"])
def test_a_probe_of_the_server_is_answered_at_once(
    web: WebProcess, shared: World, name: str
) -> None:
    """The probe is answered also where no heartbeat is due: a browser does not see that its network
    has changed."""
    with page(web, shared, name) as asking:
        began = time.monotonic()
        assert asking.listener.client.call("beat", timeout=5) is None
        assert time.monotonic() - began < 1.5 * slack()


def test_another_page_of_hers_takes_the_seat_over(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva), page(web, shared, "Tess") as other:
        old = eva.peer()
        assert other.enter(session)["ok"]
        assert tess.hears("dismissed")
        assert tess.received["dismissed"] == [{"session": str(session), "reason": "moved"}]
        assert eva.listener.hears(lambda: eva.topology["connect"][0]["page"] == other.page)
        # A signal to the page before goes nowhere.
        assert eva.signal(session, old, "offer", OFFER)["error"]["code"] == "gone"
        assert tess.signal(session, other.peer(), "offer", OFFER)["error"]["code"] == "not_found"


def test_the_seat_of_a_page_that_leaves_is_no_longer_present(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva):
        assert tess.listener.send("exit", {"session": str(session)})["ok"]
        assert eva.sees("Tess", present=False)
        assert eva.topology["connect"] == []
        assert tess.enter(session)["ok"]
        assert eva.sees("Tess", present=True)


def test_a_guest_whom_the_desk_renames_has_the_new_name_on_every_page(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    guest_in(shared, job, session)
    with page(web, shared, "Eva") as eva:
        eva.enter(session)
        assert eva.sees("Gus", present=False)
        [link] = join_links.joins(shared.kit, shared.dan, job)
        guest_names.rename(shared.kit, shared.dan, job, UUID(link["id"]), name="Gustav Weber")
        assert eva.sees("Gustav Weber", present=False)
        names = [seat["name"] for seat in eva.topology["participants"]]
        assert sorted(names) == ["Eva", "Gustav Weber", "Tess"]


def test_at_the_end_everyone_is_dismissed(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva):
        calls.end(shared.kit, shared.eva, job, session)
        assert tess.hears("dismissed")
        assert eva.hears("dismissed")
        assert tess.received["dismissed"][0]["reason"] == "ended"
        assert tess.enter(session)["error"]["code"] == "conflict"
        assert tess.signal(session, eva.peer(), "offer", OFFER)["error"]["code"] == "not_found"


def test_a_participant_who_leaves_is_dismissed_and_the_others_stay(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job, shared.dan)
    with both(web, shared, session) as (tess, eva):
        before = tess.peer()
        calls.leave(shared.kit, shared.eva, job, session)
        assert eva.hears("dismissed")
        assert eva.received["dismissed"][0]["reason"] == "left"
        assert tess.listener.hears(lambda: len(tess.topology["participants"]) == 2)
        assert tess.topology["connect"] == []
        assert tess.signal(session, before, "offer", OFFER)["error"]["code"] == "gone"


def test_a_technician_taken_off_the_job_is_dismissed_from_the_session(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, _eva):
        theo = [shared.theo.person_id]
        progress.assign(shared.kit, shared.dan, job, technician_ids=theo)
        assert tess.hears("dismissed")
        assert tess.enter(session)["error"]["code"] == "not_found"


def test_nobody_stays_connected_to_a_technician_taken_off_while_her_socket_is_away(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with page(web, shared, "Eva") as eva:
        with page(web, shared, "Tess") as tess:
            tess.enter(session)
            eva.enter(session)
        assert eva.sees("Tess", present=False)
        progress.assign(shared.kit, shared.dan, job, technician_ids=[])
        # Pages drop a participant who is not in the topology: media go from page to page.
        assert eva.listener.hears(lambda: len(eva.topology["participants"]) == 1)


def test_nobody_stays_connected_to_a_guest_whose_link_is_revoked(
    web: WebProcess, shared: World, job: UUID
) -> None:
    gus = join_links.take(shared.kit, token_of_join(shared, job), name="Gus", kind="bearer")
    session = seated(shared, job, actor_for(gus.person, gus.login))
    with listening(web, {"token": gus.token}) as listener, page(web, shared, "Eva") as eva:
        theirs = Page(listener)
        assert theirs.enter(session)["ok"]
        assert eva.enter(session)["ok"]
        assert eva.peer()["page"] == theirs.page
        [link] = join_links.joins(shared.kit, shared.dan, job)
        join_links.revoke(shared.kit, shared.dan, job, UUID(link["id"]))
        assert theirs.hears("dismissed")
        assert eva.listener.hears(lambda: len(eva.topology["participants"]) == 2)
        assert eva.topology["connect"] == []
        # The next change of the call does not bring the guest's seat back.
        calls.join(shared.kit, shared.dan, job, session)
        assert eva.listener.hears(
            lambda: (
                {seat["name"] for seat in eva.topology["participants"]} == {"Tess", "Eva", "Dan"}
            )
        )


def test_the_socket_of_a_guest_whose_link_is_revoked_is_closed(
    web: WebProcess, shared: World, job: UUID
) -> None:
    token = token_of_join(shared, job, name="Gus")
    gus = join_links.take(shared.kit, token, name="Gus", kind="bearer")
    with listening(web, {"token": gus.token}) as listener:
        assert listener.follow(job)["ok"]
        [link] = join_links.joins(shared.kit, shared.dan, job)
        join_links.revoke(shared.kit, shared.dan, job, UUID(link["id"]))
        assert listener.hears(lambda: listener.signed_out)
        assert listener.ends()


@pytest.mark.parametrize(
    "payload",
    [None, 7, "x", [], {}, {"session": "x", "page": "long-enough"}, {"session": str(uuid4())}]
    + [
        {"session": str(uuid4()), "page": page}
        for page in (None, 7, "", "x", "../../etc", "x" * 65)
    ],
)
def test_an_entry_without_a_seat_is_malformed(
    web: WebProcess, shared: World, payload: object
) -> None:
    with page(web, shared, "Tess") as tess:
        assert tess.listener.send("enter", payload)["error"]["code"] == "malformed"
