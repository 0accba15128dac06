"""A TURN server for the tests: Debian's coturn on this machine's own loopback, in a folder of its
own.

It is either a relay to everybody, or set up as docs/deploying.md tells operators to.
"""

import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from ipaddress import IPv4Address
from pathlib import Path

import pytest

from edge.authority import authority_in, leaf_in
from storage.process import bound
from tests.builders.load import slack
from tests.builders.ports import free_port

PROGRAM = "turnserver"
HERE = "127.0.0.1"
PAGE = Path(__file__).resolve().parents[2] / "docs" / "deploying.md"
SETTINGS = (
    "-n",  # The server reads no file of settings.
    f"--listening-ip={HERE}",
    f"--relay-ip={HERE}",
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
    """A running TURN server; only a documented one has `tls` and `root`, the file of the authority
    that vouches for it."""

    port: int
    secret: str
    tls: int = 0
    root: Path = Path()

    @property
    def url(self) -> str:
        return f"turn:{HERE}:{self.port}"

    @property
    def tls_url(self) -> str:
        return f"turns:{HERE}:{self.tls}?transport=tcp"


def program() -> str:
    path = shutil.which(PROGRAM)
    if path is None:
        pytest.skip("coturn is missing (Debian: apt-get install coturn)")
    return path


@contextmanager
def running(program: str, secret: str) -> Iterator[Turn]:
    with _folder() as home:
        port = free_port()
        own = (f"--listening-port={port}", f"--static-auth-secret={secret}")
        with _started(home, port, program, *SETTINGS, *own):
            yield Turn(port, secret)


@contextmanager
def documented(program: str, secret: str, *nodes: str) -> Iterator[Turn]:
    """A server with the documented settings.

    Addresses, ports, secret and certificate are this test's, and peers on loopback are let through
    to the lists; everything else is as documented.
    """
    with _folder() as home:
        port, tls = free_port(), free_port()
        authority = authority_in(home, IPv4Address(HERE), datetime.now(UTC))
        leaf = leaf_in(home, authority, IPv4Address(HERE), datetime.now(UTC))
        text = _with(
            documented_settings(),
            {
                "listening-ip": HERE,
                "relay-ip": HERE,
                "listening-port": port,
                "tls-listening-port": tls,
                "static-auth-secret": secret,
                "cert": leaf,
                "pkey": leaf,
            },
            nodes,
        )
        (home / "turnserver.conf").write_text(text, encoding="utf-8")
        words = ("-c", str(home / "turnserver.conf"), "--allow-loopback-peers", "--log-file=stdout")
        with _started(home, port, program, *words):
            yield Turn(port, secret, tls, home / "root.crt")


def documented_settings() -> str:
    """The settings as docs/deploying.md has them."""
    part = PAGE.read_text("utf-8").partition("\n## Calls through firewalls\n")[2]
    return part.partition("```ini\n")[2].partition("```")[0]


def _with(text: str, instead: Mapping[str, object], nodes: tuple[str, ...]) -> str:
    """The settings with these values put in; fails when a line that is to be replaced isn't
    there."""
    missing = dict(instead)
    lines = []
    for line in text.splitlines():
        name = line.partition("=")[0]
        if name not in ("allowed-peer-ip", "syslog"):
            lines.append(f"{name}={missing.pop(name)}" if name in missing else line)
    assert not missing, missing
    return "\n".join([*lines, *(f"allowed-peer-ip={node}" for node in nodes), ""])


@contextmanager
def _folder() -> Iterator[Path]:
    home = Path(tempfile.mkdtemp(prefix="smarthands-turn-"))
    try:
        yield home
    finally:
        shutil.rmtree(home)


@contextmanager
def _started(home: Path, port: int, *words: str) -> Iterator[None]:
    own = (f"--pidfile={home / 'pid'}", f"--userdb={home / 'users'}")
    with (home / "log").open("wb") as log:
        server = subprocess.Popen(
            [*words, *own], stdout=log, stderr=log, cwd=home, preexec_fn=bound()
        )
    try:
        _wait_until_up(server, port, home)
        yield
    finally:
        server.kill()  # The server has nothing to put in order.
        server.wait(20)


def _wait_until_up(server: subprocess.Popen[bytes], port: int, home: Path) -> None:
    end = time.monotonic() + 20 * slack()
    while server.poll() is None and time.monotonic() < end:
        with socket.socket() as probe:
            if probe.connect_ex((HERE, port)) == 0:
                return
        time.sleep(0.05)
    raise AssertionError(f"coturn did not start: {(home / 'log').read_text(errors='replace')}")
