"""A signal reaches the one page that it names under its true sender, and a malformed one reaches
nobody."""

from uuid import UUID

import pytest

from schemas.signals.read import MOST_KEYS
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.page import OFFER, both, page, seated


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
        tess.tell(session, tess.peer_at(eva.page), "offer", OFFER)
        assert eva.hears("signal")
        [signal] = eva.received["signal"]
        assert (signal["kind"], signal["data"], signal["page"]) == ("offer", OFFER, tess.page)
        assert signal["from"] == eva.peer_at(tess.page)["participant"]
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
        ("state", {str(n): n for n in range(MOST_KEYS + 1)}),
        ("state", {"lenses": [["deep"]]}),
        ("power", {"battery": {"level": 101, "charging": False, "minutes": 35}, "lowered": None}),
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
