"""Ports for the servers of tests, which open them a while after they were looked up.

Each of pytest's workers has a range of its own, and so has a run without workers beside them. All
are below those that embedded S3 servers choose from, so that nobody else takes a port in between.
"""

import itertools
import os

from storage.seaweed.ports import is_free

FIRST, EACH, WORKERS = 7_000, 380, 8  # Browsers refuse none of these ports.
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw-1").removeprefix("gw")) % WORKERS
_RANGE = range(FIRST + _WORKER * EACH, FIRST + (_WORKER + 1) * EACH)
# Each process begins at a place of its own, where another run beside it hardly begins.
_NEXT = itertools.islice(itertools.cycle(_RANGE), os.getpid() % EACH, None)


def free_port() -> int:
    """A port that nobody listens on; it comes again only after all others of this process."""
    return next(port for port in _NEXT if is_free(port))
