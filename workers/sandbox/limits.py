"""The limits of a process that decodes strangers' bytes: memory, CPU, files, privileges."""

import ctypes
import os
import resource
import signal
from dataclasses import dataclass

_MEGABYTE = 1 << 20
# A rendition of pure noise, 1600 x 1600 px, has 2.6 MB.
_FILE_BYTES = 16 * _MEGABYTE
_OPEN_FILES = 32
_NICENESS = 10

_PR_SET_PDEATHSIG = 1
_PR_SET_NO_NEW_PRIVS = 38


@dataclass(frozen=True)
class Limits:
    """`memory` is address space in bytes, `cpu` and `wall` are seconds. The largest pictures that
    `workers.sandbox.decode` admits need 1.3 GiB and 5 s of CPU."""

    memory: int = 1536 * _MEGABYTE
    cpu: int = 20
    # More than the CPU seconds: a starved machine must not make a good photo unreadable.
    wall: float = 60.0


def confine(limits: Limits, parent: int) -> None:
    """Bind this process to its limits, and to the life of process `parent`.

    Raises ProcessLookupError when `parent` is already gone, OSError when the kernel refuses.
    """
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_PR_SET_PDEATHSIG, signal.SIGKILL), (_PR_SET_NO_NEW_PRIVS, 1)):
        if libc.prctl(option, int(value), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), f"prctl {option} was refused")
    # The parent may have died before the kernel knew whom to watch.
    if os.getppid() != parent:
        raise ProcessLookupError(f"process {parent} is gone")
    os.nice(_NICENESS)
    # Beyond the soft limit SIGXCPU ends the process, which tells "too slow" from other deaths.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))
    for limit, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
