"""Connections that have not signed in: they are closed soon, few per address, and in nobody's
way."""

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
from tests.sockets.event_listener import listening

FILES = 4500
"""The limit allows 4,000 connections, and some files besides."""
SLACK = 5.0
"""The seconds that a busy machine may add."""


@contextmanager
def unauthenticated(web: WebProcess, at: dict[str, str]) -> Iterator[websocket.WebSocket]:
    """A connection after Engine.IO's handshake, which then sends nothing that Socket.IO asks
    for."""
    connection = websocket.create_connection(
        f"ws://localhost:{web.port}/socket.io/?EIO=4&transport=websocket",
        header=at,
        suppress_origin=True,
        timeout=10,
    )
    try:
        assert heard(connection).startswith("0{")
        yield connection
    finally:
        if connection.sock:
            connection.sock.close()


def heard(one: websocket.WebSocket) -> str:
    data = one.recv()
    assert isinstance(data, str)
    return data


def ends(silent: websocket.WebSocket, seconds: float) -> bool:
    """Whether the server cuts the connection, even if its own close frames are not answered."""
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


def test_a_connection_that_never_signs_in_is_closed_and_one_that_did_stays(
    web: WebProcess, shared: World
) -> None:
    at = proxy_headers()
    with (
        listening(web, {"token": login(shared, "Dan")}, at) as dan,
        unauthenticated(web, at) as silent,
        unauthenticated(web, at) as chatty,
    ):
        began = time.monotonic()
        chatty.send('40{"token":"nobody\'s"}')
        assert heard(chatty).startswith("44")
        assert not ends(silent, ADMISSION_SECONDS - (time.monotonic() - began) - 1)
        for one in (silent, chatty):
            assert ends(one, 1 + GOODBYE_SECONDS + SLACK)
        assert dan.connected
        assert dan.follow(open_job(shared))["ok"]


def test_a_client_whose_login_has_ended_does_not_keep_the_connection(
    web: WebProcess, shared: World
) -> None:
    token = login(shared, "Tess")
    with unauthenticated(web, proxy_headers()) as tess:
        tess.send(f'40{{"token":"{token}"}}')
        assert heard(tess).startswith("40{")
        assert web.ask("DELETE", "/api/logins/current", token=token)[0] == 204
        assert ends(tess, ADMISSION_SECONDS + GOODBYE_SECONDS + SLACK)


def test_one_address_has_a_limit_in_the_lobby_and_others_still_connect(
    web: WebProcess, shared: World
) -> None:
    mallory = proxy_headers()
    with ExitStack() as crowd:
        for _ in range(MOST_PER_ADDRESS):
            crowd.enter_context(unauthenticated(web, mallory))
        with pytest.raises(websocket.WebSocketBadStatusException, match="401"):
            crowd.enter_context(unauthenticated(web, mallory))
        with listening(web, {"token": login(shared, "Dan")}) as dan:
            assert dan.connected
    end = time.monotonic() + SLACK
    while True:  # The connections that ended make room.
        with listening(web, {"token": login(shared, "Dan")}, mallory) as dan:
            if dan.connected:
                break
        assert time.monotonic() < end


def test_a_signed_in_connection_takes_no_place_in_the_lobby(web: WebProcess, shared: World) -> None:
    office = proxy_headers()
    with ExitStack() as desks:
        for _ in range(MOST_PER_ADDRESS + 5):
            one = desks.enter_context(unauthenticated(web, office))
            one.send(f'40{{"token":"{login(shared, "Dan")}"}}')
            assert heard(one).startswith("40{")


def test_the_web_process_may_open_as_many_files_as_it_takes_connections(web: WebProcess) -> None:
    [worker] = psutil.Process(web.process.pid).children()
    limits = Path(f"/proc/{worker.pid}/limits").read_text()
    [line] = [line for line in limits.splitlines() if line.startswith("Max open files")]
    _soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    assert int(line.split()[3]) >= allowed
