"""A TURN server for the tests: Debian's coturn, on this machine's own loopback, in a folder of its
own."""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.process import bound
from storage.seaweed.ports import is_free
from tests.builders.load import slack

PROGRAM = "turnserver"
SETTINGS = (
    "-n",  # no file of settings
    "--listening-ip=127.0.0.1",
    "--relay-ip=127.0.0.1",
    "--allow-loopback-peers",
    "--use-auth-secret",
    "--realm=help.firm.test",
    "--no-tls",
    "--no-dtls",
    "--no-cli",
    "--log-file=stdout",
)


@dataclass(frozen=True)
class Turn:
    port: int
    secret: str

    @property
    def url(self) -> str:
        return f"turn:127.0.0.1:{self.port}"


def program() -> str | None:
    return shutil.which(PROGRAM)


@contextmanager
def running(program: str, secret: str) -> Iterator[Turn]:
    home = Path(tempfile.mkdtemp(prefix="smarthands-turn-"))
    port = _free_port()
    own = (
        f"--listening-port={port}",
        f"--static-auth-secret={secret}",
        f"--pidfile={home / 'pid'}",
        f"--userdb={home / 'users'}",
    )
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [program, *SETTINGS, *own], stdout=log, stderr=log, cwd=home, preexec_fn=bound()
        )
    try:
        _wait_until_up(server, port, home)
        yield Turn(port, secret)
    finally:
        server.kill()  # it has nothing to put in order
        server.wait(20)
        shutil.rmtree(home)


def _free_port() -> int:
    """For UDP and TCP alike."""
    while True:
        with socket.socket(type=socket.SOCK_DGRAM) as probe:
            probe.bind(("127.0.0.1", 0))
            port: int = probe.getsockname()[1]
        if is_free(port):
            return port


def _wait_until_up(server: subprocess.Popen[bytes], port: int, home: Path) -> None:
    end = time.monotonic() + 20 * slack()
    while server.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex(("127.0.0.1", port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"coturn did not start: {(home / 'log').read_text(errors='replace')}")
