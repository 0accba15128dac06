"""An edge as a process of its own, in front of a server that keeps the requests it receives."""

import socket
import ssl
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import h11

from storage.process import bound
from tests.builders.load import slack

ROOT = Path(__file__).resolve().parents[2]
# This address is of this machine alone, and not the one that callers come from.
ADDRESS = "127.0.0.2"
# This caller has done no harm.
BYSTANDER = "127.0.0.3"
PATIENCE = 15.0
PAGES, OBJECTS, INSTALLING = range(3)


def three_ports(address: str) -> int:
    """The first of three neighbouring ports that nobody listens on, below those of outgoing
    connections."""
    for port in range(22_000 + time.monotonic_ns() % 5000, 32_000):
        with suppress(OSError):
            for place in range(3):
                with socket.create_server((address, port + place)):
                    pass
            return port
    raise AssertionError("no free ports")


@dataclass
class Edge:
    folder: Path
    address: str
    port: int
    process: subprocess.Popen[bytes]
    log: Path

    def trusting(self) -> ssl.SSLContext:
        """A TLS context that trusts the edge's root, as a phone that installed it does, and nothing
        besides."""
        return ssl.create_default_context(cafile=self.folder / "root.crt")

    def plain(self, place: int = PAGES, source: str = "127.0.0.1") -> socket.socket:
        to = self.address, self.port + place
        return socket.create_connection(to, PATIENCE * slack(), (source, 0))

    def connect(self, place: int = PAGES, source: str = "127.0.0.1") -> ssl.SSLSocket:
        wire = self.plain(place, source)
        return self.trusting().wrap_socket(wire, server_hostname=self.address)

    def say(self, request: bytes, place: int = PAGES, source: str = "127.0.0.1") -> bytes:
        """The whole answer, up to where the edge closes or keeps silent for a second."""
        with self.connect(place, source) as wire:
            wire.sendall(request)
            return read_all(wire)

    def ask(self, path: str = "/", *, source: str = "127.0.0.1") -> int:
        """The status of a plain request."""
        request = f"GET {path} HTTP/1.1\r\nHost: {self.address}\r\nConnection: close\r\n\r\n"
        return status(self.say(request.encode(), source=source))


def read_all(wire: socket.socket, seconds: float = 1.0) -> bytes:
    wire.settimeout(seconds * slack())
    received = b""
    with suppress(OSError):
        while data := wire.recv(65536):
            received += data
    return received


def status(answer: bytes) -> int:
    """The status of an answer, or 0 when there was none."""
    return int(answer.split(b" ", 2)[1]) if answer.startswith(b"HTTP/1.1 ") else 0


@contextmanager
def edge(folder: Path, behind: int, address: str = ADDRESS) -> Iterator[Edge]:
    """A running edge; `behind` is the port of both servers in front of which it stands."""
    port, log = three_ports(address), folder.with_suffix(".log")
    command = [sys.executable, "-m", "edge", "--folder", str(folder), "--bucket", "evidence"]
    command += ["--address", address, "--port", str(port)]
    command += ["--web", f"http://127.0.0.1:{behind}", "--objects", f"http://127.0.0.1:{behind}"]
    with log.open("ab") as output:
        process = subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=output, stderr=output,
            preexec_fn=bound(),
        )  # fmt: skip
    edge_process = Edge(folder, address, port, process, log)
    try:
        wait_until_up(edge_process)
        yield edge_process
    finally:
        process.terminate()
        process.wait(10 * slack())


def wait_until_up(edge_process: Edge) -> None:
    end = time.monotonic() + PATIENCE * slack()
    while True:
        try:
            with edge_process.plain(INSTALLING):
                return
        except OSError:
            assert edge_process.process.poll() is None, edge_process.log.read_text()
            assert time.monotonic() < end, edge_process.log.read_text()
            time.sleep(0.05)


@dataclass
class UpstreamRequest:
    method: str
    target: str
    headers: list[tuple[str, str]]
    body: bytearray = field(default_factory=bytearray)

    def all(self, name: str) -> list[str]:
        return [value for key, value in self.headers if key == name]


def ok_response(_: UpstreamRequest) -> bytes:
    return b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok"


@dataclass
class Upstream:
    """A server behind the edge, which keeps every connection open for another request, as servers
    do that could be fooled."""

    listener: socket.socket
    answer: Callable[[UpstreamRequest], bytes] = ok_response
    """The function that answers a request; an answer of status 101 is followed by an echo."""
    hasty: bytes = b""
    """An answer that is sent before the body is read; the server hangs up after it."""
    requests: list[UpstreamRequest] = field(default_factory=list)
    raw: list[bytearray] = field(default_factory=list)

    @property
    def port(self) -> int:
        return int(self.listener.getsockname()[1])

    def accept(self) -> None:
        with suppress(OSError):
            while True:
                wire, _ = self.listener.accept()
                threading.Thread(target=self.serve, args=[wire], daemon=True).start()

    def serve(self, wire: socket.socket) -> None:
        self.raw.append(bytearray())
        place = len(self.raw) - 1
        http = h11.Connection(h11.SERVER)
        with wire, suppress(OSError, h11.ProtocolError):
            while True:
                event = http.next_event()
                if event is h11.NEED_DATA:
                    data = wire.recv(65536)
                    self.raw[place] += data
                    http.receive_data(data)
                elif isinstance(event, h11.Request):
                    self.requests.append(read_head(event))
                    if self.requests[-1].all("expect"):
                        wire.sendall(b"HTTP/1.1 100 Continue\r\n\r\n")
                    if self.hasty:
                        hang_up(wire, self.hasty)
                        return
                elif isinstance(event, h11.Data):
                    self.requests[-1].body += event.data
                elif isinstance(event, h11.EndOfMessage):
                    answer = self.answer(self.requests[-1])
                    wire.sendall(answer)
                    if b" 101 " in answer[:14]:
                        echo(wire)
                        return
                    http = h11.Connection(h11.SERVER)
                else:
                    return


def hang_up(wire: socket.socket, answer: bytes) -> None:
    """Sends and closes without a reset, since closing with something unread would take back the
    answer."""
    wire.sendall(answer)
    wire.shutdown(socket.SHUT_WR)
    read_all(wire, 5)


def echo(wire: socket.socket) -> None:
    while data := wire.recv(65536):
        wire.sendall(data)


def read_head(event: h11.Request) -> UpstreamRequest:
    headers = [(name.decode(), value.decode("latin-1")) for name, value in event.headers]
    return UpstreamRequest(event.method.decode(), event.target.decode(), headers)


@contextmanager
def upstream() -> Iterator[Upstream]:
    with socket.create_server(("127.0.0.1", 0), backlog=600) as listener:
        server = Upstream(listener)
        threading.Thread(target=server.accept, daemon=True).start()
        yield server
        with suppress(OSError):
            listener.shutdown(socket.SHUT_RDWR)
