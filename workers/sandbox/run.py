"""Starts a confined process that reads strangers' bytes, and judges how it ends."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryFile
from typing import IO, Any

from workers.sandbox.limits import Limits
from workers.sandbox.unreadable import CODES, Unreadable

LIMITS = Limits()
_MOST_ANSWER_BYTES = 64 << 10
_ROOT = Path(__file__).parents[2]
# Each malloc arena reserves 64 MB of the address space that the limit counts.
_ENVIRONMENT = {"MALLOC_ARENA_MAX": "1"}
_CRASHES = frozenset({signal.SIGSEGV, signal.SIGBUS, signal.SIGFPE, signal.SIGILL, signal.SIGABRT})


class RenderFailed(Exception):
    """The process ended without a verdict on the file (disk full, a machine that is starved or shut
    down), so that another try may help."""


def run_confined(program: str, source: Path, into: Path, limits: Limits) -> dict[str, Any]:
    """Run `program` on the file `source`, have it write files into the folder `into`, and return
    its answer.

    The answer is not to be trusted: the process that decoded the file may be in a stranger's hands.
    Blocks for up to `limits.wall` seconds. Raises Unreadable for what will never give anything,
    RenderFailed for what may at another time, FileNotFoundError without `source` or `into`.
    """
    source, into = source.resolve(strict=True), into.resolve(strict=True)
    # Output goes to files, not pipes, since the length of files is limited too.
    with TemporaryFile() as answer, TemporaryFile() as complaints:
        ended = _run(program, source, into, limits, answer, complaints)
        if ended != 0:
            raise _verdict(ended, _tail(complaints))
        answer.seek(0)
        return _checked(json.loads(answer.read(_MOST_ANSWER_BYTES)))


def _checked(answer: dict[str, Any]) -> dict[str, Any]:
    if (code := answer.get("unreadable")) is None:
        return answer
    if code not in CODES:
        raise RenderFailed(f"unknown answer {code!r}")
    raise Unreadable(code, str(answer["message"])[:300])


def _run(
    program: str,
    source: Path,
    into: Path,
    limits: Limits,
    answer: IO[bytes],
    complaints: IO[bytes],
) -> int:
    command = [sys.executable, "-E", "-s", "-m", program]
    bounds = [str(os.getpid()), str(limits.memory), str(limits.cpu)]
    try:
        return subprocess.run(
            [*command, str(source), str(into), *bounds],
            stdin=subprocess.DEVNULL,
            stdout=answer,
            stderr=complaints,
            cwd=_ROOT,
            env=_ENVIRONMENT,
            timeout=limits.wall,
            check=False,
        ).returncode
    except subprocess.TimeoutExpired as late:
        raise RenderFailed(f"no answer after {limits.wall} seconds") from late


def _tail(complaints: IO[bytes]) -> str:
    end = complaints.seek(0, os.SEEK_END)
    complaints.seek(max(0, end - 2000))
    return complaints.read().decode("utf-8", errors="replace").strip()


def _verdict(ended: int, complaint: str) -> Exception:
    if -ended == signal.SIGXCPU:
        return Unreadable("too_slow", "This file takes too long to decode.")
    if "bad_alloc" in complaint or "MemoryError" in complaint:
        return Unreadable("out_of_memory", "This file needs more memory to decode than one may.")
    if -ended in _CRASHES:
        return Unreadable("crashed", "The decoder of this file crashed over it.")
    return RenderFailed(f"ended with {ended}: {complaint}")
