"""Ports for the servers of tests, which open them a while after they were looked up.

Each of pytest's workers has a range of its own, below those that embedded S3 servers choose from:
nobody else takes one in between.
"""

import itertools
import os

from storage.seaweed.ports import is_free

FIRST, EACH, WORKERS = 7_000, 380, 8  # none of those that browsers refuse
_WORKER = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw")) % WORKERS
_RANGE = range(FIRST + _WORKER * EACH, FIRST + (_WORKER + 1) * EACH)
# From where another run beside this one hardly begins.
_NEXT = itertools.islice(itertools.cycle(_RANGE), os.getpid() % EACH, None)


def free_port() -> int:
    """One that nobody listens on; in this process the others come first before it comes again."""
    return next(port for port in _NEXT if is_free(port))
