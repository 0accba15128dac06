"""Landlock: the kernel refuses this process every file but those that it is left.

Source: the kernel's Documentation/userspace-api/landlock.rst; the numbers are from
include/uapi/linux/landlock.h and are the same on every processor.
"""

import ctypes
import os
import struct
from collections.abc import Iterable
from pathlib import Path

from confinement.kernel import syscall

_CREATE_RULESET, _ADD_RULE, _RESTRICT_SELF = 444, 445, 446
_ASK_VERSION = 1
_PATH_BENEATH = 1

_WRITE_FILE, _READ_FILE, _READ_DIR = 1 << 1, 1 << 2, 1 << 3
_MAKE_REG, _TRUNCATE = 1 << 8, 1 << 14
# The rights over files that each version of Landlock knows: all of them are taken away.
_ALL_RIGHTS = {1: (1 << 13) - 1, 2: (1 << 14) - 1, 3: (1 << 15) - 1, 4: (1 << 15) - 1}
_NEWEST_RIGHTS = (1 << 16) - 1
# Version 4 knows TCP (bind, connect), version 6 abstract UNIX sockets and signals.
_NETWORK, _NETWORK_SINCE = 0b11, 4
_SCOPES, _SCOPES_SINCE = 0b11, 6


def version() -> int:
    """The version of Landlock that the kernel has; 0 without it."""
    try:
        return syscall(_CREATE_RULESET, None, 0, _ASK_VERSION)
    except OSError:
        return 0


def leave_only(*, readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Leave this thread, and those that it starts, the files and folders `readable`, and the
    making, writing and reading of files in the folders `writable`.

    Raises OSError when the kernel refuses.
    """
    known = version()
    rights = _ALL_RIGHTS.get(known, _NEWEST_RIGHTS)
    attributes = struct.pack(
        "=QQQ",
        rights,
        _NETWORK if known >= _NETWORK_SINCE else 0,
        _SCOPES if known >= _SCOPES_SINCE else 0,
    )
    # An older kernel refuses attributes that are longer than it knows, unless the rest is zero.
    ruleset = syscall(
        _CREATE_RULESET, ctypes.create_string_buffer(attributes, 24), len(attributes), 0
    )
    try:
        for path in readable:
            _allow(ruleset, path, _READ_FILE | _READ_DIR if path.is_dir() else _READ_FILE)
        for path in writable:
            _allow(ruleset, path, (_READ_FILE | _WRITE_FILE | _MAKE_REG | _TRUNCATE) & rights)
        syscall(_RESTRICT_SELF, ruleset, 0)
    finally:
        os.close(ruleset)


def _allow(ruleset: int, path: Path, rights: int) -> None:
    at = os.open(path, os.O_PATH | os.O_CLOEXEC)
    try:
        rule = struct.pack("=Qi", rights, at)
        syscall(_ADD_RULE, ruleset, _PATH_BENEATH, ctypes.create_string_buffer(rule, len(rule)), 0)
    finally:
        os.close(at)
