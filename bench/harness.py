"""What the measurements share: CPU time of other processes, ratios over rounds, the last line."""

import json
import time
from collections.abc import Mapping, Sequence
from statistics import median

import psutil

# clock_getcpuclockid(3) by hand: the kernel's own clock of a process's CPU time, in nanoseconds,
# where /proc/<pid>/stat counts hundredths of a second.
CPUCLOCK_SCHED = 2


def cpu_seconds(pid: int) -> float:
    """User and system time of a process and its descendants that are alive."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(time.clock_gettime((~one.pid << 3) | CPUCLOCK_SCHED) for one in family)


def spread(values: Sequence[float], digits: int = 4) -> dict[str, float]:
    return {
        "median": round(median(values), digits),
        "min": round(min(values), digits),
        "max": round(max(values), digits),
    }


def report(bench: str, ratios: Mapping[str, Sequence[float]], raw: Mapping[str, object]) -> None:
    """The last line of a measurement: ratios are ours to the peer's, one value a round."""
    shown = {key: spread(values) for key, values in ratios.items()}
    print(json.dumps({"bench": bench, "ratios": shown, "raw": raw}), flush=True)
