"""A phone that films into a recorder, by a clock that the test moves."""

import asyncio
import threading
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from realtime.media.recording.recorder import Recorder
from realtime.media.recording.upload.memory import MemoryUploads
from realtime.media.recording.upload.uploads import RecordingFile, Uploads
from realtime.media.rtp.track import Codec
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
from tests.media.recording.manual_writer import TESS
from tests.media.recording.reading import Seen, decoded

PART = 20_000


def footage(size: tuple[int, int]) -> Sequence[Encoded]:
    """The pictures of this size; larger ones have more bytes a second."""
    return pictures("VP8", 300, key_every=30) if size == (160, 120) else noise(size)


@dataclass
class FilmingPhone:
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
        """Films with pauses, so that the thread has its turns in between."""
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
        """The completed file, as it is in S3."""
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
