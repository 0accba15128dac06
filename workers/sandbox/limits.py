"""The limits of a process that decodes strangers' bytes: memory, CPU, files, system calls."""

import os
import resource
from dataclasses import dataclass
from pathlib import Path

from confinement.kernel import live_no_longer_than
from confinement.walls import LIBRARIES, wall_off_calls, wall_off_files

_MEGABYTE = 1 << 20
# A rendition of pure noise, 1600 x 1600 px, has 2.6 MB.
_FILE_BYTES = 16 * _MEGABYTE
_OPEN_FILES = 32
_NICENESS = 10


@dataclass(frozen=True)
class Limits:
    """`memory` is address space in bytes, `cpu` and `wall` are seconds. The largest pictures that
    `workers.sandbox.decode` admits need 1.3 GiB and 5 s of CPU."""

    memory: int = 1536 * _MEGABYTE
    cpu: int = 20
    # More than the CPU seconds: a starved machine must not make a good photo unreadable.
    wall: float = 60.0


def confine(limits: Limits, parent: int, source: Path, into: Path) -> None:
    """Bind this process to its limits and to the life of process `parent`, and leave it nothing to
    reach but the file `source`, the folder `into`, where it may make files, and the modules of
    Python.

    Raises ProcessLookupError when `parent` is already gone, OSError when the kernel refuses.
    """
    live_no_longer_than(parent)
    os.nice(_NICENESS)
    wall_off_files(readable=(source, *LIBRARIES), writable=(into,))
    # Beyond the soft limit SIGXCPU ends the process, which tells "too slow" from other deaths.
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu, limits.cpu + 5))
    for limit, value in (
        (resource.RLIMIT_AS, limits.memory),
        (resource.RLIMIT_FSIZE, _FILE_BYTES),
        (resource.RLIMIT_NOFILE, _OPEN_FILES),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    wall_off_calls()
