"""Folders of recordings under way: each node process has its own, and those of processes that have
died are found by their locks, which died with them."""

import fcntl
import secrets
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path
from typing import IO

LOCK = "lock"


class SpoolFolders:
    """`own` is ours as long as this object lives. Raises OSError when the disk won't have it."""

    def __init__(self, base: Path) -> None:
        self._base = base
        self.own = base / f"node-{secrets.token_hex(8)}"
        self.own.mkdir(mode=0o700, parents=True)
        self._held = _locked(self.own / LOCK)
        self._left: dict[Path, IO[str]] = {}

    def left(self) -> Iterator[Path]:
        """The folders that no living node holds; ours from now on."""
        for folder in sorted(self._base.iterdir()):
            if folder == self.own or not folder.is_dir():
                continue
            if folder not in self._left:
                lock = _locked(folder / LOCK)
                if lock is None:
                    continue
                self._left[folder] = lock
            yield folder

    def done(self, folder: Path) -> None:
        """It goes, when nothing is in it any more."""
        if any(each.name != LOCK for each in folder.iterdir()):
            return
        (folder / LOCK).unlink(missing_ok=True)
        with suppress(OSError):  # something came in between: it is found the next time
            folder.rmdir()
        self._left.pop(folder).close()


def _locked(path: Path) -> IO[str] | None:
    """None when another process has it, or has just done away with its folder."""
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
