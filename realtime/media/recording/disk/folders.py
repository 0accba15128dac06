"""Spool folders: each node process has its own for the recordings under way. The folders of
processes that have died are found by their locks, which died with them."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

LOCK = "lock"


class SpoolFolders:
    """`own` is locked as long as this object lives. Raises OSError when it can't be made."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self.own = base / f"node-{secrets.token_hex(8)}"
        self.own.mkdir(mode=0o700, parents=True)
        self._own_lock = _lock(self.own / LOCK)
        self._abandoned: dict[Path, IO[str]] = {}

    def abandoned(self) -> Iterator[Path]:
        """The folders that no living node holds; this node holds them from now on."""
        for folder in sorted(self._base.iterdir()):
            if folder == self.own or not folder.is_dir():
                continue
            if folder not in self._abandoned:
                lock = _lock(folder / LOCK)
                if lock is None:
                    continue
                self._abandoned[folder] = lock
            yield folder

    def done(self, folder: Path) -> None:
        """Delete the folder, if it is empty."""
        if any(each.name != LOCK for each in folder.iterdir()):
            return
        (folder / LOCK).unlink(missing_ok=True)
        with suppress(OSError):  # a file came in between: it is found the next time
            folder.rmdir()
        self._abandoned.pop(folder).close()


def _lock(path: Path) -> IO[str] | None:
    """The locked file; None when another process has the lock, or has just deleted the folder."""
    try:
        file = path.open("a", encoding="ascii")
    except FileNotFoundError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        file.close()
        return None
    return file
