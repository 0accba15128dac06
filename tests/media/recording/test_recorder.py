"""A recorder on its event loop: the state that it reports, and what it does when the disk or S3
fails."""

import asyncio
import hashlib
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from realtime.media.recording.recorder import LARGEST_PACKET, MOST_EVENTS, Recorder
from realtime.media.recording.upload.memory import MemoryUploads
from realtime.media.recording.upload.uploads import RecordingFile, Uploads
from realtime.media.rtp.track import Codec
from tests.builders.rtp import VIDEO, rtp
from tests.media.recording.filming import (
    FPS,
    SOUND,
    Encoded,
    Track,
    noise,
    payloads,
    pictures,
    sounds,
)
from tests.media.recording.reading import Seen, decoded

PART = 20_000
TESS = RecordingFile("the call", "tess", "tess", "video/webm", "")


def footage(size: tuple[int, int]) -> Sequence[Encoded]:
    """Pictures of this size; larger ones have more bytes a second."""
    return pictures("VP8", 300, key_every=30) if size == (160, 120) else noise(size)


@dataclass
class Filming:
    """Tess's phone, which films as fast as it is told to, by a clock that the test moves."""

    folder: Path
    codec: Codec | None = "VP8"
    uploads: Uploads = field(default_factory=MemoryUploads)
    limit: int = 1 << 30
    now: float = 1_000.0
    asked: int = 0
    deadly: bool = False
    size: tuple[int, int] = (160, 120)
    file: RecordingFile = TESS

    def open(self, part_size: int = PART) -> Recorder:
        self.video, self.audio = Track("video"), Track("audio")
        self.shown, self.heard = footage(self.size), sounds(50)
        self.number = self.sound = 0
        self.recorder = Recorder(
            self.folder,
            self.file,
            self.codec,
            self.uploads,
            self._ask,
            self.clock,
            limit=self.limit,
            part_size=part_size,
        )
        return self.recorder

    @property
    def kept(self) -> MemoryUploads:
        assert isinstance(self.uploads, MemoryUploads)
        return self.uploads

    def clock(self) -> float:
        if self.deadly and threading.current_thread() is not threading.main_thread():
            self.deadly = False
            raise SystemExit("a thread's end that nobody foresaw")
        return self.now

    def film(self, seconds: float) -> None:
        end = self.now + seconds
        while self.now < end - 0.001:
            self._picture()
            for _ in range(2 if self.number % 3 else 1):
                self._sound()
            self.now += 1 / FPS

    async def film_slowly(self, seconds: float) -> None:
        """Film with pauses, so that the thread has its turns in between."""
        for _ in range(round(seconds / 0.5)):
            self.film(0.5)
            await asyncio.sleep(0.3)

    def _picture(self) -> None:
        shown = self.shown[self.number % len(self.shown)]
        for packet in self.video.packets(self.now - 1_000, payloads("VP8", shown)):
            self.recorder.forward("video", *packet[1:4], False, self.now)
        self.number += 1

    def _sound(self) -> None:
        at = self.sound * SOUND
        if at <= self.now - 1_000:
            for packet in self.audio.packets(at, [self.heard[self.sound % 50]]):
                self.recorder.forward("audio", *packet[1:4], False, self.now)
            self.sound += 1

    def _ask(self) -> None:
        self.asked += 1

    def seen(self) -> Seen:
        """The completed file, as S3 has it."""
        path = self.folder / "from-s3.webm"
        path.write_bytes(self.kept.content("tess"))
        return decoded(path)


def gaps(recorder: Recorder) -> list[str]:
    return [gap.reason for gap in recorder.state.gaps]


def names(folder: Path) -> set[str]:
    return {one.name for one in folder.iterdir()}


async def until(true: Callable[[], bool], seconds: float = 20) -> None:
    end = time.monotonic() + seconds
    while not true():
        assert time.monotonic() < end
        await asyncio.sleep(0.02)


async def test_what_is_said_is_what_is_on_the_disk_and_what_s3_has(tmp_path: Path) -> None:
    filming = Filming(tmp_path)
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


async def test_a_recorder_that_nothing_came_to_leaves_nothing(tmp_path: Path) -> None:
    filming = Filming(tmp_path)
    await filming.open().finish()
    assert filming.kept.started == {}
    assert names(tmp_path) == set()


async def test_a_name_that_is_no_name_and_one_that_is_taken(tmp_path: Path) -> None:
    filming = Filming(tmp_path, limit=PART)
    with pytest.raises(ValueError, match="limit"):
        filming.open()
    (tmp_path / "tess.webm").touch()
    with pytest.raises(FileExistsError):
        Filming(tmp_path).open()


async def test_paused_and_resumed(tmp_path: Path) -> None:
    filming = Filming(tmp_path)
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


async def test_a_writer_that_dies_is_said_and_started_again(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    filming = Filming(tmp_path)
    recorder = filming.open()
    said: list[str | None] = []
    start = recorder._start_thread

    def started_again() -> threading.Thread:
        said.append(recorder.state.problem)
        return start()

    # Nothing else tells of the moment in between: the next look ends it.
    recorder._start_thread = started_again  # type: ignore[method-assign]
    await filming.film_slowly(3)
    filming.deadly = True
    await until(lambda: said == ["writer_failed"])
    await until(lambda: recorder.state.problem is None)
    await filming.film_slowly(4)
    await recorder.finish()
    seen = filming.seen()
    assert seen.pictures[-1] > 6.5
    assert [gap.reason for gap in filming.kept.completed["tess"].gaps] in (
        ["writer_failed"],
        [],  # when it had taken no packets
    )
    assert "nobody foresaw" in caplog.text


async def test_s3_away_is_said_at_once_borne_then_a_gap(tmp_path: Path) -> None:
    filming = Filming(tmp_path, limit=8 * PART)
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
    assert filming.asked == asked  # nobody needs a keyframe that can't be kept
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
    filming = Filming(tmp_path)
    recorder = filming.open()
    filming.film(3)
    filming.kept.away = True
    with pytest.raises(TimeoutError):
        await asyncio.wait_for(recorder.finish(), 1.5)
    assert names(tmp_path) == {"tess.json", "tess.webm"}
    assert len(decoded(tmp_path / "tess.webm").pictures) == 90


async def test_more_than_can_be_kept_is_a_gap_and_memory_stays_bounded(tmp_path: Path) -> None:
    filming = Filming(tmp_path)
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


async def test_a_keyframe_is_asked_for_on_the_loop(tmp_path: Path) -> None:
    filming = Filming(tmp_path)
    recorder = filming.open()
    filming.number = 5  # the keyframe is over
    filming.film(0.2)
    await until(lambda: filming.asked == 1)
    await recorder.finish()
