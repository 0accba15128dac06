"""An answer passes the edge in its framing, and one that is missing, malformed or cut off never
looks whole."""

import socket
import statistics
import time
from pathlib import Path

import pytest

from tests.builders.edge_process import Edge, Upstream, edge, read_all, status
from tests.builders.load import slack
from tests.edge.messages import STAY, answering_with, get


def test_an_answer_is_passed_on_without_delay(edge_process: Edge, web: Upstream) -> None:
    """The head and the body are two packets: without TCP_NODELAY the second one waits 40 ms for an
    ack."""
    with edge_process.connect() as wire:
        taken = []
        for _ in range(20):
            began, heard = time.monotonic(), b""
            wire.sendall(get("/", STAY))
            while not heard.endswith(b"ok"):
                heard += wire.recv(65536)
            taken.append(time.monotonic() - began)
    assert statistics.median(taken) < 0.03 * slack(), taken


ANSWERS = {
    "chunks": (
        b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\n\r\n",
        b"2\r\nok\r\n0\r\n\r\n",
    ),
    "no content": (b"HTTP/1.1 204 No Content\r\n\r\n", b""),
    "not modified": (b'HTTP/1.1 304 Not Modified\r\nETag: "x"\r\n\r\n', b""),
}


@pytest.mark.parametrize(("answer", "body"), ANSWERS.values(), ids=ANSWERS)
def test_answers_keep_their_framing(
    edge_process: Edge, web: Upstream, answer: bytes, body: bytes
) -> None:
    web.answer = answering_with(answer)
    for _ in range(2):
        with edge_process.connect() as wire:
            wire.sendall(get("/", STAY) + get("/again"))
            heard = read_all(wire)
        first, _, rest = heard.partition(b"\r\n\r\n")
        assert first.split(b" ")[1] == answer.split(b" ")[1]
        assert rest.startswith(body + b"HTTP/1.1 ")


def test_an_answer_without_length_gets_one_or_an_end(edge_process: Edge, web: Upstream) -> None:
    web.hasty = b"HTTP/1.1 200 OK\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n\r\nuntil the end"
    answer = edge_process.say(get())
    assert b"\r\nSet-Cookie: a=1\r\nSet-Cookie: b=2\r\n" in answer
    assert b"Transfer-Encoding: chunked" in answer
    assert answer.endswith(b"\r\n0\r\n\r\n")
    old = edge_process.say(get("/", version="1.0"))
    assert old.endswith(b"\r\n\r\nuntil the end")


def test_head_is_answered_without_a_body(edge_process: Edge, web: Upstream) -> None:
    web.answer = answering_with(b"HTTP/1.1 200 OK\r\nContent-Length: 5000\r\n\r\n")
    answer = edge_process.say(get(method="HEAD"))
    assert b"Content-Length: 5000" in answer
    assert answer.endswith(b"\r\n\r\n")


def test_a_server_that_is_away_is_a_502(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as nobody:
        port = nobody.getsockname()[1]
    with edge(tmp_path / "lan", port) as running:
        answer = running.say(get())
        assert status(answer) == 502
        assert answer.endswith(b"Smart Hands does not answer. Try again in a moment.\n")


@pytest.mark.parametrize(
    "answer_bytes", [b"SSH-2.0\r\n\r\n", b"HTTP/1.1 200 OK\r\nbad header\r\n\r\n"]
)
def test_an_answer_that_is_no_http_is_a_502(
    edge_process: Edge, web: Upstream, answer_bytes: bytes
) -> None:
    web.hasty = answer_bytes
    assert status(edge_process.say(get())) == 502


def test_half_an_answer_is_not_passed_on_as_a_whole_one(edge_process: Edge, web: Upstream) -> None:
    web.hasty = b"HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\nhalf"
    assert edge_process.say(get()).endswith(b"\r\n\r\nhalf")
    web.hasty = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n4\r\nhalf\r\n"
    assert not edge_process.say(get()).endswith(b"0\r\n\r\n")
