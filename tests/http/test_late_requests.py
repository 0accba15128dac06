"""A first request that is late is answered, and who sends none is told that it is too late."""

import json
import socket
import time

import pytest

from server.http.web_worker import FIRST_SECONDS
from tests.builders.load import slack
from tests.builders.web_process import WebProcess

KEPT_SECONDS = 2.0
"""What gunicorn gives every request of a connection by itself."""
HEAD = b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n"


def read_all(connection: socket.socket) -> bytes:
    answer = b""
    while data := connection.recv(65_536):
        answer += data
    return answer


@pytest.mark.parametrize("early", [0, 20], ids=["all of it", "its end"])
def test_a_first_request_that_is_three_seconds_late_is_answered(
    own_web: WebProcess, early: int
) -> None:
    with socket.create_connection(("localhost", own_web.port), timeout=30) as connection:
        connection.sendall(HEAD[:early])
        time.sleep(KEPT_SECONDS + 1)  # this is how late it is
        connection.sendall(HEAD[early:])
        assert read_all(connection).startswith(b"HTTP/1.1 200 ")


@pytest.mark.parametrize("early", [0, 20], ids=["nothing", "half a head"])
def test_who_sends_no_first_request_is_told_so(own_web: WebProcess, early: int) -> None:
    limit = FIRST_SECONDS + 5 * slack()
    with socket.create_connection(("localhost", own_web.port), timeout=limit) as connection:
        connection.sendall(HEAD[:early])
        head, _, body = read_all(connection).partition(b"\r\n\r\n")
    assert head.startswith(b"HTTP/1.1 408 ")
    assert "Send it again" in json.loads(body)["detail"]
