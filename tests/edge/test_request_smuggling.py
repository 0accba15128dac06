"""A request that is smuggled in hostile bytes is never read as another person's request."""

import random
from contextlib import suppress

import h11
import pytest

from tests.builders.edge_process import BYSTANDER, Edge, Upstream, status

HOST = b"Host: x\r\n"
HIDDEN = b"GET /hidden HTTP/1.1\r\nHost: x\r\n\r\n"


@pytest.fixture(scope="module")
def web(upstream_server: Upstream) -> Upstream:
    """The upstream; a test that changes its answers restores them itself."""
    return upstream_server


def post(*headers: bytes, body: bytes = b"") -> bytes:
    return b"POST / HTTP/1.1\r\n" + HOST + b"".join(h + b"\r\n" for h in headers) + b"\r\n" + body


LENGTH, CHUNKED = b"Content-Length: 5", b"Transfer-Encoding: chunked"
SMUGGLED = {
    "both": post(LENGTH, CHUNKED, body=b"0\r\n\r\n" + HIDDEN),
    "both, the other way round": post(CHUNKED, LENGTH, body=b"0\r\n\r\n" + HIDDEN),
    "two lengths": post(LENGTH, b"Content-Length: 6", body=b"12345" + HIDDEN),
    "two lengths in one": post(b"Content-Length: 5, 6", body=b"12345" + HIDDEN),
    "a length with a sign": post(b"Content-Length: +5", body=b"12345" + HIDDEN),
    "a length below nothing": post(b"Content-Length: -1", body=HIDDEN),
    "a length of words": post(b"Content-Length: five", body=HIDDEN),
    "an unknown coding": post(b"Transfer-Encoding: xchunked", body=HIDDEN),
    "two codings": post(b"Transfer-Encoding: gzip, chunked", body=b"0\r\n\r\n" + HIDDEN),
    "chunked twice": post(CHUNKED, CHUNKED, body=b"0\r\n\r\n" + HIDDEN),
    "identity": post(LENGTH, b"Transfer-Encoding: identity", body=b"12345" + HIDDEN),
    "a space before the colon": post(b"Transfer-Encoding : chunked", body=b"0\r\n\r\n" + HIDDEN),
    "a tab in the coding": post(b"Transfer-Encoding: \x0bchunked", body=b"0\r\n\r\n" + HIDDEN),
    "a bare CR": post(b"X: 1\rTransfer-Encoding: chunked", LENGTH, body=b"12345"),
    "a NUL": post(b"X: a\0b", LENGTH, body=b"12345"),
    "no colon": post(b"Transfer-Encoding chunked", body=HIDDEN),
    "a chunk that is none": post(CHUNKED, body=b"0x5\r\n12345\r\n0\r\n\r\n" + HIDDEN),
    "a chunk past all bounds": post(CHUNKED, body=b"FFFFFFFFFFFFFFFFFFFFFF\r\n" + HIDDEN),
    "a chunk with a bare LF": post(CHUNKED, body=b"5\n12345\r\n0\r\n\r\n" + HIDDEN),
    "an extension's end": post(CHUNKED, body=b"5;a\nb\r\n12345\r\n0\r\n\r\n" + HIDDEN),
    "no host": b"GET / HTTP/1.1\r\n\r\n" + HIDDEN,
    "two hosts": b"GET / HTTP/1.1\r\nHost: x\r\nHost: y\r\n\r\n" + HIDDEN,
    "a whole address": b"GET http://127.0.0.1:1/ HTTP/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "CONNECT": b"CONNECT 127.0.0.1:22 HTTP/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "the star": b"OPTIONS * HTTP/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "a space in the path": b"GET /a b HTTP/1.1\r\nHost: x\r\n\r\n" + HIDDEN,
    "HTTP/2": b"PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n" + HIDDEN,
    "HTTP/0.9": b"GET /\r\n\r\n" + HIDDEN,
    "another protocol": b"SSH-2.0-OpenSSH_9\r\n" + HIDDEN,
}


@pytest.mark.parametrize("data", SMUGGLED.values(), ids=SMUGGLED)
def test_a_smuggled_request_is_never_read_as_a_request(
    edge_process: Edge, web: Upstream, data: bytes
) -> None:
    before = len(web.raw)
    answer = edge_process.say(data)
    assert status(answer) in {400, 501} or answer == b"", answer
    assert answer.count(b"HTTP/1.1") <= 1
    assert b"/hidden" not in b"".join(web.raw[before:])
    assert edge_process.ask(source=BYSTANDER) == 200


@pytest.mark.parametrize(
    "data",
    [
        post(b"X: 1\r\n Transfer-Encoding: chunked", LENGTH, body=b"12345"),
        post(b"Content-Length: 5, 5", body=b"12345"),
        post(LENGTH, LENGTH, body=b"12345"),
        post(LENGTH, body=b"12345").replace(b"\r\n", b"\n"),
        post(
            CHUNKED,
            b"Trailer: Content-Length",
            body=b"5\r\n12345\r\n0\r\nContent-Length: 9\r\n\r\n",
        ),
        post(LENGTH, b"Connection: close, Content-Length, Host", body=b"12345"),
    ],
)
def test_an_odd_but_unambiguous_request_is_rewritten(
    edge_process: Edge, web: Upstream, data: bytes
) -> None:
    before = len(web.raw)
    assert status(edge_process.say(data)) == 200
    [raw] = web.raw[before:]
    head = raw.partition(b"\r\n\r\n")[0].lower()
    assert head.count(b"\r\ncontent-length: 5") + head.count(b"\r\ntransfer-encoding: ") == 1
    assert web.requests[-1].body == b"12345"
    assert b"\n " not in raw


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_mangled_requests_reach_the_upstream_one_by_one_or_not_at_all(
    edge_process: Edge, web: Upstream, seed: int
) -> None:
    print(f"seed {seed}")
    chance, before = random.Random(seed), len(web.raw)
    good = [*SMUGGLED.values(), post(LENGTH, body=b"12345"), post(CHUNKED, body=b"0\r\n\r\n")]
    for _ in range(150):
        data = bytearray(chance.choice(good) + chance.choice(good))
        for _ in range(chance.randrange(4)):
            place = chance.randrange(len(data))
            data[place : place + chance.randrange(3)] = chance.choice(MANGLES)
        with suppress(OSError), edge_process.connect() as wire:
            wire.sendall(data)
            wire.settimeout(0.02)
            wire.recv(100)
    assert edge_process.ask(source=BYSTANDER) == 200
    reached = web.raw[before:]
    assert reached
    assert [raw for raw in reached if not is_one_request(raw)] == []


MANGLES = [b"\r\n", b"\n", b"\r", b"\0", b" ", b":", b",", b"0", b"chunked", b"\xff", b"\t"]


def is_one_request(raw: bytes | bytearray) -> bool:
    """Whether this is one request, whole or cut off, with nothing behind it."""
    http = h11.Connection(h11.SERVER)
    http.receive_data(bytes(raw))
    events = [http.next_event()]
    while isinstance(events[-1], h11.Request | h11.Data):
        events.append(http.next_event())
    ended = isinstance(events[-1], h11.EndOfMessage)
    return not http.trailing_data[0] if ended else events[-1] is h11.NEED_DATA


def test_bytes_behind_a_request_are_another_request_with_its_own_connection(
    edge_process: Edge, web: Upstream
) -> None:
    before = len(web.raw)
    first = b"GET /first HTTP/1.1\r\nHost: x\r\n\r\n"
    last = b"GET /last HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"
    answer = edge_process.say(first + last)
    assert answer.count(b"HTTP/1.1 200") == 2
    seen = web.raw[before:]
    assert [raw.split(b" ")[1] for raw in seen] == [b"/first", b"/last"]
    assert all(b"Connection: close\r\n" in raw for raw in seen)
