"""Any signal of a page or a broker: a session drops what makes no sense, and logs no error."""

import asyncio
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager, suppress
from pathlib import Path
from typing import Any
from uuid import uuid4

import aiohttp
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from structlog.testing import capture_logs

from realtime.media.recording.upload.memory import MemoryUploads
from realtime.media.session.session import NodeResources, Session
from realtime.media.session.session_recording import RecordingSetup
from realtime.media.session.topology import SessionTopology, read_topology
from realtime.media.session.web_api import WebApi
from realtime.media.stills.decoder_pool import DecoderPool
from tests.builders.peers import here, run, until

TESS, EVA = str(uuid4()), str(uuid4())
PAGES = {TESS: "page-of-tess", EVA: "page-of-eva"}
SIGNALS = list[tuple[str, str, str, dict[str, Any]]]

values = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=40),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=8), inner),
    max_leaves=6,
)
lines = st.sampled_from(
    [
        "candidate:1 1 udp 2130706431 127.0.0.1 40999 typ host",
        "candidate:1 1 tcp 1 127.0.0.1 9 typ host tcptype active",
        "candidate:1 1 udp 1 x.local 9 typ host",
        "",
    ]
)
kinds = st.sampled_from(["answer", "candidate", "lost", "ask", "state", "pointer", "offer", "x"])
LEG = "a leg of ours"
signal_data = st.fixed_dictionaries(
    {},
    optional={
        "leg": st.just(LEG) | values,
        "sdp": values | st.just("v=0\r\ns=-\r\n"),
        "candidate": values | lines,
        "what": st.just("still") | values,
        "value": st.just(EVA) | values,
    },
)
signals = st.tuples(st.sampled_from([TESS, EVA, "nobody"]), kinds, signal_data | values)


def seat(id: str, name: str, role: str, **more: Any) -> dict[str, Any]:
    fields = {"id": id, "name": name, "role": role, "present": True, "page": PAGES.get(id)}
    return fields | {"media": "live", "consent": None} | more


def topology(*seats: dict[str, Any], **more: Any) -> dict[str, Any]:
    return {"participants": list(seats), "connect": [], "recording": None} | more


CALL = topology(seat(TESS, "Tess", "technician"), seat(EVA, "Eva", "expert"))


@asynccontextmanager
async def joined(folder: Path) -> AsyncIterator[tuple[Session, SIGNALS]]:
    """A session in which Tess and Eva have been offered all their legs."""
    sent: SIGNALS = []
    async with aiohttp.ClientSession() as client, DecoderPool() as pool:
        web_api = WebApi("http://127.0.0.1:9", "token", client)
        resources = NodeResources(
            here(), pool, web_api, RecordingSetup(folder, MemoryUploads(), 20_000_000)
        )
        session = Session(str(uuid4()), resources, lambda *signal: sent.append(signal))
        session.arrange(CALL)
        try:
            await until(lambda: sum(signal[2] == "offer" for signal in sent) == 4)
            yield session, sent
        finally:
            await session.close()
        assert session.idle


@settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.lists(signals, min_size=5, max_size=40))
def test_any_signal_of_a_page_is_handled_or_dropped(
    tmp_path: Path, heard: list[tuple[str, str, Any]]
) -> None:
    async def story() -> None:
        async with joined(tmp_path) as (session, sent):
            legs = [signal[3]["leg"] for signal in sent if signal[2] == "offer"]
            for number, (sender, kind, data) in enumerate(heard):
                if isinstance(data, dict) and data.get("leg") == LEG:
                    data = data | {"leg": legs[number % len(legs)]}
                session.hear(sender, PAGES.get(sender, "page"), kind, data)
                if number % 5 == 0:
                    await asyncio.sleep(0)
                    session.tick()
            await asyncio.sleep(0.02)

    with capture_logs() as logs:
        run(story())
    assert [entry for entry in logs if entry["log_level"] == "error"] == []


seats = st.lists(
    st.fixed_dictionaries(
        {},
        optional={
            "id": st.sampled_from([TESS, EVA]) | values,
            "name": values,
            "role": st.sampled_from(["technician", "guest", "expert", "media", "auditor"]) | values,
            "present": st.booleans() | values,
            "page": st.none() | st.just("page-of-tess") | values,
            "media": st.sampled_from(["live", "stills", "telepathy"]) | values,
            "consent": st.sampled_from([None, "given", "refused", "perhaps"]) | values,
            "more": values,
        },
    )
    | values,
    max_size=4,
)
topologies = values | st.fixed_dictionaries(
    {}, optional={"participants": seats | values, "recording": values, "path": values}
)


@given(topologies)
def test_any_topology_is_read_or_refused(topology: Any) -> None:
    with suppress(ValueError):
        assert isinstance(read_topology(topology), SessionTopology)


def test_fields_of_a_later_version_are_ignored() -> None:
    parsed = read_topology(
        topology(
            seat(TESS, "Tess", "technician", mood="fine"),
            seat(EVA, "Eva", "auditor", page=None, media="telepathy"),
            seat(str(uuid4()), "", "media"),
            conditions="rain",
            recording={"id": "r", "state": "rewinding", "since": 7},
        )
    )
    assert [one.name for one in parsed.people.values()] == ["Tess", "Eva"]
    assert [one.name for one in parsed.live()] == ["Tess"]
    assert parsed.state == "rewinding"


def test_who_is_on_site_films_where_the_site_allows_everything_alone() -> None:
    for rule, films in (("allowed", True), ("stills_only", False), ("none", False), (None, False)):
        parsed = read_topology(CALL | {"photo_rule": rule})
        assert [one.name for one in parsed.filming()] == (["Tess"] if films else []), rule
        assert [parsed.may_film(parsed.people[id]) for id in (TESS, EVA)] == [films, True]
    assert read_topology(CALL).films


def test_people_who_join_and_leave_while_legs_are_made_leave_none_behind(tmp_path: Path) -> None:
    """No leg is offered either to a page that has gone."""
    alone = topology(seat(TESS, "Tess", "technician"))

    async def story() -> None:
        async with joined(tmp_path) as (session, sent):
            for turn in range(12):
                for pause in range(turn):
                    await asyncio.sleep(0 if pause % 2 else 0.001)
                session.arrange(alone if turn % 2 else CALL)
            session.arrange(alone)
            gone = len(sent)
            await asyncio.sleep(0.2)
            assert {signal[0] for signal in sent[gone:] if signal[2] == "offer"} <= {TESS}
            retired = {signal[3]["leg"] for signal in sent if signal[2] == "retired"}
            offered = {
                signal[3]["leg"] for signal in sent if signal[2] == "offer" and signal[0] == EVA
            }
            assert offered <= retired
            assert [leg.pair for leg in session.legs.by_name.values()] == [(TESS, TESS)]
            assert list(session.legs.streams) == [TESS]

    with capture_logs() as logs:
        run(story())
    assert [entry for entry in logs if entry["log_level"] == "error"] == []


def test_another_page_of_the_same_person_is_offered_a_leg_while_the_first_is_made(
    tmp_path: Path,
) -> None:
    async def story() -> None:
        async with joined(tmp_path) as (session, sent):
            for number in range(3):
                page = f"page-{number}-of-tess"
                session.arrange(
                    topology(
                        seat(TESS, "Tess", "technician", page=page), seat(EVA, "Eva", "expert")
                    )
                )
                await asyncio.sleep(0)
            await until(lambda: sum(signal[1:3] == (page, "offer") for signal in sent) == 2)
            assert {leg.page for leg in session.legs.by_name.values()} == {page, PAGES[EVA]}

    with capture_logs() as logs:
        run(story())
    assert [entry for entry in logs if entry["log_level"] == "error"] == []


def test_a_guest_who_has_not_consented_yet_is_on_no_wall(tmp_path: Path) -> None:
    before_consent = topology(
        seat(TESS, "Tess", "technician", consent="given"),
        seat(EVA, "Uwe", "guest"),
        recording={"id": str(uuid4()), "state": "on"},
    )
    assert [one.name for one in read_topology(before_consent).filming()] == ["Tess"]


def test_a_session_that_ends_while_legs_are_made_holds_no_port(tmp_path: Path) -> None:
    async def story() -> None:
        async with joined(tmp_path) as (session, sent):
            legs = list(session.legs.by_name.values())
            for leg in legs:
                session.hear(leg.pair[0], leg.page, "answer", {"sdp": leg.offer, "leg": leg.name})
                session.hear(leg.pair[0], leg.page, "lost", {"leg": leg.name})
            await asyncio.sleep(0.001)
            await session.close()
            assert session.legs.by_name == {}
            assert all(leg.peer.connection.connectionState == "closed" for leg in legs)
            before = len(sent)
            session.hear(TESS, PAGES[TESS], "lost", {"leg": legs[0].name})
            await asyncio.sleep(0.6)
            assert len(sent) == before

    with capture_logs() as logs:
        run(story())
    assert [entry for entry in logs if entry["log_level"] == "error"] == []
