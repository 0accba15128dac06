"""Keeps the cores awake while the CPU of rare requests is measured.

A core that has nothing to do sleeps, slows down, and lends its caches to others. A request on it
then costs more, so the checkout whose other processes do less would seem the dearer one.
"""

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager

BUSY = """
import os
from contextlib import suppress

os.nice(19)
with suppress(OSError), open("/proc/self/autogroup", "w") as weight:
    weight.write("19")
parent = os.getppid()
while os.getppid() == parent:
    pass
"""
"""It takes what nobody else wants. Linux weighs sessions before it looks at `nice`, so it has a
session of its own, of the least weight."""


@contextmanager
def awake() -> Iterator[None]:
    """A process for each core that always has something to do, in the whole `with` block."""
    command = [sys.executable, "-c", BUSY]
    cores = range(os.cpu_count() or 1)
    busy = [subprocess.Popen(command, start_new_session=True) for _ in cores]
    try:
        yield
    finally:
        for each in busy:
            each.kill()
            each.wait()
