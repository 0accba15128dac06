"""The compiled part of the fast path (scripts/fastpath.sh). Where it is missing, Python forwards
every packet."""

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
    """The C functions; None when they can't be used."""
    if not COMPILED.exists():
        return None
    ffi.cdef(HEADER.read_text())
    functions = open_library(COMPILED)
    if functions is not None:
        atexit.register(functions.fastpath_stop)
        addresses = aiortc_hooks.srtp_functions()
        functions.fastpath_use_srtp(*(ffi.cast("void *", address) for address in addresses))
    return functions


def open_library(path: Path) -> Any | None:
    """None when the file is no library, or one of another version of the header, whose fields would
    be looked for where others are."""
    try:
        # The library is never unloaded: its thread may wait in it until the process has ended.
        functions = ffi.dlopen(str(path), ffi.RTLD_NOW | ffi.RTLD_NODELETE)
        sizes = functions.fastpath_sizes()
    except (OSError, AttributeError) as error:
        log.warning("the compiled fast path can't be used", problem=str(error))
        return None
    if sizes != ffi.sizeof("fastpath") ^ ffi.sizeof("fastpath_entry") << 16:
        log.warning("the compiled fast path is of another version: make setup compiles it anew")
        return None
    return functions
