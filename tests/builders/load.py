"""What a loaded machine is allowed: more time by the clock, and more of the processor."""

import json
import os
import time

_TEXT = json.dumps("\n" * 50_000)
_ROWS = [{"name": f"Site {number}", "number": number} for number in range(500)]
_IDLE_SECONDS = 0.001
"""CPU seconds that the work of `slowness` takes on the machine the limits of tests were set on."""


def slack() -> float:
    """The number of processes that want each core just now, at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))


def slowness() -> float:
    """How many times as much CPU time a piece of work costs this thread just now as on an idle
    machine, at least 1: neighbours take a part of the caches and of the core's other thread."""
    began = time.thread_time()
    json.loads(_TEXT)
    json.dumps(_ROWS)
    sorted(str(row) for row in _ROWS)
    return max(1.0, (time.thread_time() - began) / _IDLE_SECONDS)
