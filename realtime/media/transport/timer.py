"""A timer that repeats at whole multiples of a period, on one file descriptor of Linux's timerfd.

asyncio's own timers fire once each, and to make, close and await one costs more than the work of a
round. Linux has a timer that goes on by itself.
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
    """`struct itimerspec`: the interval and the first expiration, in seconds and nanoseconds."""

    _fields_ = [(name, ctypes.c_long) for name in ("every_s", "every_ns", "first_s", "first_ns")]


def seconds_to_next(period: int) -> float:
    """Seconds to the next whole multiple of `period` milliseconds by the loop's clock, which is the
    same moment for everyone."""
    now = round(asyncio.get_running_loop().time() * 1_000)
    return (period - now % period) / 1_000


class RepeatingTimer:
    """Calls `callback` on the running loop. An expiration that comes too late is left out."""

    def __init__(self, callback: Callable[[], None]) -> None:
        self.period = 0
        """Milliseconds from call to call; 0 while the timer is stopped."""
        self._callback = callback
        self._fd: int | None = None
        self._next: asyncio.TimerHandle | None = None

    def set_period(self, period: int) -> None:
        """Takes effect from the next whole multiple on; 0 stops the timer."""
        if period == self.period:
            return
        self.period = period
        if sys.platform != "linux":
            self._set_without_kernel()
        elif period:
            self._set_kernel()
        else:
            self._close()

    def _set_kernel(self) -> None:
        libc = ctypes.CDLL(None, use_errno=True)
        loop = asyncio.get_running_loop()
        if self._fd is None:
            flags = os.O_NONBLOCK | os.O_CLOEXEC
            self._fd = _checked(libc.timerfd_create(_CLOCK_MONOTONIC, flags))
            loop.add_reader(self._fd, self._expired)
        first = round((loop.time() + seconds_to_next(self.period)) * 1_000) * 1_000_000
        interval = divmod(self.period * 1_000_000, _BILLION)
        spec = _TimerSpec(*interval, *divmod(first, _BILLION))
        _checked(libc.timerfd_settime(self._fd, _ABSOLUTE, ctypes.byref(spec), None))

    def _expired(self) -> None:
        if self._fd is not None:
            try:
                os.read(self._fd, _COUNT)
            except BlockingIOError:
                return
            self._callback()

    def _close(self) -> None:
        if self._fd is not None:
            asyncio.get_running_loop().remove_reader(self._fd)
            os.close(self._fd)
            self._fd = None

    def _set_without_kernel(self) -> None:
        if self._next is not None:
            self._next.cancel()
            self._next = None
        if self.period:
            loop = asyncio.get_running_loop()
            self._next = loop.call_later(seconds_to_next(self.period), self._expired_once)

    def _expired_once(self) -> None:
        self._next = None
        try:
            self._callback()
        finally:
            if self.period and self._next is None:
                self._set_without_kernel()


def _checked(result: int) -> int:
    if result < 0:
        number = ctypes.get_errno()
        raise OSError(number, os.strerror(number))
    return result
