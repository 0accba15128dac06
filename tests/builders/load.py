"""Deadlines are tests with slack: on a machine that others keep busy, everything takes longer."""

import os


def slack() -> float:
    """How many processes want each core just now; at least 1."""
    return max(1.0, os.getloadavg()[0] / (os.cpu_count() or 1))
