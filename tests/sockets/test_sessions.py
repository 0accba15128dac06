"""Sessions by socket: entering, signals and their addressees, reconnecting, and dismissal."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

import pytest

from smarthands.jobs import progress
from smarthands.people import join_links
from smarthands.people.sign_in import actor_for
from smarthands.sessions import calls
from tests.builders.jobs import open_job
from tests.builders.sessions import token_of_join
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import listening
from tests.sockets.page import Page, page, seated

OFFER = {"sdp": "v=0\r\n"}


@pytest.fixture
def job(shared: World) -> UUID:
    return open_job(shared, shared.tess)


@contextmanager
def both(web: WebProcess, world: World, session: UUID) -> Iterator[tuple[Page, Page]]:
    with page(web, world, "Tess") as tess, page(web, world, "Eva") as eva:
        assert tess.enter(session)["ok"]
        assert eva.enter(session)["ok"]
        assert tess.hears("topology", 2)
        yield tess, eva


def test_the_topology_names_whom_to_connect_to(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva):
        one, other = tess.peer(), eva.peer()
        assert (one["page"], other["page"]) == (eva.page, tess.page)
        assert one["polite"] is not other["polite"]
        pages = tess.topology["participants"]
        assert [(seat["name"], seat["role"], seat["present"]) for seat in pages] == [
            ("Tess", "technician", True),
            ("Eva", "expert", True),
        ]


def test_a_signal_goes_to_one_page_and_names_its_sender(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job, shared.dan)
    with both(web, shared, session) as (tess, eva), page(web, shared, "Dan") as dan:
        assert dan.enter(session)["ok"]
        assert tess.hears("topology", 3)
        to = next(each for each in tess.topology["connect"] if each["page"] == eva.page)
        tess.tell(session, to, "offer", OFFER)
        assert eva.hears("signal")
        [signal] = eva.received["signal"]
        assert (signal["kind"], signal["data"], signal["page"]) == ("offer", OFFER, tess.page)
        back = next(each for each in eva.topology["connect"] if each["page"] == tess.page)
        assert signal["from"] == back["participant"]
        assert dan.received["signal"] == []


def test_the_sender_can_not_be_forged(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva):
        to = tess.peer()
        signal = {
            "session": str(session),
            "to": to["participant"],
            "page": to["page"],
            "kind": "answer",
            "data": OFFER,
        }
        forged = signal | {"from": to["participant"]}
        assert tess.listener.send("signal", forged)["error"]["code"] == "malformed"
        assert eva.received["signal"] == []


def test_a_person_outside_the_session_reaches_nobody(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva), page(web, shared, "Mallory") as mallory:
        assert mallory.enter(session)["error"]["code"] == "not_found"
        assert mallory.signal(session, tess.peer(), "offer", OFFER)["error"]["code"] == "not_found"
        with page(web, shared, "Dan") as dan:
            assert dan.enter(session)["error"]["code"] == "forbidden"
            assert dan.signal(session, tess.peer(), "offer", OFFER)["error"]["code"] == "not_found"
        assert (tess.received["signal"], eva.received["signal"]) == ([], [])


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
        assert time.monotonic() - began < 1.5


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


CANDIDATES = "a=candidate:1 1 udp 1 10.0.0.1 9 typ host\r\n" * 100


@pytest.mark.parametrize(
    ("kind", "data"),
    [
        ("offer", {"sdp": "x" * 60_001}),
        ("offer", {"sdp": CANDIDATES}),
        ("offer", {"sdp": 7}),
        ("offer", {"sdp": "v=0", "type": "offer"}),
        ("offer", None),
        ("answer", "v=0"),
        ("candidate", [1]),
        ("candidate", {"candidate": "x" * 5000}),
        ("pointer", {"x": {"y": 1}}),
        ("pointer", {"x": float("nan"), "y": 0.5}),
        ("pointer", {"x": float("inf"), "y": 0.5}),
        ("state", {str(n): n for n in range(17)}),
        ("state", {"lenses": [["deep"]]}),
        ("ask", "torch"),
        ("shout", {}),
        (None, {}),
        (["offer"], {}),
    ],
)
def test_a_malformed_signal_goes_nowhere(
    web: WebProcess, shared: World, job: UUID, kind: str, data: object
) -> None:
    session = seated(shared, job)
    with both(web, shared, session) as (tess, eva):
        assert tess.signal(session, tess.peer(), kind, data)["error"]["code"] == "malformed"
        tess.tell(session, tess.peer(), "candidate", None)
        assert eva.hears("signal")
        assert [each["kind"] for each in eva.received["signal"]] == ["candidate"]
