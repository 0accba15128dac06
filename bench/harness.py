"""The helpers of every bench: CPU time of other processes, ratios over rounds, and the last line.

Two settings belong to every bench: BENCH_ROUNDS is the number of rounds (`recover` alone has a name
of its own for it), and BENCH_OURS=1 leaves the peers out, so that our side alone is measured; the
ratios to a peer are absent then.
"""

import json
import os
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager, nullcontext
from statistics import median
from typing import TypeVar

import psutil

# The function clock_getcpuclockid(3) by hand: the kernel's own clock of a process's CPU time, in
# nanoseconds, where /proc/<pid>/stat counts hundredths of a second.
CPUCLOCK_SCHED = 2

ROUNDS = int(os.environ.get("BENCH_ROUNDS", "5"))
OURS_ALONE = os.environ.get("BENCH_OURS") == "1"

Server = TypeVar("Server")


def unless_alone(
    peer: Callable[[], AbstractContextManager[Server]],
) -> AbstractContextManager[Server | None]:
    """The peer's server while it runs, or None under BENCH_OURS=1."""
    return nullcontext() if OURS_ALONE else peer()


def cpu_seconds(pid: int) -> float:
    """The user and system time of a process and its living descendants."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(time.clock_gettime((~one.pid << 3) | CPUCLOCK_SCHED) for one in family)


def ratios(rounds: Mapping[str, Sequence[float]], ours: str, peer: str) -> list[float]:
    """Our figure over the peer's, round by round."""
    return [mine / its for mine, its in zip(rounds[ours], rounds[peer], strict=True)]


def spread(values: Sequence[float], digits: int = 4) -> dict[str, float]:
    return {
        "median": round(median(values), digits),
        "min": round(min(values), digits),
        "max": round(max(values), digits),
    }


def report(bench: str, ratios: Mapping[str, Sequence[float]], raw: Mapping[str, object]) -> None:
    """Prints the last line of a measurement: ratios are ours to the peer's, one value a round."""
    shown = {key: spread(values) for key, values in ratios.items()}
    print(json.dumps({"bench": bench, "ratios": shown, "raw": raw}), flush=True)
