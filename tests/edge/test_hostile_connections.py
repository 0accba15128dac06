"""A hostile connection from the same Wi-Fi is refused or closed in time, and leaves room for the
others."""

import os
import socket
import ssl
import time
from contextlib import ExitStack
from pathlib import Path

import psutil
import pytest

from edge.conversation import FIRST_HEAD_SECONDS
from edge.listening import HANDSHAKE_SECONDS, MOST_PER_CALLER
from tests.builders.edge_process import (
    BYSTANDER,
    INSTALLING,
    Edge,
    Upstream,
    edge,
    read_all,
    status,
)
from tests.builders.load import slack


@pytest.fixture(scope="module")
def web(upstream_server: Upstream) -> Upstream:
    """The upstream; a test that changes its answers restores them itself."""
    return upstream_server


def test_a_head_without_end_is_refused_at_32_kilobytes(edge_process: Edge, web: Upstream) -> None:
    before = len(web.raw)
    for data in (
        b"GET /" + b"a" * 1_000_000,
        b"GET / HTTP/1.1\r\nHost: x\r\nX: " + b"a" * 1_000_000,
        b"GET / HTTP/1.1\r\nHost: x\r\n" + b"X: a\r\n" * 100_000,
    ):
        with edge_process.connect() as wire:
            try:
                wire.sendall(data)
            except OSError:
                continue  # The edge may close while we still send.
            assert status(read_all(wire)) in {0, 431}
    assert web.raw[before:] == []
    assert edge_process.ask(source=BYSTANDER) == 200


def test_a_client_without_tls_gets_nothing(edge_process: Edge, web: Upstream) -> None:
    before = len(web.raw)
    for data in (b"GET / HTTP/1.1\r\nHost: x\r\n\r\n", os.urandom(4096), b"\x16\x03\x01\xff\xff"):
        with edge_process.plain() as wire:
            wire.sendall(data)
            assert b"HTTP" not in read_all(wire)
    assert web.raw[before:] == []
    assert edge_process.ask(source=BYSTANDER) == 200


def test_old_tls_is_refused(edge_process: Edge) -> None:
    context = edge_process.trusting()
    context.maximum_version = ssl.TLSVersion.TLSv1_2
    with context.wrap_socket(edge_process.plain(), server_hostname=edge_process.address) as wire:
        assert wire.version() == "TLSv1.2"
    with edge_process.plain() as plain:
        # A ClientHello of TLS 1.1 with one cipher; Python's own library has none any more.
        plain.sendall(bytes.fromhex("160301002d010000290302" + "00" * 32 + "000002c013" + "0100"))
        assert not read_all(plain).startswith(b"\x16")  # No ServerHello comes back.
        assert is_closed(plain)


def test_an_idle_connection_is_closed_in_time(edge_process: Edge) -> None:
    """Half a handshake, none, nothing after it, and a head of a byte a second have ten seconds
    each."""
    with ExitStack() as stack:
        silent = stack.enter_context(edge_process.plain())
        half = stack.enter_context(edge_process.plain())
        half.sendall(b"\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03")
        idle = stack.enter_context(edge_process.connect())
        slow = stack.enter_context(edge_process.connect())
        installing = stack.enter_context(edge_process.plain(INSTALLING))
        began, left = time.monotonic(), {silent, half, idle, slow, installing}
        for wire in left:
            wire.settimeout(0.01)
        limit = max(FIRST_HEAD_SECONDS, HANDSHAKE_SECONDS) * slack() + 4
        while left:
            assert time.monotonic() - began < limit, left
            if slow in left and is_closed(slow, b"G"):
                left.remove(slow)
            left -= {wire for wire in left - {slow} if is_closed(wire)}
            time.sleep(0.2)
        assert time.monotonic() - began > min(FIRST_HEAD_SECONDS, HANDSHAKE_SECONDS) - 2


def is_closed(wire: socket.socket, data: bytes = b"") -> bool:
    try:
        if data:
            wire.sendall(data)
        return wire.recv(100) == b""
    except TimeoutError:
        return False
    except OSError:
        return True


def test_500_idle_connections_of_one_address_leave_room_for_the_others(edge_process: Edge) -> None:
    with ExitStack() as stack:
        wires = [stack.enter_context(edge_process.plain()) for _ in range(500)]
        time.sleep(0.5 * slack())
        for wire in wires:
            wire.settimeout(0.01)
        assert sum(not is_closed(wire) for wire in wires) <= MOST_PER_CALLER
        began = time.monotonic()
        assert edge_process.ask(source=BYSTANDER) == 200
        assert time.monotonic() - began < 1 * slack()


def test_500_idle_connections_of_ten_addresses_leave_room_for_the_others(
    edge_process: Edge,
) -> None:
    with ExitStack() as stack:
        for number in range(500):
            stack.enter_context(edge_process.connect(source=f"127.0.1.{number % 10 + 1}"))
        began = time.monotonic()
        assert edge_process.ask(source=BYSTANDER) == 200
        assert time.monotonic() - began < 1 * slack()
        assert psutil.Process(edge_process.process.pid).memory_info().rss < 400_000_000


def test_a_client_that_never_reads_costs_no_memory(edge_process: Edge, web: Upstream) -> None:
    size = 50_000_000
    head = f"HTTP/1.1 200 OK\r\nContent-Length: {size}\r\n\r\n".encode()
    web.answer = lambda _: head + bytes(size)
    before = psutil.Process(edge_process.process.pid).memory_info().rss
    try:
        with ExitStack() as stack:
            for _ in range(5):
                wire = stack.enter_context(edge_process.connect())
                wire.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
            time.sleep(1.5 * slack())
            after = psutil.Process(edge_process.process.pid).memory_info().rss
            assert after - before < 30_000_000
    finally:
        web.answer = type(web).answer


def test_sigterm_ends_the_edge_with_connections_open(tmp_path: Path, web: Upstream) -> None:
    with edge(tmp_path / "lan", web.port) as running, ExitStack() as stack:
        for number in range(50):
            stack.enter_context(running.connect(source=f"127.0.1.{number % 10 + 1}"))
            stack.enter_context(running.plain())
        began = time.monotonic()
        running.process.terminate()
        assert running.process.wait(10 * slack()) == 0
        assert time.monotonic() - began < 4 * slack()
        assert "Traceback" not in running.log.read_text()
