"""Recorder: one technician's tracks, or one expert's sound, into one file. A `Forwarder` hands it
packets as to a viewer; it queues them for a thread of its own.
"""

import asyncio
import logging
import re
import threading
from collections import deque
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from realtime.media.recording.disk.journal import SUFFIX, Journal
from realtime.media.recording.gaps import DISK_SLOW, UPLOAD_FAILED, WRITER_FAILED
from realtime.media.recording.inputs import (
    ClockReport,
    Overflow,
    Pause,
    SourceChange,
    TrackPacket,
    WriterInput,
)
from realtime.media.recording.pieces import Pieces
from realtime.media.recording.upload.upload import Upload
from realtime.media.recording.upload.uploads import PART, FileGap, RecordingFile, Uploads
from realtime.media.recording.writer import Writer
from realtime.media.rtp import rtcp
from realtime.media.rtp.track import Codec, Kind

DRAIN_EVERY = 0.25
LOOK_EVERY = 0.25
STUCK_AFTER = 3.0
MOST_EVENTS = 8_192
LARGEST_PACKET = 2_000
MOST_FAILURES_AT_END = 5
ID = re.compile(r"[A-Za-z0-9_-]{1,80}")

log = logging.getLogger(__name__)


class Unfinished(Exception):
    """The file could not be ended; what it has stays on the disk, for `recovery`."""


@dataclass(frozen=True, slots=True)
class RecorderState:
    """What is stored for certain: `seconds` and `bytes_on_disk` are fsynced, `bytes_stored` is what
    S3 has. `problem` is None or one of gaps.PROBLEMS."""

    seconds: float
    bytes_on_disk: int
    bytes_stored: int
    problem: str | None
    gaps: tuple[FileGap, ...]


class Recorder:
    """A recorder is made and called on the event loop. It sets `file.begun_at`. `limit` is how many
    bytes may wait for S3, at least two parts. `clock` is called from the recorder's thread, too.
    Raises ValueError for an id that can't be a file's name, FileExistsError."""

    def __init__(
        self,
        folder: Path,
        file: RecordingFile,
        codec: Codec | None,
        uploads: Uploads,
        want_keyframe: Callable[[], None],
        clock: Callable[[], float],
        *,
        limit: int,
        part_size: int = PART,
    ) -> None:
        if not ID.fullmatch(file.id) or limit < 2 * part_size:
            raise ValueError(f"id {file.id!r}, limit {limit}")
        journal = Journal(folder / f"{file.id}{SUFFIX}", codec, file)
        if journal.path.exists() or journal.media.exists():
            raise FileExistsError(journal.media)
        self._loop = asyncio.get_running_loop()
        self._clock = clock
        self._journal = journal
        self._upload = Upload(uploads, journal, part_size)
        self._writer = Writer(
            journal,
            limit,
            lambda size: size - self._upload.stored,
            lambda: self._on_loop(want_keyframe),
            lambda ago: (datetime.now(UTC) - timedelta(seconds=ago)).isoformat(),
        )
        self._events: deque[WriterInput] = deque()
        self._paused = self._overflowed = self._ended = False
        self._ending = threading.Event()
        self._written = asyncio.Event()
        self._turned = clock()
        self._failures = 0
        self._thread = self._start_thread()
        self._tasks = [
            self._loop.create_task(self._restart_dead_thread()),
            self._loop.create_task(self._upload_all()),
        ]

    @property
    def state(self) -> RecorderState:
        written = self._writer.state
        problem = written.blocked or self._thread_problem() or self._upload.problem
        return RecorderState(
            written.seconds, written.bytes_on_disk, self._upload.stored, problem, written.gaps
        )

    def forward(
        self, kind: Kind, packet: bytes, sequence: int, timestamp: int, key: bool, now: float
    ) -> None:
        if self._paused or self._ended or len(packet) > LARGEST_PACKET:
            return
        self._put(TrackPacket(kind, packet, sequence, timestamp, now))

    def begin(self, kind: Kind) -> None:
        """The track's packets come from another source now."""
        self._put(SourceChange(kind))

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None:
        """The publisher's sender report, by which sound and picture are aligned."""
        self._put(ClockReport(kind, report))

    def pause(self) -> None:
        """No packet that comes from here on is kept."""
        if not self._paused:
            self._put(Pause())
            self._paused = True

    def resume(self) -> None:
        self._paused = False

    async def finish(self) -> None:
        """End the file, and wait until S3 has it all, for as long as that takes. When cancelled, or
        with Unfinished, it leaves on the disk what `recovery` completes."""
        self._ended = True
        self._ending.set()
        try:
            await asyncio.gather(*self._tasks)
        finally:
            for task in self._tasks:
                task.cancel()
            await asyncio.gather(*self._tasks, return_exceptions=True)
            if self._writer.pieces is not None and not self._thread.is_alive():
                self._writer.pieces.spool.close()

    def _put(self, event: WriterInput) -> None:
        if len(self._events) >= MOST_EVENTS:
            self._overflowed = True
        else:
            self._events.append(event)

    def _thread_problem(self) -> str | None:
        """The thread is dead, or the disk lets it wait."""
        if self._written.is_set():
            return None
        if not self._thread.is_alive():
            return WRITER_FAILED
        return DISK_SLOW if self._clock() - self._turned > STUCK_AFTER else None

    def _on_loop(self, callback: Callable[[], None]) -> None:
        with suppress(RuntimeError):  # the loop is closed, and nobody listens
            self._loop.call_soon_threadsafe(callback)

    def _start_thread(self) -> threading.Thread:
        name = f"recording {self._journal.file.id}"
        thread = threading.Thread(target=self._work, name=name, daemon=True)
        thread.start()
        return thread

    def _work(self) -> None:
        """The thread runs this until the file has ended or the writer has failed."""
        try:
            if self._failures:
                self._writer.recover(self._clock())
            ending = False
            while not ending:
                ending = self._ending.wait(DRAIN_EVERY)
                self._writer.turn(self._take_events(), self._clock())
                self._turned = self._clock()
            self._writer.close(self._clock())
            self._on_loop(self._written.set)
        except BaseException:
            log.exception("recording %s: the writer failed", self._journal.file.id)

    def _take_events(self) -> Iterator[WriterInput]:
        """The events that have come until now; more come meanwhile."""
        for _ in range(len(self._events)):
            yield self._events.popleft()
        if self._overflowed:
            self._overflowed = False
            yield Overflow()

    async def _restart_dead_thread(self) -> None:
        """A thread that died is started anew; the packets that it had taken are a gap."""
        while not self._written.is_set():
            with suppress(TimeoutError):
                await asyncio.wait_for(self._written.wait(), LOOK_EVERY)
            if self._thread.is_alive() or self._written.is_set():
                continue
            self._failures += 1
            if self._ended and self._failures > MOST_FAILURES_AT_END:
                raise Unfinished(self._journal.file.id)
            self._thread = self._start_thread()

    async def _keep_up(self, pieces: Pieces) -> None:
        """An upload that fails is named as a problem and tried again; recording goes on."""
        try:
            await self._upload.keep_up(pieces)
        except Exception:
            log.exception("recording %s: the upload failed", self._journal.file.id)
            self._upload.problem = UPLOAD_FAILED

    async def _upload_all(self) -> None:
        while not self._written.is_set():
            if self._writer.pieces is not None:
                await self._keep_up(self._writer.pieces)
            with suppress(TimeoutError):
                await asyncio.wait_for(self._written.wait(), LOOK_EVERY)
        if self._writer.pieces is not None:
            await self._upload.finish(self._writer.pieces)
            self._writer.pieces.spool.close()
            self._journal.media.unlink(missing_ok=True)
            self._journal.remove()
