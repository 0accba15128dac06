"""The process that decodes is held to its limits, and dies with the process that started it."""

import os
import resource
import signal
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

from tests.builders.pictures import blank_png, photo
from tests.pictures.rendering import refused, rendered
from workers.sandbox.limits import Limits
from workers.sandbox.renditions import render
from workers.sandbox.run import RenderFailed

# The picture has 79 MP: some four seconds of decoding, and 1.1 GB.
SLOW = blank_png(8_900, 8_900)
STARTER = "import sys; from pathlib import Path; from workers.sandbox.renditions import render; "
RENDER = "render(Path(sys.argv[1]), Path(sys.argv[2]))"


@pytest.fixture
def decoding(tmp_path: Path) -> Iterator[tuple[int, int]]:
    """The process ids of a parent that renders something slow, and of the process that decodes."""
    (tmp_path / "original").write_bytes(SLOW)
    parent = subprocess.Popen(
        [sys.executable, "-c", STARTER + RENDER, str(tmp_path / "original"), str(tmp_path)],
        env={**os.environ, "SMARTHANDS_SECRET": "a secret of the parent"},
        stderr=subprocess.DEVNULL,
    )
    try:
        yield parent.pid, confined_child(parent.pid)
    finally:
        parent.kill()
        parent.wait()


def confined_child(parent: int) -> int:
    """The child of the parent, as soon as it has its limits."""
    children = Path(f"/proc/{parent}/task/{parent}/children")
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        child = children.read_text().split()
        # The size of a core file is the last limit that it sets itself.
        if child and resource.prlimit(int(child[0]), resource.RLIMIT_CORE) == (0, 0):
            return int(child[0])
        time.sleep(0.01)
    raise AssertionError("no decoding process appeared")


def is_alive(process: int) -> bool:
    try:
        return " Z " not in Path(f"/proc/{process}/stat").read_text()
    except FileNotFoundError:
        return False


def test_kill_9_of_the_parent_ends_the_decoding(decoding: tuple[int, int]) -> None:
    parent, child = decoding
    assert is_alive(child)

    os.kill(parent, signal.SIGKILL)

    deadline = time.monotonic() + 2
    while is_alive(child) and time.monotonic() < deadline:
        time.sleep(0.01)
    assert not is_alive(child)


def test_the_decoding_process_has_limits_and_no_secrets(decoding: tuple[int, int]) -> None:
    _, child = decoding
    limits = {
        line[:26].strip(): line[26:].split()[0]
        for line in Path(f"/proc/{child}/limits").read_text().splitlines()
    }
    status = Path(f"/proc/{child}/status").read_text()

    assert limits["Max address space"] == str(Limits().memory)
    assert limits["Max cpu time"] == str(Limits().cpu)
    assert limits["Max file size"] == str(16 << 20)
    assert limits["Max core file size"] == "0"
    assert "NoNewPrivs:\t1" in status
    assert Path(f"/proc/{child}/environ").read_bytes() == b"MALLOC_ARENA_MAX=1\0"


def test_a_picture_that_takes_too_long_is_too_slow(tmp_path: Path) -> None:
    assert refused(tmp_path, SLOW, Limits(cpu=1)) == "too_slow"


def test_a_picture_that_needs_too_much_is_out_of_memory(tmp_path: Path) -> None:
    assert refused(tmp_path, SLOW, Limits(memory=300 << 20)) == "out_of_memory"


def test_the_largest_png_fits(tmp_path: Path) -> None:
    result = rendered(tmp_path, SLOW)
    assert (result.width, result.height) == (8_900, 8_900)


def test_a_starved_machine_is_not_held_against_the_picture(tmp_path: Path) -> None:
    with pytest.raises(RenderFailed, match="no answer"):
        rendered(tmp_path, photo(), Limits(wall=0.05))


def test_a_folder_that_can_not_be_written_is_not_the_pictures_fault(tmp_path: Path) -> None:
    (tmp_path / "large.jpg").mkdir()
    with pytest.raises(RenderFailed, match="IsADirectoryError"):
        rendered(tmp_path, photo())


def test_a_missing_original_is_reported_at_once(tmp_path: Path) -> None:
    with pytest.raises(FileNotFoundError):
        render(tmp_path / "original", tmp_path)


def test_names_with_spaces_dashes_and_umlauts_are_only_names(tmp_path: Path) -> None:
    folder = tmp_path / "-o prüf; ung"
    folder.mkdir()
    assert rendered(folder, photo()).width == 128


def test_the_same_original_gives_the_same_bytes(tmp_path: Path) -> None:
    first, again = rendered(tmp_path, photo()), rendered(tmp_path, photo())
    assert first == again
