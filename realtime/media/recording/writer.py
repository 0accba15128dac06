"""Writer: what a recorder's thread does a few times a second. It takes the packets that came, and
writes frames to disk."""

import logging
from collections.abc import Callable, Iterable
from contextlib import suppress
from dataclasses import replace
from typing import NamedTuple

from realtime.media.recording import gaps
from realtime.media.recording.assembly import Assembly
from realtime.media.recording.container.container import MediaFrame
from realtime.media.recording.disk.journal import Journal
from realtime.media.recording.disk.spool import is_full
from realtime.media.recording.gaps import Gaps
from realtime.media.recording.inputs import (
    ClockReport,
    Pause,
    SourceChange,
    TrackPacket,
    WriterInput,
)
from realtime.media.recording.pieces import Pieces, container_of, cut_up
from realtime.media.recording.silence import by_time, filled
from realtime.media.recording.upload.uploads import FileGap
from realtime.media.rtp.track import KINDS

log = logging.getLogger(__name__)

SYNC_EVERY = 1.0
ASK_EVERY = 1.0
TRY_AGAIN_AFTER = 1.0
KEYFRAME_EVERY = 20.0
"""Seconds. A player that jumps decodes from the keyframe before; browsers send none by
themselves."""
GONE_AFTER = 2.0


class WriterState(NamedTuple):
    """The state after a turn: the seconds and bytes that are on the disk, why writing is blocked,
    and the gaps."""

    seconds: float = 0.0
    bytes_on_disk: int = 0
    blocked: str | None = None
    gaps: tuple[FileGap, ...] = ()


class Writer:
    """`waiting` returns how many of the file's bytes S3 doesn't have yet, and at most `limit` may
    wait. `want_keyframe` asks the publisher; `begun_at` returns the wall-clock time of so many
    seconds ago. What the disk refuses becomes a gap; other errors are raised."""

    def __init__(
        self,
        journal: Journal,
        limit: int,
        waiting: Callable[[int], int],
        want_keyframe: Callable[[], None],
        begun_at: Callable[[float], str],
    ) -> None:
        self.state = WriterState()
        self.pieces: Pieces | None = None
        """The file, from the first frame on."""
        self.assembly = Assembly(journal.codec)
        self._gaps = Gaps()
        self._blocked: str | None = None
        self._journal, self._unsaved = journal, False
        self._limit, self._waiting = limit, waiting
        self._want_keyframe, self._begun_at = want_keyframe, begun_at
        self._synced = self._asked = self._tried = self._heard = float("-inf")
        self._last_key = float("inf")

    def turn(self, events: Iterable[WriterInput], now: float) -> None:
        for event in events:
            if isinstance(event, TrackPacket):
                self._heard = event.arrived
                self.assembly.add(event)
            else:
                self._handle(event, now)
        self.assembly.due(now)
        self._store(now)
        if now - self._heard > GONE_AFTER and self.pieces:
            self._gaps.begin(gaps.AWAY, self._end)
        if now - self._synced >= SYNC_EVERY:
            self._synced = now
            self._sync()
        self._ask_for_keyframe(now)
        self._update_state(now)

    def close(self, now: float) -> None:
        """Write what waits, and end the file. This may be called again after a failure."""
        for kind in KINDS:
            self.assembly.begin(kind)
        self._tried = float("-inf")
        self._store(now)
        if self._gaps.reason not in (None, gaps.AWAY):
            self._gaps.end(self.assembly.timeline.time_at(now))
        if self.pieces is not None:
            try:
                self.pieces.finish()
            except OSError as error:
                self._block(error)
            self._unsaved = True
            self._save()
        self._update_state(now)

    def recover(self, now: float) -> None:
        """Go on after a turn that failed: the packets that it had taken are lost."""
        self.assembly.reset()
        self._gaps.begin(gaps.WRITER_FAILED, self._end)
        self._update_state(now)

    @property
    def _end(self) -> float:
        return self.pieces.ends.media if self.pieces else 0.0

    def _handle(self, event: WriterInput, now: float) -> None:
        if isinstance(event, SourceChange):
            self.assembly.begin(event.kind)
        elif isinstance(event, ClockReport):
            self.assembly.report(event.kind, event.report)
        else:
            self.assembly.due(float("inf"))
            self._store(now)
            if isinstance(event, Pause):
                self.assembly.interrupt()
                self._gaps.begin(gaps.PAUSED, self._end)
            else:
                self.assembly.reset()
                self._gaps.begin(gaps.DISK_SLOW, self._end)

    def _store(self, now: float) -> None:
        frames, self.assembly.frames = self.assembly.frames, []
        if not frames:
            return
        if self._may_write(now):
            try:
                self._write(sorted(frames, key=by_time), now)
            except OSError as error:
                self._block(error)
        if self._blocked:
            self.assembly.skip_to_keyframe()

    def _write(self, frames: list[MediaFrame], now: float) -> None:
        pieces = self.pieces or self._open(now)
        begins = frames[0].time
        for piece in cut_up(filled(frames, pieces.ends.sound)):
            heads = pieces.heads
            pieces.store(piece, self.assembly.size, self.assembly.parameters)
            if piece[-1].time >= begins:  # the piece is more than silence
                self._unsaved |= self._gaps.end(begins)
            if heads != pieces.heads:
                self._journal.note_info(pieces.info)
                self._unsaved = True
                self._save()
            if piece[0].kind == "video" and piece[0].key:
                self._last_key = now

    def _open(self, now: float) -> Pieces:
        path = self._journal.media
        pieces = Pieces(path, container_of(self._journal.codec))
        try:
            begun_at = self._begun_at(self.assembly.timeline.time_at(now))
            self._journal.file = replace(self._journal.file, begun_at=begun_at)
            self._journal.save()
        except OSError:
            pieces.spool.close()
            raise
        self.pieces = pieces
        return pieces

    def _may_write(self, now: float) -> bool:
        """Whether there is room, on the disk and in what may wait for S3."""
        size = self.pieces.spool.size if self.pieces else 0
        waiting = self._waiting(size)
        if self._blocked is None:
            if waiting > self._limit:
                self._block_for(gaps.STORAGE_AWAY)
        elif now - self._tried >= TRY_AGAIN_AFTER:
            self._tried = now
            if waiting <= self._limit // 2 and self._has_room():
                self._blocked = None
        return self._blocked is None

    def _has_room(self) -> bool:
        try:
            if self.pieces is not None:
                self.pieces.spool.try_room()
        except OSError:
            return False
        return True

    def _block(self, error: OSError) -> None:
        log.warning("recording %s: %s", self._journal.file.id, error)
        self._block_for(gaps.DISK_FULL if is_full(error) else gaps.DISK_FAILED)

    def _block_for(self, reason: str) -> None:
        self._blocked = reason
        self._gaps.begin(reason, self._end)

    def _sync(self) -> None:
        if self.pieces is None:
            return
        try:
            if self.pieces.spool.synced != self.pieces.spool.size or self._unsaved:
                self.pieces.sync()
        except OSError as error:
            self._block(error)
        self._save()

    def _save(self) -> None:
        """Save the journal, or try again later: one that is late costs no more than a gap's
        length."""
        if not self._unsaved:
            return
        self._journal.gaps = self._gaps.closed
        with suppress(OSError):
            self._journal.save()
            self._unsaved = False

    def _ask_for_keyframe(self, now: float) -> None:
        due = self.assembly.waits_for_keyframe or now - self._last_key > KEYFRAME_EVERY
        useful = self._blocked is None and now - self._heard < GONE_AFTER
        if due and useful and now - self._asked >= ASK_EVERY:
            self._asked = now
            self._want_keyframe()

    def _update_state(self, now: float) -> None:
        seconds, size = 0.0, 0
        if self.pieces is not None:
            seconds, size = self.pieces.synced.media, self.pieces.spool.synced
        all_gaps = self._gaps.until(self.assembly.timeline.time_at(now))
        self.state = WriterState(seconds, size, self._blocked, all_gaps)
