"""Seccomp: the kernel refuses this process every system call but those that decoding needs.

The filter is a classic BPF program over `struct seccomp_data`; calls that it refuses fail with
EPERM. Source: the kernel's Documentation/userspace-api/seccomp_filter.rst, linux/seccomp.h and
linux/filter.h.
"""

import ctypes
import errno
import os
import struct
import sys

from confinement.kernel import machine, syscall
from confinement.syscalls import ALLOWED, ARCHITECTURES, BY_ARGUMENT, column

_Code = list[tuple[int, int, int, int]]
"""BPF instructions: operation, jump if true, jump if false, constant."""

_LOAD, _JUMP_EQUAL, _JUMP_BITS, _RETURN = 0x20, 0x15, 0x45, 0x06
_ALLOW, _REFUSE, _KILL = 0x7FFF0000, 0x00050000, 0x80000000
_NUMBER, _ARCHITECTURE, _ARGUMENTS = 0, 4, 16

_SECCOMP = (317, 277)
_ASK_ACTION, _SET_FILTER, _ALL_THREADS = 2, 1, 1

_CLONE_THREAD = 0x00010000
_TCGETS = 0x5401
_F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC = 0, 1, 2, 3, 4, 1030
_PR_SET_NAME = 15


def is_known() -> bool:
    """Whether the kernel filters system calls, and we know their numbers on this machine."""
    if machine() not in ARCHITECTURES:
        return False
    action = ctypes.create_string_buffer(struct.pack("=I", _REFUSE), 4)
    try:
        syscall(_SECCOMP[column(machine())], _ASK_ACTION, 0, action)
    except OSError:
        return False
    return True


def allow_decoding_only() -> None:
    """Refuse all threads of this process, from now on, what decoding doesn't need: sockets, other
    processes, other programs and the rest of the kernel. Raises OSError when the kernel refuses.
    """
    code = b"".join(struct.pack("=HBBI", *each) for each in _filter(machine(), os.getpid()))
    program = ctypes.create_string_buffer(code, len(code))
    pointer = struct.pack("@HP", len(code) // 8, ctypes.addressof(program))
    syscall(
        _SECCOMP[column(machine())],
        _SET_FILTER,
        _ALL_THREADS,
        ctypes.create_string_buffer(pointer, len(pointer)),
    )


def _filter(machine: str, process: int) -> _Code:
    at = column(machine)
    code: _Code = [
        (_LOAD, 0, 0, _ARCHITECTURE),
        (_JUMP_EQUAL, 1, 0, ARCHITECTURES[machine]),
        # Calls by another architecture's numbers, as a 32-bit program makes them.
        (_RETURN, 0, 0, _KILL),
        (_LOAD, 0, 0, _NUMBER),
    ]
    for numbers in ALLOWED.values():
        if (number := numbers[at]) is not None:
            code += [(_JUMP_EQUAL, 0, 1, number), (_RETURN, 0, 0, _ALLOW)]
    for name, checks in _checks(process).items():
        body = [*checks, (_RETURN, 0, 0, _REFUSE | errno.EPERM)]
        code += [(_JUMP_EQUAL, 0, len(body), BY_ARGUMENT[name][at]), *body]
    return [*code, (_RETURN, 0, 0, _REFUSE | errno.EPERM)]


def _checks(process: int) -> dict[str, _Code]:
    """The code that allows some calls of each name, and falls through for the others."""
    return {
        "clone": [*_low(0), (_JUMP_BITS, 0, 1, _CLONE_THREAD), (_RETURN, 0, 0, _ALLOW)],
        # Its arguments are out of a filter's sight; the C library then takes `clone`.
        "clone3": [(_RETURN, 0, 0, _REFUSE | errno.ENOSYS)],
        "fcntl": _equal(1, _F_DUPFD, _F_GETFD, _F_SETFD, _F_GETFL, _F_SETFL, _F_DUPFD_CLOEXEC),
        "ioctl": _equal(1, _TCGETS),
        "prctl": _equal(0, _PR_SET_NAME),
        # Limits are read, and never set.
        "prlimit64": [*_high(2), (_JUMP_EQUAL, 0, 3, 0), *_low(2), *_is(0)],
        # A process may end itself, as `abort` does, and nobody else.
        "tgkill": _equal(0, process),
    }


def _low(argument: int) -> _Code:
    return [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument + (sys.byteorder == "big") * 4)]


def _high(argument: int) -> _Code:
    return [(_LOAD, 0, 0, _ARGUMENTS + 8 * argument + (sys.byteorder == "little") * 4)]


def _is(value: int) -> _Code:
    return [(_JUMP_EQUAL, 0, 1, value), (_RETURN, 0, 0, _ALLOW)]


def _equal(argument: int, *values: int) -> _Code:
    return [*_low(argument), *(step for value in values for step in _is(value))]
