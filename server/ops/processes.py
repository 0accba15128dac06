"""Child processes: started without a shell, restarted when they crash, ended in time."""

import asyncio
import os
import signal
import sys
import time
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from storage.process import bound

ROOT = Path(__file__).resolve().parents[2]
LONGEST_LINE = 65536
LONGEST_PAUSE = 30.0
STEADY_SECONDS = 60.0


def say(name: str, line: bytes | str) -> None:
    """Prints one line of a process's log under its name."""
    text = line.encode() if isinstance(line, str) else line
    with suppress(BrokenPipeError):  # nobody reads our output any more; the processes go on
        sys.stdout.buffer.write(f"{name:8}| ".encode() + text + b"\n")
        sys.stdout.buffer.flush()


@dataclass
class Child:
    """One running process, leader of a group of its own."""

    name: str
    process: asyncio.subprocess.Process
    log: asyncio.Task[None]

    @classmethod
    async def start(cls, name: str, command: Sequence[str], environ: Mapping[str, str]) -> "Child":
        process = await asyncio.create_subprocess_exec(
            *command,
            cwd=ROOT,
            env=dict(environ),
            stdin=asyncio.subprocess.DEVNULL,
            stdout=asyncio.subprocess.PIPE,
            stderr=asyncio.subprocess.STDOUT,
            # Ctrl-C in a terminal reaches the supervisor alone, which decides the order of the end.
            start_new_session=True,
            preexec_fn=bound(),
        )
        assert process.stdout is not None
        return cls(name, process, asyncio.create_task(repeat(name, process.stdout)))

    async def wait(self) -> int:
        """The exit code, once no process of its group is left; cancelling kills the group."""
        try:
            return await self.process.wait()
        finally:
            self.kill()
            await asyncio.wait([self.log], timeout=0.5)
            self.log.cancel()

    def terminate(self) -> None:
        with suppress(ProcessLookupError):
            self.process.send_signal(signal.SIGTERM)

    def kill(self) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self.process.pid, signal.SIGKILL)


async def repeat(name: str, stream: asyncio.StreamReader) -> None:
    rest = b""
    while chunk := await stream.read(LONGEST_LINE):
        *lines, rest = (rest + chunk).split(b"\n")
        for line in lines:
            say(name, line)
        if len(rest) > LONGEST_LINE:
            say(name, rest)
            rest = b""
    if rest:
        say(name, rest)


async def run_once(name: str, command: Sequence[str], environ: Mapping[str, str]) -> int:
    """Runs a command to its end and returns its exit code; cancelling kills it."""
    return await (await Child.start(name, command, environ)).wait()


@dataclass
class Service:
    """A process that is kept running: after a crash it is started again in 1, 2, 4 … 30 s."""

    name: str
    command: Sequence[str]
    environ: Mapping[str, str]
    child: Child | None = None
    task: asyncio.Task[None] | None = None
    ending: asyncio.Event = field(default_factory=asyncio.Event)

    def start(self) -> asyncio.Task[None]:
        """The task that keeps it running; started once. OSError when there is no such program."""
        self.task = self.task or asyncio.create_task(self.keep())
        return self.task

    async def keep(self) -> None:
        pause = 1.0
        while not self.ending.is_set():
            began = time.monotonic()
            self.child = await Child.start(self.name, self.command, self.environ)
            if self.ending.is_set():
                self.child.terminate()
            code = await self.child.wait()
            if self.ending.is_set():
                return
            if time.monotonic() - began > STEADY_SECONDS:
                pause = 1.0
            say("run", f"{self.name} {reason(code)}; starting it again in {pause:.0f} s")
            with suppress(TimeoutError):
                await asyncio.wait_for(self.ending.wait(), pause)
            pause = min(pause * 2, LONGEST_PAUSE)

    async def end(self, grace: float) -> None:
        """Sends SIGTERM, and after `grace` seconds SIGKILL to the whole group."""
        self.ending.set()
        if self.task is None:
            return
        if self.child:
            self.child.terminate()
        await asyncio.wait([self.task], timeout=grace)
        if not self.task.done():
            say("run", f"{self.name} did not end in time and is killed")
            if self.child:
                self.child.kill()
            await asyncio.wait([self.task])


def reason(code: int) -> str:
    if code < 0:
        return f"was ended by {signal.Signals(-code).name}"
    return f"ended with code {code}"
