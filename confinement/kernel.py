"""Calls of the Linux kernel that Python has no function for."""

import ctypes
import os
import platform
import signal
import sys

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38

_LIBC = ctypes.CDLL(None, use_errno=True)
_LIBC.syscall.restype = ctypes.c_long


def prctl(option: int, value: int) -> None:
    """Raises OSError when the kernel refuses."""
    if _LIBC.prctl(option, ctypes.c_ulong(value), 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), f"prctl {option} was refused")


def syscall(number: int, *arguments: int | ctypes.Array[ctypes.c_char] | None) -> int:
    """The result of a system call. Raises OSError."""
    words = [ctypes.c_long(each) if isinstance(each, int) else each for each in arguments]
    result: int = _LIBC.syscall(ctypes.c_long(number), *words)
    if result == -1:
        raise OSError(ctypes.get_errno(), f"system call {number} was refused")
    return result


def machine() -> str:
    """The kernel's name of the processor whose system calls this process makes; empty for a
    32-bit Python, whose calls have other numbers than its kernel's name suggests."""
    return platform.machine() if sys.maxsize > 2**32 else ""


def live_no_longer_than(parent: int) -> None:
    """Bind this process to the life of process `parent`, and give up every way to privileges.

    Raises ProcessLookupError when `parent` is already gone, OSError when the kernel refuses.
    """
    prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    prctl(_PR_SET_NO_NEW_PRIVS, 1)
    # The parent may have died before the kernel knew whom to watch.
    if os.getppid() != parent:
        raise ProcessLookupError(f"process {parent} is gone")
