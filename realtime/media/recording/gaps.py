"""Gaps: where a file has no media, for how long, and why."""

from realtime.media.recording.upload.uploads import FileGap

PAUSED, AWAY = "paused", "nobody_there"
DISK_FULL, DISK_FAILED, DISK_SLOW = "disk_full", "disk_failed", "disk_slow"
STORAGE_AWAY, WRITER_FAILED = "storage_away", "writer_failed"
STORAGE_REFUSED, UPLOAD_FAILED = "storage_refused", "upload_failed"
REASONS = (PAUSED, AWAY, DISK_FULL, DISK_FAILED, DISK_SLOW, STORAGE_AWAY, WRITER_FAILED)
"""The reasons of gaps."""
PROBLEMS = (*REASONS[2:], STORAGE_REFUSED, UPLOAD_FAILED)
"""The problems that a recorder's state may name."""
MOST = 1_000
LEAST = 0.1
"""Seconds; a shorter gap is one between two packets."""


class Gaps:
    """The gaps of one file. At most one is open: its first reason stands until media is stored
    again."""

    def __init__(self) -> None:
        self.closed: tuple[FileGap, ...] = ()
        self._open: tuple[float, str] | None = None

    @property
    def reason(self) -> str | None:
        """The reason of the open gap."""
        return self._open[1] if self._open else None

    def begin(self, reason: str, at: float) -> None:
        if self._open is None:
            self._open = at, reason

    def end(self, at: float) -> bool:
        """Media is stored again from `at` on. Returns whether that makes one more gap."""
        if self._open is None:
            return False
        since, reason = self._open
        self._open = None
        if at - since < LEAST:
            return False
        if len(self.closed) >= MOST:
            last = self.closed[-1]
            self.closed = (*self.closed[:-1], FileGap(last.at, at - last.at, last.reason))
        else:
            self.closed = (*self.closed, FileGap(since, at - since, reason))
        return True

    def until(self, now: float) -> tuple[FileGap, ...]:
        """All gaps at `now` of the file's time, with the open one as long as it is by then."""
        if self._open is None or now - self._open[0] < LEAST:
            return self.closed
        since, reason = self._open
        return (*self.closed, FileGap(since, now - since, reason))
