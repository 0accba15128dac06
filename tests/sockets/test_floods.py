"""A socket that sends too much is slowed, then closed, without an effect on the others."""

import json
import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from pathlib import Path
from statistics import quantiles
from threading import Thread
from uuid import UUID

import pytest
import websocket

from tests.builders.site import login
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World
from tests.sockets.page import Page, page, seated
from tests.sockets.raw_websocket import next_message


@contextmanager
def raw(web: WebProcess, world: World, name: str = "Mallory") -> Iterator[websocket.WebSocket]:
    """A WebSocket that Mallory or another has signed in by, and that sends any bytes we want."""
    line = websocket.create_connection(
        f"ws://localhost:{web.port}/socket.io/?EIO=4&transport=websocket",
        timeout=15,
        header=[f"{name}: {value}" for name, value in proxy_headers().items()],
        suppress_origin=True,
    )
    line.recv()
    line.send('40{"token":"' + login(world, name) + '"}')
    assert next_message(line).startswith("40")
    try:
        yield line
    finally:
        line.shutdown()  # type: ignore[no-untyped-call]


def flood(line: websocket.WebSocket, text: str, a_second: int, seconds: float) -> bool:
    """Whether the server has closed the socket."""
    began, sent = time.monotonic(), 0
    try:
        while (now := time.monotonic() - began) < seconds:
            while sent < now * a_second:
                line.send(text)
                sent += 1
            time.sleep(0.005)
    except (OSError, websocket.WebSocketException):
        return True
    return False


def closed(line: websocket.WebSocket) -> tuple[bool, list[str]]:
    """Whether the socket was closed, and the messages that came until then."""
    messages: list[str] = []
    with suppress(OSError, websocket.WebSocketException):
        while text := line.recv():
            messages.append(str(text))
        return True, messages
    return not line.connected, messages


def round_trips(eva: Page, session: UUID, seconds: float) -> list[float]:
    """The times that a bystander waits for an answer, in seconds."""
    took, end = [], time.monotonic() + seconds
    while time.monotonic() < end:
        began = time.monotonic()
        eva.listener.send("signal", {"session": str(session)})
        took.append(time.monotonic() - began)
        time.sleep(0.02)
    return took


@pytest.mark.parametrize(
    "text", ['42["signal",{}]', '42["beat"]', "3"], ids=["signal", "beat", "pong"]
)
def test_a_socket_that_sends_a_thousand_a_second_is_slowed_then_closed(
    web: WebProcess, shared: World, job: UUID, text: str
) -> None:
    session = seated(shared, job)
    with ExitStack() as stack:
        eva = stack.enter_context(page(web, shared, "Eva"))
        eva.enter(session)
        calm = round_trips(eva, session, 1.0)
        line = stack.enter_context(raw(web, shared))
        ended: list[bool] = []
        flooding = Thread(target=lambda: ended.append(flood(line, text, 1000, 20.0)))
        flooding.start()
        beside = round_trips(eva, session, 6.0)
        flooding.join()
        assert ended == [True]
        _, messages = closed(line)
        assert any("too_many" in each for each in messages)
        p99 = quantiles(beside, n=100)[98]
        print(f"a bystander's p99 {p99 * 1000:.1f} ms, in calm {max(calm) * 1000:.1f} ms")
        assert p99 < 0.25
        assert eva.listener.connected


def test_a_burst_is_not_taken_for_a_flood(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess, page(web, shared, "Eva") as eva:
        tess.enter(session)
        eva.enter(session)
        to = eva.peer()
        for number in range(300):
            eva.tell(session, to, "pointer", {"x": number / 300, "y": 0.5})
        assert tess.hears("signal", 300)
        assert eva.listener.connected


def test_a_message_whose_attachments_never_come_is_not_waited_for(
    web: WebProcess, shared: World
) -> None:
    with raw(web, shared) as line:
        line.send('451-["signal",{"_placeholder":true,"num":0}]')
        line.send_binary(b"x" * 60_000)
        line.send('421["signal",{}]')
        answers = [next_message(line) for _ in range(2)]
        assert any(answer.startswith("431[") for answer in answers), answers


def resident_mb(pid: int) -> float:
    """The memory of the web process in MB: gunicorn's master and its worker together."""
    pages = 0
    for each in (pid, *children(pid)):
        pages += int(Path(f"/proc/{each}/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1e6


def children(pid: int) -> list[int]:
    listed = Path(f"/proc/{pid}/task/{pid}/children").read_text()
    return [int(child) for child in listed.split()]


def test_a_socket_that_reads_nothing_is_closed_before_it_fills_the_memory(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    before = resident_mb(web.process.pid)
    with raw(web, shared, "Tess") as line:
        enter = ["enter", {"session": str(session), "page": "a-page-of-hers"}]
        line.send("42" + json.dumps(enter))
        while not (message := str(line.recv())).startswith('42["topology"'):
            pass
        [me] = [seat for seat in json.loads(message[2:])[1]["participants"] if seat["page"]]
        to = {"session": str(session), "to": me["id"], "page": me["page"]}
        text = json.dumps(["signal", to | {"kind": "offer", "data": {"sdp": "x" * 50_000}}])
        hung_up = flood(line, "42" + text, 150, 8.0)
        after = resident_mb(web.process.pid)
    print(f"{after - before:.1f} MB more")
    assert hung_up
    assert after - before < 20
