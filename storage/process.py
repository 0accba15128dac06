"""Child processes that never outlive their parent, by the kernel's parent-death signal."""

import ctypes
import os
import signal
import sys
from collections.abc import Callable

PR_SET_PDEATHSIG = 1


def die_with_parent(parent: int, by: signal.Signals = signal.SIGKILL) -> None:
    """Have the kernel send this fresh child `by` when the thread that forked it ends.

    The setting survives exec, not fork: every child of a child asks for itself (prctl(2)).
    Fork from the main thread, since another thread's end would count as the parent's.
    """
    if sys.platform != "linux":
        return
    if ctypes.CDLL(None, use_errno=True).prctl(PR_SET_PDEATHSIG, by, 0, 0, 0) != 0:
        raise OSError(ctypes.get_errno(), "the kernel refused PR_SET_PDEATHSIG")
    # The parent may have died before the kernel knew whom to watch.
    if os.getppid() != parent:
        os._exit(1)


def bound() -> Callable[[], None]:
    """A function for `preexec_fn` of Popen that binds the child's life to this process's."""
    parent = os.getpid()
    return lambda: die_with_parent(parent)
