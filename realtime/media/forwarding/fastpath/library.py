"""The compiled half of the lane (scripts/lane.sh). Where it is missing, Python does all of the
work."""

import atexit
import functools
from pathlib import Path
from typing import Any

import structlog
from cffi import FFI

from realtime.media.transport import aiortc_hooks

HERE = Path(__file__).parent
COMPILED, HEADER = HERE / "libfastpath.so", HERE / "fastpath.h"

log = structlog.get_logger()
ffi = FFI()


@functools.cache
def library() -> Any | None:
    """Its functions; None when it can't be used."""
    if not COMPILED.exists():
        return None
    ffi.cdef(HEADER.read_text())
    found = opened(COMPILED)
    if found is not None:
        atexit.register(found.fastpath_stop)
        found.fastpath_use_srtp(
            *(ffi.cast("void *", address) for address in aiortc_hooks.srtp_functions())
        )
    return found


def opened(path: Path) -> Any | None:
    """None when it is none, or of another version of the header: a field would be looked for where
    another one is."""
    try:
        # For good: the thread may wait in it until the process has ended.
        found = ffi.dlopen(str(path), ffi.RTLD_NOW | ffi.RTLD_NODELETE)
        sizes = found.fastpath_sizes()
    except (OSError, AttributeError) as error:
        log.warning("the compiled lane can't be used", problem=str(error))
        return None
    if sizes != ffi.sizeof("fastpath") ^ ffi.sizeof("fastpath_entry") << 16:
        log.warning("the compiled lane is of another version: make setup compiles it anew")
        return None
    return found
