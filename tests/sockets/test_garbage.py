"""Garbage that no page sends costs its sender the answer or the socket, and nobody else
anything."""

import json
from collections.abc import Iterator
from contextlib import closing, contextmanager, suppress
from socket import socket
from typing import Any, cast
from uuid import UUID, uuid4

import pytest
import websocket
from sqlalchemy import insert, inspect

from server.app import SOCKET_MESSAGE_MAX
from smarthands.model import Job
from smarthands.people import people
from tests.builders.jobs import note, open_job
from tests.builders.people import named
from tests.builders.site import login
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World
from tests.sockets.event_listener import EventListener, listening
from tests.sockets.raw_websocket import next_message


@pytest.fixture
def dan(web: WebProcess, shared: World) -> Iterator[EventListener]:
    with listening(web, {"token": login(shared, "Dan")}) as listener:
        yield listener


def nobody_else_noticed(dan: EventListener, shared: World) -> bool:
    job_id = open_job(shared)
    ack = dan.follow(job_id)
    note(shared, shared.dan, job_id)
    return bool(ack["ok"]) and dan.hears_events(1)


@pytest.mark.parametrize(
    "payload",
    [
        None,
        "job",
        7,
        [],
        [[]],
        {},
        {"job": None},
        {"job": 7},
        {"job": "42"},
        {"job": {"$gt": ""}},
        {"job": str(named("no job")), "jobs": 1},
        {"job": "\ud800"},
        {"job": "x" * 60_000},
    ],
)
@pytest.mark.parametrize("verb", ["follow", "unfollow"])
def test_a_follow_without_a_job_id_is_malformed(
    dan: EventListener, verb: str, payload: Any
) -> None:
    answer = dan.send(verb, payload)
    assert answer == {"ok": False, "error": {"code": "malformed", "message": "Send {job: id}."}}


def like_it(world: World, job_id: UUID, number: int) -> list[UUID]:
    """So many more jobs like this one, as rows alone."""
    ids = [uuid4() for _ in range(number)]
    with world.kit.transaction() as tx:
        job = tx.db.get_one(Job, job_id)
        columns = {column.key: getattr(job, column.key) for column in inspect(Job).column_attrs}
        tx.db.execute(
            insert(Job), [columns | {"id": id, "number": 10**6 + n} for n, id in enumerate(ids)]
        )
    return ids


def test_at_most_a_hundred_jobs_are_followed(dan: EventListener, shared: World) -> None:
    ids = like_it(shared, open_job(shared), 101)
    answers = [dan.follow(id) for id in ids]
    assert [answer["ok"] for answer in answers] == [True] * 100 + [False]
    assert answers[-1]["error"]["code"] == "too_many"
    assert dan.follow(ids[0])["ok"]
    dan.send("unfollow", {"job": str(ids[0])})
    assert dan.follow(ids[-1])["ok"]


@contextmanager
def opened(web: WebProcess, token: str) -> Iterator[websocket.WebSocket]:
    """A raw WebSocket that is connected, so that it can send what no library would."""
    raw = websocket.create_connection(
        f"ws://localhost:{web.port}/socket.io/?EIO=4&transport=websocket",
        header=proxy_headers(),
        suppress_origin=True,
        timeout=5,
    )
    # The listener is undisturbed whatever happens to the connection above it.
    with closing(cast(socket, raw.sock)):
        assert str(raw.recv()).startswith("0{")
        raw.send("40" + json.dumps({"token": token}))
        assert next_message(raw).startswith("40{")
        raw.settimeout(5)
        yield raw


def is_closed(raw: websocket.WebSocket) -> bool:
    try:
        while True:
            opcode, data = raw.recv_data()
            # This is Socket.IO's disconnect packet.
            if opcode == websocket.ABNF.OPCODE_CLOSE or data == b"41":
                return True
    except (websocket.WebSocketConnectionClosedException, ConnectionError):
        return True
    except websocket.WebSocketTimeoutException:
        return False


def test_a_message_of_64_kb_is_read_and_one_byte_more_closes_that_socket_alone(
    web: WebProcess, shared: World, dan: EventListener
) -> None:
    for size, closed in ((SOCKET_MESSAGE_MAX, False), (SOCKET_MESSAGE_MAX + 1, True)):
        with opened(web, login(shared, "Mallory")) as raw:
            start = '421["follow",{"job":"'
            raw.send(start + "x" * (size - len(start) - 3) + '"}]')
            if closed:
                assert is_closed(raw)
            else:
                assert json.loads(next_message(raw)[3:])[0]["error"]["code"] == "malformed"
    assert nobody_else_noticed(dan, shared)


def test_a_message_without_end_is_cut_off_while_it_arrives(
    web: WebProcess, shared: World, dan: EventListener
) -> None:
    with opened(web, login(shared, "Mallory")) as raw:
        frame = websocket.ABNF.create_frame("x" * 4000, websocket.ABNF.OPCODE_TEXT, 0)
        more = websocket.ABNF.create_frame("x" * 4000, websocket.ABNF.OPCODE_CONT, 0)
        with suppress(OSError, websocket.WebSocketException):
            raw.send_frame(frame)
            for _ in range(500):
                raw.send_frame(more)
        assert is_closed(raw)
    assert nobody_else_noticed(dan, shared)


NO_PACKETS = {
    "no number": "x",
    "nothing": "",
}
ODD_PACKETS = {
    "a packet nobody knows": "9",
    "20,000 brackets": "42" + "[" * 20_000 + "]" * 20_000,
    "a broken event": '42["follow"',
    "an event that is no list": '42{"follow":1}',
    "an event without a name": "42[]",
    "an event nobody knows": '42["shutdown",{}]',
    "an event of another namespace": '42/admin,["follow",{}]',
    "attachments that never come": '45999-["follow",{"_placeholder":true,"num":0}]',
    "NaN": '421["follow",{"job":NaN}]',
    "an acknowledgement nobody waits for": "43999[]",
    "an upgrade": "5",
}


@pytest.mark.parametrize("packet", NO_PACKETS.values(), ids=NO_PACKETS)
def test_a_malformed_packet_closes_its_socket_alone(
    web: WebProcess, shared: World, dan: EventListener, packet: str
) -> None:
    with opened(web, login(shared, "Mallory")) as raw:
        raw.send(packet)
        assert is_closed(raw)
    assert nobody_else_noticed(dan, shared)


@pytest.mark.parametrize("packet", ODD_PACKETS.values(), ids=ODD_PACKETS)
def test_an_odd_packet_disturbs_nobody_else(
    web: WebProcess, shared: World, dan: EventListener, packet: str
) -> None:
    with opened(web, login(shared, "Mallory")) as raw:
        before = len(web.log.read_text())
        raw.send(packet)
        assert nobody_else_noticed(dan, shared)
        assert "Traceback" not in web.log.read_text()[before:]


def test_an_event_named_connect_or_disconnect_has_no_effect(
    web: WebProcess, shared: World, dan: EventListener
) -> None:
    """A client could otherwise forge its address, or hide from the list of sockets to be closed."""
    token, as_dan = login(shared, "Mallory"), {"token": login(shared, "Dan")}
    job_id = open_job(shared)
    with opened(web, token) as raw:
        raw.send('42["disconnect","bye"]')
        raw.send("42" + json.dumps(["connect", {"REMOTE_ADDR": "::1"}, as_dan]))
        raw.send("421" + json.dumps(["follow", {"job": str(job_id)}]))
        assert json.loads(next_message(raw)[3:])[0]["error"]["code"] == "not_found"
        people.sign_out_person(shared.kit, shared.ada, shared.mallory.person_id)
        assert is_closed(raw)
    assert nobody_else_noticed(dan, shared)


def test_a_socket_that_has_not_signed_in_yet_is_closed_for_garbage_too(web: WebProcess) -> None:
    url = f"ws://localhost:{web.port}/socket.io/?EIO=4&transport=websocket"
    before = len(web.log.read_text())
    raw = websocket.create_connection(url, suppress_origin=True, timeout=1)
    with closing(cast(socket, raw.sock)):
        raw.recv()
        raw.send("x")
        assert is_closed(raw)
    assert "Traceback" not in web.log.read_text()[before:]
