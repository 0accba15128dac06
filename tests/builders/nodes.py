"""Media nodes, each a process of its own on loopback."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from uuid import uuid4

from server.auth.tokens import SecretTokens
from storage.process import bound
from tests.builders.web_process import ROOT, SECRET

TOKEN = SecretTokens(SECRET).derive("media")


@dataclass(frozen=True)
class RunningNode:
    """A running node. `spool` is its folder of recordings under way."""

    process: subprocess.Popen[bytes]
    spool: Path
    log: Path

    def kill(self) -> None:
        self.process.kill()
        self.process.wait()

    def drain(self) -> None:
        self.process.send_signal(signal.SIGTERM)


@contextmanager
def node(
    url: str, folder: Path, spool: Path | None = None, ports: str = "41000-41499"
) -> Iterator[RunningNode]:
    """A node of its own process, ended at the end in whatever state; its log must have no
    traceback."""
    spool = spool or folder / "recordings"
    options = ["--web", url, "--addresses", "127.0.0.1", "--ports", ports, "--spool", str(spool)]
    path = folder / f"node-{uuid4().hex[:8]}.log"
    environment = {k: v for k, v in os.environ.items() if not k.startswith("SMARTHANDS_")}
    with path.open("wb") as log:
        process = subprocess.Popen(
            [sys.executable, "-m", "realtime.media", *options],
            cwd=ROOT,
            env=environment | {"SMARTHANDS_MEDIA_TOKEN": TOKEN},
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=bound(),
        )
    try:
        _wait_until_signed_in(process, path)
        yield RunningNode(process, spool, path)
    finally:
        if process.poll() is None:
            process.terminate()
            try:
                process.wait(20)
            except subprocess.TimeoutExpired:
                process.kill()
                process.wait()
    lines = path.read_text(encoding="utf-8")
    assert "Traceback" not in lines, lines
    assert '"level": "error"' not in lines, lines


def _wait_until_signed_in(process: subprocess.Popen[bytes], log: Path) -> None:
    end = time.monotonic() + 30  # The time of the start is not what is measured.
    while "signed in" not in log.read_text(encoding="utf-8"):
        assert process.poll() is None, log.read_text(encoding="utf-8")
        assert time.monotonic() < end, log.read_text(encoding="utf-8")
        time.sleep(0.02)
    time.sleep(0.1)  # The broker counts on the node from its first load report on.
