"""A clock that strikes at whole multiples of so many milliseconds, for as long as it is wanted.

asyncio's own timers are for one stroke each, and to make, close and await one costs more than the
stroke. Linux has one that goes on by itself.
"""

import asyncio
import ctypes
import os
import sys
from collections.abc import Callable

# From <time.h> and <sys/timerfd.h>; the os module has all of it from Python 3.13 on.
_CLOCK_MONOTONIC, _ABSOLUTE = 1, 1
_COUNT = 8
_BILLION = 1_000_000_000


class _TimerSpec(ctypes.Structure):
    """`struct itimerspec`: interval and first stroke, in seconds and nanoseconds."""

    _fields_ = [(name, ctypes.c_long) for name in ("every_s", "every_ns", "first_s", "first_ns")]


def seconds_to_next(every: int) -> float:
    """Seconds to the loop's next whole multiple of `every` milliseconds, which is everyone's."""
    now = round(asyncio.get_running_loop().time() * 1_000)
    return (every - now % every) / 1_000


class RepeatingTimer:
    """Calls `strike` on the running loop. A stroke that comes too late is left out."""

    def __init__(self, strike: Callable[[], None]) -> None:
        self.every = 0
        """Milliseconds from stroke to stroke; 0 while it is still."""
        self._strike = strike
        self._fd: int | None = None
        self._next: asyncio.TimerHandle | None = None

    def set(self, every: int) -> None:
        """From the next whole multiple on; 0 to stop."""
        if every == self.every:
            return
        self.every = every
        if sys.platform != "linux":
            self._set_without_kernel()
        elif every:
            self._set_kernel()
        else:
            self._close()

    def _set_kernel(self) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        loop = asyncio.get_running_loop()
        if self._fd is None:
            self._fd = _done(libc.timerfd_create(_CLOCK_MONOTONIC, os.O_NONBLOCK | os.O_CLOEXEC))
            loop.add_reader(self._fd, self._struck)
        first = round((loop.time() + seconds_to_next(self.every)) * 1_000) * 1_000_000
        told = _TimerSpec(*divmod(self.every * 1_000_000, _BILLION), *divmod(first, _BILLION))
        _done(libc.timerfd_settime(self._fd, _ABSOLUTE, ctypes.byref(told), None))

    def _struck(self) -> None:
        if self._fd is not None:
            try:
                os.read(self._fd, _COUNT)
            except BlockingIOError:
                return
            self._strike()

    def _close(self) -> None:
        if self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None

    def _set_without_kernel(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None
        if self.every:
            loop = asyncio.get_running_loop()
            self._next = loop.call_later(seconds_to_next(self.every), self._struck_once)

    def _struck_once(self) -> None:
        self._next = None
        try:
            self._strike()
        finally:
            if self.every and self._next is None:
                self._set_without_kernel()


def _done(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
