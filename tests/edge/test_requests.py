"""A request passes the edge whole, and the web process learns from it who the caller is."""

import hashlib
import os

import pytest

from tests.builders.edge_process import OBJECTS, PAGES, Edge, Upstream, status
from tests.builders.load import slack
from tests.edge.messages import STAY, answering_with, get

CALLER = "127.0.0.9"

LIES = (
    "X-Forwarded-For: 6.6.6.6",
    "x-forwarded-for: 6.6.6.7, 6.6.6.8",
    "X_Forwarded_For: 6.6.6.9",
    "X-Forwarded-Proto: http",
    "X-Forwarded-Host: evil.example",
    "X-Forwarded-Port: 1",
    "X-Forwarded-Prefix: /evil",
    "Forwarded: for=6.6.6.6",
    "X-Real-IP: 6.6.6.6",
    "Proxy: http://evil.example",
    "Connection: close, X-Forwarded-For, X-Forwarded-Proto, Cookie",
)


def test_the_callers_address_is_the_one_that_the_edge_saw(
    edge_process: Edge, web: Upstream
) -> None:
    assert status(edge_process.say(get("/", *LIES), source=CALLER)) == 200
    request = web.requests[-1]
    assert request.all("x-forwarded-for") == [CALLER]
    assert request.all("x-forwarded-proto") == ["https"]
    assert request.all("x-forwarded-host") == request.all("host") == ["x:8443"]
    assert "6.6.6" not in str(request.headers)
    assert "evil" not in str(request.headers)


def test_the_login_cookie_goes_to_the_web_process_and_not_to_the_objects(
    edge_process: Edge, web: Upstream
) -> None:
    for place, cookies in ((PAGES, ["login=secret"]), (OBJECTS, [])):
        assert status(edge_process.say(get("/evidence/x", "Cookie: login=secret"), place)) == 200
        assert web.requests[-1].all("cookie") == cookies


@pytest.mark.parametrize(
    ("request_bytes", "answer"),
    [
        (get("/evidence/jobs/1/original?X-Amz-Signature=0"), 200),
        (get("/evidence/jobs/1/original", "Content-Length: 0", method="PUT"), 200),
        (get("/evidence/jobs/1/original", method="OPTIONS"), 200),
        (get("/evidence/jobs/1/original", method="DELETE"), 405),
        (get("/evidence/jobs/1/original", "Content-Length: 0", method="POST"), 405),
        (get("/"), 404),
        (get("/evidence"), 404),
        (get("/evidence2/x"), 404),
        (get("/other/x"), 404),
        (get("/evidence/../other/x"), 404),
        (get("/evidence/%2e%2e/other/x"), 404),
        (get("/evidence/.%2E/other/x"), 404),
        (get("/evidence%2f..%2fother"), 404),
    ],
)
def test_only_the_bucket_of_the_objects_server_is_reachable(
    edge_process: Edge, web: Upstream, request_bytes: bytes, answer: int
) -> None:
    before = len(web.requests)
    assert status(edge_process.say(request_bytes, OBJECTS)) == answer
    assert len(web.requests) - before == (answer == 200)


def test_a_connection_serves_one_request_after_the_other(edge_process: Edge, web: Upstream) -> None:
    with edge_process.connect() as wire:
        for number in range(5):
            wire.sendall(get(f"/{number}", STAY))
            heard = b""
            while not heard.endswith(b"ok"):
                heard += wire.recv(65536)
    assert [one.target for one in web.requests[-5:]] == [f"/{n}" for n in range(5)]


@pytest.mark.parametrize("chunked", [False, True])
def test_20_megabytes_arrive_whole_both_ways(
    edge_process: Edge, web: Upstream, chunked: bool
) -> None:
    content = os.urandom(20_000_000)
    web.answer = lambda request: (
        f"HTTP/1.1 200 OK\r\nContent-Length: {len(request.body)}\r\n\r\n".encode() + request.body
    )
    head, body = get("/", f"Content-Length: {len(content)}", method="PUT"), content
    if chunked:
        head = get("/", "Transfer-Encoding: chunked", method="PUT")
        body = f"{len(content):x}\r\n".encode() + content + b"\r\n0\r\n\r\n"
    with edge_process.connect() as wire:
        wire.settimeout(60)
        wire.sendall(head + body)
        heard = bytearray()
        while len(heard) < len(content):
            heard += wire.recv(1 << 20)
    digest = hashlib.sha256(content).digest()
    assert hashlib.sha256(web.requests[-1].body).digest() == digest
    assert hashlib.sha256(heard[-len(content) :]).digest() == digest


def test_a_client_that_expects_100_continue_gets_it(edge_process: Edge, web: Upstream) -> None:
    with edge_process.connect() as wire:
        wire.settimeout(5 * slack())
        wire.sendall(get("/", "Content-Length: 2", "Expect: 100-continue", method="PUT"))
        assert wire.recv(1000).startswith(b"HTTP/1.1 100")
        wire.sendall(b"hi")
        assert status(wire.recv(1000)) == 200
    assert web.requests[-1].body == b"hi"


def test_a_client_that_is_refused_before_its_body_is_read_gets_the_answer(
    edge_process: Edge, web: Upstream
) -> None:
    web.hasty = b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nbig"
    with edge_process.connect() as wire:
        wire.settimeout(10 * slack())
        wire.sendall(get("/", "Content-Length: 5000000", method="POST") + bytes(5_000_000))
        assert status(wire.recv(1000)) == 413


SWITCH = ("Connection: Upgrade", "Upgrade: websocket", "Sec-WebSocket-Key: a")
SWITCHED = b"HTTP/1.1 101 Switching Protocols\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n\r\n"


def test_a_websocket_passes_both_ways_until_one_ends(edge_process: Edge, web: Upstream) -> None:
    web.answer = answering_with(SWITCHED)
    with edge_process.connect(source=CALLER) as wire:
        wire.settimeout(5 * slack())
        wire.sendall(get("/socket.io", *SWITCH) + b"too early")
        heard = b""
        while b"too early" not in heard:
            heard += wire.recv(1000)
        assert heard.startswith(b"HTTP/1.1 101")
        for size in (1, 1000, 100_000):
            frame = os.urandom(size)
            wire.sendall(frame)
            heard = b""
            while len(heard) < size:
                heard += wire.recv(65536)
            assert heard == frame
    request = web.requests[-1]
    assert (request.all("upgrade"), request.all("connection")) == (["websocket"], ["Upgrade"])
    assert request.all("x-forwarded-for") == [CALLER]


@pytest.mark.parametrize(
    ("place", "protocol"), [(PAGES, "h2c"), (PAGES, "websocket, h2c"), (OBJECTS, "websocket")]
)
def test_no_other_protocol_than_websocket_is_switched_to(
    edge_process: Edge, web: Upstream, place: int, protocol: str
) -> None:
    upgrade = get("/evidence/x", "Connection: Upgrade", f"Upgrade: {protocol}")
    assert status(edge_process.say(upgrade, place)) == 200
    assert web.requests[-1].all("upgrade") == []
    assert web.requests[-1].all("connection") == ["close"]
