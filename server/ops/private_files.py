"""The data folder is its owner's alone: what is open to other accounts is closed at the start."""

import os
import stat
from pathlib import Path

from server.operator import OperatorError

OTHERS = stat.S_IRWXG | stat.S_IRWXO
UMASK = 0o077
"""Files that we make are 0600 and folders 0700: photos, people's names and keys are in them."""


class ExposedError(OperatorError):
    """A file can't be closed to other accounts; the message is one line that says what to do."""


def close_folder(data: Path) -> int:
    """Take every other account's rights from a folder and all in it; the number of entries mended.

    A link is left alone: what it points to isn't in the folder. ExposedError where an entry is
    somebody else's and open.
    """
    mended = _close(data)
    for folder, folders, files in os.walk(data):
        for name in (*folders, *files):
            mended += _close(Path(folder) / name)
    return mended


def _close(path: Path) -> int:
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode) or not mode & OTHERS:
            return 0
        path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:  # another process has just removed it
        return 0
    except OSError as error:
        raise ExposedError(
            f"{path} is open to other accounts and can't be closed ({error.strerror}): "
            "make it this account's own (chown), or set another SMARTHANDS_DATA"
        ) from None
    return 1
