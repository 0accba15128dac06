"""The supervisor killed at any moment of its life leaves no process behind."""

import random
import time
from contextlib import suppress
from pathlib import Path

import psutil
import pytest

from tests.running.supervisor import running_supervisor, wait_until_gone
from tests.running.test_operating import PROCFILE


def belonging(folder: Path) -> list[psutil.Process]:
    """Every process that works on a folder, whichever its parent is by now."""
    processes = []
    for process in psutil.process_iter():
        with suppress(psutil.NoSuchProcess, psutil.AccessDenied):
            words = [*process.cmdline(), process.environ().get("SMARTHANDS_DATA", "")]
            if any(str(folder) in word for word in words):
                processes.append(process)
    return processes


@pytest.mark.parametrize("seed", range(3))
def test_kill_9_at_a_random_moment_of_the_start_leaves_no_process(
    tmp_path: Path, seed: int
) -> None:
    kill_at(tmp_path, random.Random(seed).uniform(0.2, 6))


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100, 150))
def test_kill_9_at_many_random_moments_leaves_no_process(tmp_path: Path, seed: int) -> None:
    kill_at(tmp_path, random.Random(seed).uniform(0.05, 10))


def kill_at(tmp_path: Path, moment: float) -> None:
    print(f"killed after {moment:.2f} s")
    with running_supervisor(tmp_path, *PROCFILE) as running:
        time.sleep(moment)
        assert belonging(tmp_path)
        running.process.kill()
        running.process.wait()
        time.sleep(0.1)
        wait_until_gone(belonging(tmp_path), 5)
        assert belonging(tmp_path) == []
    with running_supervisor(tmp_path, *PROCFILE) as again:
        again.wait_for("Smart Hands is ready")
