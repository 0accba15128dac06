"""The supervisor on a free port and an empty folder, started as an operator would start it."""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path

import psutil

from tests.builders.load import slack
from tests.builders.ports import free_port

ROOT = Path(__file__).resolve().parents[2]
OBJECTS = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()[0]
WEB = "web: gunicorn --config server/gunicorn_conf.py tests.running.tiny:app"
WORKER = "worker: python -c 'import time; time.sleep(600)'"


@dataclass
class RunningSupervisor:
    folder: Path
    environ: dict[str, str]
    process: subprocess.Popen[bytes]

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.environ['PORT']}"

    @property
    def socket_url(self) -> str:
        return f"ws://127.0.0.1:{self.environ['PORT']}/echo"

    def log(self) -> str:
        return (self.folder / "log").read_text(encoding="utf-8")

    def wait_for(self, words: str, seconds: float = 30) -> None:
        """Waits until the log contains the words; fails with the log."""
        end = time.monotonic() + seconds * slack()
        while words not in self.log():
            assert time.monotonic() < end, self.log()
            assert self.process.poll() is None, self.log()
            time.sleep(0.05)

    def family(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children(recursive=True)

    def those(self, words: str) -> list[psutil.Process]:
        """The processes below the supervisor whose command line has these words."""
        processes = []
        for child in self.family():
            with suppress(psutil.NoSuchProcess):
                if words in " ".join(child.cmdline()):
                    processes.append(child)
        return processes


@contextmanager
def running_supervisor(
    folder: Path, *procfile: str, start: Sequence[str] = (), **environ: str
) -> Iterator[RunningSupervisor]:
    """A supervisor, started by another command if `start` is set, which gets SIGTERM at the end."""
    folder.mkdir(exist_ok=True)
    (folder / "Procfile").write_text("\n".join(procfile or (OBJECTS, WEB, WORKER)))
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SMARTHANDS_")}
    environment = {
        **inherited,
        "PORT": str(free_port()),
        "SMARTHANDS_S3_PORT": str(free_port()),
        "SMARTHANDS_DATA": str(folder / "var"),
        **environ,
    }
    command = [
        sys.executable,
        "-m",
        "server.ops.cli",
        "run",
        "--procfile",
        str(folder / "Procfile"),
    ]
    if start:
        command = [
            *start,
            f"SMARTHANDS={sys.executable} -m server.ops.cli",
            f"PROCFILE={folder / 'Procfile'}",
        ]
    with (folder / "log").open("ab") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=environment, stdin=subprocess.DEVNULL, stdout=log, stderr=log
        )
    supervisor = RunningSupervisor(folder, environment, process)
    try:
        yield supervisor
    finally:
        if process.poll() is None:
            process.send_signal(signal.SIGTERM)
            process.wait(10)


def alive(family: list[psutil.Process]) -> list[str]:
    """The command lines of the processes that still run."""
    command_lines = []
    for one in family:
        with suppress(psutil.NoSuchProcess):
            if one.status() != psutil.STATUS_ZOMBIE:
                command_lines.append(" ".join(one.cmdline()))
    return command_lines


def wait_until_gone(family: list[psutil.Process], seconds: float) -> None:
    end = time.monotonic() + seconds * slack()
    while left := alive(family):
        assert time.monotonic() < end, left
        time.sleep(0.05)
