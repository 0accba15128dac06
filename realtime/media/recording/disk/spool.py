"""Spool: a file on disk that grows at its end. Only fsynced bytes count as stored."""

import errno
import os
from pathlib import Path

FULL = frozenset((errno.ENOSPC, errno.EDQUOT, errno.EFBIG))
ROOM = 1 << 20
"""Bytes that must be free before writing is tried again on a full disk."""


class Spool:
    """Each method may raise OSError; what was written before stays. One thread writes; others may
    read."""

    def __init__(self, path: Path) -> None:
        self.path = path
        self._file = os.open(path, os.O_RDWR | os.O_CREAT | os.O_CLOEXEC, 0o600)
        self.size = os.fstat(self._file).st_size
        self.synced = self.size
        """Bytes that are on the disk."""

    def append(self, data: bytes) -> None:
        """Either all of the data is appended or none."""
        try:
            self._write(data, self.size)
        except OSError:
            self.cut(self.size)
            raise
        self.size += len(data)

    def patch(self, data: bytes) -> None:
        """Overwrite the beginning of the file."""
        self._write(data, 0)
        self.size = max(self.size, len(data))

    def sync(self) -> None:
        os.fsync(self._file)
        self.synced = self.size

    def cut(self, size: int) -> None:
        os.ftruncate(self._file, size)
        self.size = size
        self.synced = min(self.synced, size)

    def try_room(self) -> None:
        """Raises OSError when the disk takes no more. The disk itself is asked, since a limit needs
        not show in its figures."""
        try:
            os.posix_fallocate(self._file, self.size, ROOM)
        finally:
            self.cut(self.size)

    def read(self, offset: int, size: int) -> bytes:
        """Fewer than `size` bytes come only at the file's end. Any thread may call it."""
        chunks = []
        while size > 0 and (data := os.pread(self._file, size, offset)):
            chunks.append(data)
            offset, size = offset + len(data), size - len(data)
        return b"".join(chunks)

    def close(self) -> None:
        if self._file >= 0:
            os.close(self._file)
            self._file = -1

    def _write(self, data: bytes, at: int) -> None:
        view = memoryview(data)
        while view:
            written = os.pwrite(self._file, view, at)
            view, at = view[written:], at + written


def is_full(error: OSError) -> bool:
    return error.errno in FULL
