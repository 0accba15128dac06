"""Who sends half of something holds a connection for seconds, and reads why it was refused."""

import json
import socket
import time
from contextlib import ExitStack
from threading import Thread

import pytest

from server.http.bodies import BODY_SECONDS, MOST_PATIENT, SHORT_SECONDS
from tests.builders.load import slack
from tests.builders.web_process import WebProcess

MALLORY, NEIGHBOUR = "203.0.113.66", "203.0.113.7"
BODY = json.dumps({"link": "A" * 43, "bearer": True}).encode()


def head(address: str, length: int = len(BODY)) -> bytes:
    lines = (
        "POST /api/logins HTTP/1.1",
        "Host: localhost",
        f"X-Forwarded-For: {address}",
        "Content-Type: application/json",
        f"Content-Length: {length}",
    )
    return "\r\n".join((*lines, "", "")).encode()


def opened(web: WebProcess, sent: bytes) -> socket.socket:
    connection = socket.create_connection(("localhost", web.port), timeout=60 * slack())
    connection.sendall(sent)
    return connection


def answer(connection: socket.socket) -> tuple[int, dict[str, object]]:
    """The answer of a connection, which is read to the end of its body."""
    text = b""
    while data := connection.recv(65_536):
        text += data
        start, _, body = text.partition(b"\r\n\r\n")
        if body.endswith(b"}"):
            return int(start.split(b" ")[1]), json.loads(body)
    return 0, {}


def dribble(connection: socket.socket) -> None:
    """Sends one byte after the other, for as long as anybody takes them."""
    try:
        for byte in BODY:
            connection.sendall(bytes([byte]))
            time.sleep(BODY_SECONDS / 20)  # this is how slowly it comes
    except OSError:
        return


def test_a_body_that_dribbles_is_refused_at_its_deadline(own_web: WebProcess) -> None:
    with opened(own_web, head(MALLORY, length=1900)) as connection:
        sender = Thread(target=dribble, args=[connection])
        sender.start()
        status, problem = answer(connection)
        connection.shutdown(socket.SHUT_WR)
        sender.join()
    assert (status, problem["title"]) == (408, "Too late")
    assert problem["detail"] == "The body took too long to come. Send it again."


def test_half_bodies_of_one_address_soon_have_little_time_and_others_have_all_of_it(
    own_web: WebProcess,
) -> None:
    with ExitStack() as stack:
        began = time.monotonic()
        half = head(MALLORY) + BODY[:5]
        patient = [stack.enter_context(opened(own_web, half)) for _ in range(MOST_PATIENT)]
        wait_until_read(own_web)
        further = [stack.enter_context(opened(own_web, half)) for _ in range(10)]
        neighbour = stack.enter_context(opened(own_web, head(NEIGHBOUR) + BODY[:5]))
        assert {answer(connection)[0] for connection in further} == {408}
        if time.monotonic() - began < BODY_SECONDS - SHORT_SECONDS:
            neighbour.sendall(BODY[5:])
            assert answer(neighbour)[0] == 404
        assert {answer(connection)[0] for connection in patient} == {408}


def wait_until_read(web: WebProcess) -> None:
    """What came before on other connections is being read once a later request is answered."""
    for _ in range(3):
        assert web.ask("GET", "/healthz")[0] == 200


@pytest.mark.parametrize(
    ("sent", "status"),
    [
        (b"GET /" + b"a" * 300_000 + b" HTTP/1.1\r\nHost: localhost\r\n\r\n", 414),
        (b"GET / HTTP/1.1\r\nHost: localhost\r\nX-A: " + b"a" * 300_000 + b"\r\n\r\n", 431),
    ],
    ids=["a line", "a header"],
)
def test_the_refusal_of_what_is_too_long_is_read_every_time(
    own_web: WebProcess, sent: bytes, status: int
) -> None:
    for _ in range(80):
        with opened(own_web, sent) as connection:
            text = b""
            while data := connection.recv(65_536):
                text += data
        assert text.startswith(f"HTTP/1.1 {status} ".encode()), text[:100]
