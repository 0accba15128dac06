"""The slack of deadlines: everything takes longer on a machine that others keep busy."""

import os


def slack() -> float:
    """The number of processes that want each core just now, at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
