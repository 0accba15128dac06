"""The walls of a confined process, and a look whether they stand."""

import os
import socket
import sysconfig
from collections.abc import Callable, Iterable
from pathlib import Path

from confinement import landlock, seccomp

LIBRARIES = tuple(
    sorted(
        {Path(sysconfig.get_path(name)) for name in ("stdlib", "platstdlib", "purelib", "platlib")}
    )
)
"""The folders of Python's and other people's modules, which load more of themselves as they go.
There is nothing of ours in them."""
_ANOTHER_FOLDER = Path("/")
"""A folder that every process without walls may list."""
_A_SINK = Path(os.devnull)
_NO_PROGRAM = "/nonexistent/program"


def wall_off_files(*, readable: Iterable[Path] = (), writable: Iterable[Path] = ()) -> None:
    """Leave this process, for good, the files and folders `readable` and the making of files in the
    folders `writable`. Modules that aren't in `readable` can't be loaded afterwards.

    A kernel without Landlock leaves this wall out: `reached` tells. Raises OSError when the kernel
    refuses.
    """
    if landlock.version():
        landlock.leave_only(readable=readable, writable=writable)


def wall_off_calls() -> None:
    """Leave this process, for good, the system calls that decoding needs. Limits can't be set
    afterwards.

    A kernel without seccomp, or with calls that we don't know, leaves this wall out: `reached`
    tells. Raises OSError when the kernel refuses.
    """
    if seccomp.is_known():
        seccomp.allow_decoding_only()


def reached() -> list[str]:
    """The names of what this process tried to reach and was not refused; none behind walls."""
    return [name for name, attempt in ATTEMPTS.items() if not _is_refused(attempt)]


def _is_refused(attempt: Callable[[], None]) -> bool:
    try:
        attempt()
    except FileNotFoundError:  # whoever is told that something isn't there was let through to it
        return False
    except OSError:
        return True
    return False


def _read() -> None:
    os.close(os.open(_ANOTHER_FOLDER, os.O_RDONLY))


def _write() -> None:
    os.close(os.open(_A_SINK, os.O_WRONLY))


def _connect() -> None:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM):
        pass


def _fork() -> None:
    child = os.fork()
    if not child:
        os._exit(0)
    os.waitpid(child, 0)


def _execute() -> None:
    os.execv(_NO_PROGRAM, [_NO_PROGRAM])  # noqa: S606 no program has this name


ATTEMPTS: dict[str, Callable[[], None]] = {
    "read": _read, "write": _write, "connect": _connect, "fork": _fork, "execute": _execute,
}  # fmt: skip
"""Each raises OSError behind walls, and does no harm without."""
