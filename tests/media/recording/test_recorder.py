"""A recorder on its event loop: the state that it reports, and its behaviour when the disk or S3
fails."""

import asyncio
import hashlib
import threading
from pathlib import Path

import pytest

from realtime.media.recording.recorder import LARGEST_PACKET, MOST_EVENTS
from tests.builders.rtp import VIDEO, rtp
from tests.media.recording.filming_phone import (
    PART,
    FilmingPhone,
    gaps,
    names,
    until,
)
from tests.media.recording.reading import decoded


async def test_the_reported_state_is_what_is_on_the_disk_and_in_s3(tmp_path: Path) -> None:
    filming = FilmingPhone(tmp_path)
    recorder = filming.open()
    assert recorder.state.seconds == 0
    filming.film(10)
    await until(lambda: recorder.state.seconds > 9.9)
    state = recorder.state
    media = tmp_path / "tess.webm"
    assert state.bytes_on_disk == media.stat().st_size
    await until(lambda: state.bytes_on_disk - recorder.state.bytes_stored < PART)
    assert filming.kept.content("tess") == media.read_bytes()[: recorder.state.bytes_stored]
    assert (state.problem, state.gaps) == (None, ())
    await recorder.finish()
    whole = filming.kept.completed["tess"]
    content = filming.kept.content("tess")
    assert whole.sha256 == hashlib.sha256(content).hexdigest()
    assert [part.size for part in whole.parts[:-1]] == [PART] * (len(whole.parts) - 1)
    assert recorder.state.bytes_stored == whole.size == len(content)
    assert whole.seconds == pytest.approx(10, abs=0.05)
    assert len(filming.seen().pictures) == 300
    assert filming.kept.started["tess"].begun_at.startswith("20")
    assert names(tmp_path) == {"from-s3.webm"}


async def test_a_recorder_without_packets_leaves_no_file(tmp_path: Path) -> None:
    filming = FilmingPhone(tmp_path)
    await filming.open().finish()
    assert filming.kept.started == {}
    assert names(tmp_path) == set()


async def test_an_invalid_name_and_one_that_exists_are_refused(tmp_path: Path) -> None:
    filming = FilmingPhone(tmp_path, limit=PART)
    with pytest.raises(ValueError, match="limit"):
        filming.open()
    (tmp_path / "tess.webm").touch()
    with pytest.raises(FileExistsError):
        FilmingPhone(tmp_path).open()


async def test_a_recorder_can_be_paused_and_resumed(tmp_path: Path) -> None:
    filming = FilmingPhone(tmp_path)
    recorder = filming.open()
    filming.film(2)
    recorder.pause()
    filming.film(3)
    recorder.resume()
    filming.film(3)
    await recorder.finish()
    seen = filming.seen()
    assert not [at for at in seen.pictures if 2.01 < at < 4.99]
    assert seen.pictures[-1] > 7.8
    [gap] = filming.kept.completed["tess"].gaps
    assert (gap.reason, round(gap.at), round(gap.seconds)) == ("paused", 2, 3)


async def test_a_writer_that_dies_is_reported_and_started_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    filming = FilmingPhone(tmp_path)
    recorder = filming.open()
    problems: list[str | None] = []
    start = recorder._start_thread

    def started_again() -> threading.Thread:
        problems.append(recorder.state.problem)
        return start()

    # Nothing else shows the moment in between: the next look ends it.
    recorder._start_thread = started_again  # type: ignore[method-assign]
    await filming.film_slowly(3)
    filming.deadly = True
    await until(lambda: problems == ["writer_failed"])
    await until(lambda: recorder.state.problem is None)
    await filming.film_slowly(4)
    await recorder.finish()
    seen = filming.seen()
    assert seen.pictures[-1] > 6.5
    assert [gap.reason for gap in filming.kept.completed["tess"].gaps] in (
        ["writer_failed"],
        [],  # The recorder had taken no packets by then.
    )
    assert "nobody foresaw" in caplog.text


async def test_an_outage_of_s3_is_reported_at_once_buffered_then_a_gap(tmp_path: Path) -> None:
    filming = FilmingPhone(tmp_path, limit=8 * PART)
    recorder = filming.open()
    await filming.film_slowly(3)
    await until(lambda: recorder.state.bytes_stored > 0)
    filming.kept.away = True
    filming.film(3)
    await until(lambda: recorder.state.problem == "storage_away")
    assert gaps(recorder) == []
    while not gaps(recorder):
        await filming.film_slowly(2)
    held = recorder.state
    assert held.bytes_on_disk - held.bytes_stored <= filming.limit + 2 * PART
    asked = filming.asked
    await filming.film_slowly(5)
    assert recorder.state.bytes_on_disk == held.bytes_on_disk
    assert filming.asked == asked  # Nobody needs a keyframe that can't be kept.
    assert recorder.state.gaps[0].seconds >= 4
    filming.kept.away = False
    while recorder.state.problem:
        await filming.film_slowly(0.5)
    filming.film(3)
    await recorder.finish()
    whole = filming.kept.completed["tess"]
    assert [gap.reason for gap in whole.gaps] == ["storage_away"]
    [gap] = whole.gaps
    seen = filming.seen()
    assert not [at for at in seen.pictures if gap.at + 0.05 < at < gap.at + gap.seconds - 0.05]
    assert seen.pictures[-1] > gap.at + gap.seconds


async def test_finishing_waits_for_s3_and_can_be_given_up(tmp_path: Path) -> None:
    filming = FilmingPhone(tmp_path)
    recorder = filming.open()
    filming.film(3)
    filming.kept.away = True
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(recorder.finish(), 1.5)
    assert names(tmp_path) == {"tess.json", "tess.webm"}
    assert len(decoded(tmp_path / "tess.webm").pictures) == 90


async def test_media_that_can_not_be_kept_becomes_a_gap_and_memory_stays_bounded(
    tmp_path: Path,
) -> None:
    filming = FilmingPhone(tmp_path)
    recorder = filming.open()
    filming.film(2)
    await until(lambda: recorder.state.seconds > 1.5)
    for number in range(3 * MOST_EVENTS):
        recorder.forward("video", rtp(VIDEO, number), number & 0xFFFF, 0, False, filming.now)
    assert len(recorder._events) <= MOST_EVENTS
    await until(lambda: not recorder._events)
    recorder.forward("video", bytes(LARGEST_PACKET + 1), 0, 0, False, filming.now)
    assert not recorder._events
    filming.now += 3
    filming.film(2)
    await recorder.finish()
    assert [gap.reason for gap in filming.kept.completed["tess"].gaps] == ["disk_slow"]


async def test_a_keyframe_is_requested_on_the_event_loop(tmp_path: Path) -> None:
    filming = FilmingPhone(tmp_path)
    recorder = filming.open()
    filming.number = 5  # The keyframe is over by then.
    filming.film(0.2)
    await until(lambda: filming.asked == 1)
    await recorder.finish()
