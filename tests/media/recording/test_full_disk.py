"""A full disk is reported as a problem and becomes a gap; recording goes on when there is room."""

import os
import resource
import signal
from collections.abc import Iterator
from pathlib import Path

import pytest

from realtime.media.recording.disk.spool import ROOM, Spool, is_full
from tests.builders import disks
from tests.media.recording.filming_phone import FilmingPhone, gaps, until
from tests.media.recording.reading import decoded


@pytest.fixture
def small_disk(tmp_path: Path) -> Iterator[Path]:
    with disks.small_disk(tmp_path / "disk", 3) as folder:
        yield folder


async def test_a_recording_on_a_full_disk_goes_on_when_there_is_room(
    small_disk: Path,
) -> None:
    ballast = small_disk / "ballast"
    ballast.write_bytes(bytes(2_900_000))
    filming = FilmingPhone(small_disk)
    recorder = filming.open()
    while recorder.state.problem != "disk_full":
        await filming.film_slowly(1)
    assert decoded(small_disk / "tess.webm").pictures
    asked = filming.asked
    await filming.film_slowly(4)
    assert (recorder.state.problem, gaps(recorder)) == ("disk_full", ["disk_full"])
    assert filming.asked == asked
    ballast.unlink()
    while recorder.state.problem:
        await filming.film_slowly(1)
    await filming.film_slowly(3)
    await recorder.finish()
    whole = filming.kept.completed["tess"]
    [gap] = whole.gaps
    assert gap.reason == "disk_full"
    assert gap.seconds >= 4
    path = small_disk / "from-s3.webm"
    path.write_bytes(filming.kept.content("tess"))
    seen = decoded(path)
    assert not [at for at in seen.pictures if gap.at + 0.05 < at < gap.at + gap.seconds - 0.05]
    assert seen.pictures[-1] == pytest.approx(whole.seconds, abs=0.1)


async def test_a_disk_that_is_full_from_the_beginning_is_reported_as_a_gap(
    small_disk: Path,
) -> None:
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        assert file.write(bytes(4 << 20)) < 4 << 20
    filming = FilmingPhone(small_disk)
    recorder = filming.open()
    await filming.film_slowly(2)
    await until(lambda: recorder.state.problem == "disk_full")
    ballast.unlink()
    while recorder.state.seconds < 4:
        await filming.film_slowly(1)
    await recorder.finish()
    [gap] = filming.kept.completed["tess"].gaps
    assert (gap.at, gap.reason) == (0, "disk_full")
    assert gap.seconds > 1


def test_a_fragment_that_could_not_be_written_whole_leaves_no_trace(tmp_path: Path) -> None:
    """The test runs in a process of its own, whose files may have 100,000 bytes."""
    child = os.fork()
    if child == 0:
        status = 1
        try:
            signal.signal(signal.SIGXFSZ, signal.SIG_IGN)
            resource.setrlimit(resource.RLIMIT_FSIZE, (100_000, 100_000))
            status = 0 if limited(tmp_path / "file") else 2
        finally:
            os._exit(status)
    assert os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) == 0


def limited(path: Path) -> bool:
    spool = Spool(path)
    spool.append(b"a" * 60_000)
    refused = []
    try:
        spool.append(b"b" * 60_000)
    except OSError as error:
        refused.append(is_full(error))
    try:
        spool.try_room()
    except OSError as error:
        refused.append(is_full(error))
    spool.append(b"c" * 40_000)
    spool.sync()
    return (
        refused == [True, True]
        and path.read_bytes() == b"a" * 60_000 + b"c" * 40_000
        and (spool.size, spool.synced) == (100_000, 100_000)
    )


def test_the_probe_for_room_leaves_nothing_on_the_disk(tmp_path: Path) -> None:
    spool = Spool(tmp_path / "file")
    spool.append(b"here")
    spool.try_room()
    assert (tmp_path / "file").read_bytes() == b"here"
    assert spool.size == 4 < ROOM
    spool.close()
