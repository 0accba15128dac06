"""Connections that nobody stands behind: closed soon, few per address, in nobody's way."""

import resource
import time
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path

import psutil
import pytest
import websocket

from realtime.sockets.lobby import ADMISSION_SECONDS, GOODBYE_SECONDS, MOST_PER_ADDRESS
from tests.builders.jobs import open_job
from tests.builders.site import login
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World
from tests.sockets.ear import listening

FILES = 4500
"""4,000 connections, and some besides."""
SLACK = 5.0
"""Seconds that a busy machine may add."""


@contextmanager
def knocking(web: WebProcess, at: dict[str, str]) -> Iterator[websocket.WebSocket]:
    """Engine.IO's handshake, and then nothing that Socket.IO asks for."""
    made = websocket.create_connection(
        f"ws://localhost:{web.port}/socket.io/?EIO=4&transport=websocket",
        header=at,
        suppress_origin=True,
        timeout=10,
    )
    try:
        assert heard(made).startswith("0{")
        yield made
    finally:
        if made.sock:
            made.sock.close()


def heard(one: websocket.WebSocket) -> str:
    said = one.recv()
    assert isinstance(said, str)
    return said


def ends(silent: websocket.WebSocket, seconds: float) -> bool:
    """Whether the server cuts the line, its own goodbyes left unanswered."""
    end = time.monotonic() + seconds
    assert silent.sock
    while (left := end - time.monotonic()) > 0:
        silent.sock.settimeout(left)
        try:
            if not silent.sock.recv(4096):
                return True
        except TimeoutError:
            return False
        except OSError:
            return True
    return False


def test_who_never_connects_is_closed_and_who_did_stays(web: WebProcess, shared: World) -> None:
    at = proxy_headers()
    with (
        listening(web, {"token": login(shared, "Dan")}, at) as dan,
        knocking(web, at) as silent,
        knocking(web, at) as chatty,
    ):
        began = time.monotonic()
        chatty.send('40{"token":"nobody\'s"}')
        assert heard(chatty).startswith("44")
        assert not ends(silent, ADMISSION_SECONDS - (time.monotonic() - began) - 1)
        for one in (silent, chatty):
            assert ends(one, 1 + GOODBYE_SECONDS + SLACK)
        assert dan.connected
        assert dan.follow(open_job(shared))["ok"]


def test_whose_login_has_ended_does_not_keep_the_line(web: WebProcess, shared: World) -> None:
    token = login(shared, "Tess")
    with knocking(web, proxy_headers()) as tess:
        tess.send(f'40{{"token":"{token}"}}')
        assert heard(tess).startswith("40{")
        assert web.ask("DELETE", "/api/logins/current", token=token)[0] == 204
        assert ends(tess, ADMISSION_SECONDS + GOODBYE_SECONDS + SLACK)


def test_one_address_has_so_many_at_the_door_and_others_come_in(
    web: WebProcess, shared: World
) -> None:
    mallory = proxy_headers()
    with ExitStack() as crowd:
        for _ in range(MOST_PER_ADDRESS):
            crowd.enter_context(knocking(web, mallory))
        with pytest.raises(websocket.WebSocketBadStatusException, match="401"):
            crowd.enter_context(knocking(web, mallory))
        with listening(web, {"token": login(shared, "Dan")}) as dan:
            assert dan.connected
    end = time.monotonic() + SLACK
    while True:  # those who left make room
        with listening(web, {"token": login(shared, "Dan")}, mallory) as dan:
            if dan.connected:
                break
        assert time.monotonic() < end


def test_whoever_is_admitted_takes_no_place_at_the_door(web: WebProcess, shared: World) -> None:
    office, token = proxy_headers(), login(shared, "Dan")
    with ExitStack() as desks:
        for _ in range(MOST_PER_ADDRESS + 5):
            one = desks.enter_context(knocking(web, office))
            one.send(f'40{{"token":"{token}"}}')
            assert heard(one).startswith("40{")


def test_the_web_process_may_open_as_many_files_as_it_takes_connections(web: WebProcess) -> None:
    [worker] = psutil.Process(web.process.pid).children()
    said = Path(f"/proc/{worker.pid}/limits").read_text()
    [line] = [line for line in said.splitlines() if line.startswith("Max open files")]
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    assert int(line.split()[3]) >= allowed
