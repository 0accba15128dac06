"""The system calls that a decoder may make, with their numbers.

The numbers are from the kernel's arch/x86/entry/syscalls/syscall_64.tbl and
include/uapi/asm-generic/unistd.h, which is aarch64's; None stands for a call that aarch64 lacks.
"""

_Numbers = dict[str, tuple[int, int | None]]

_FILES: _Numbers = {  # what may be opened is Landlock's to say
    "read": (0, 63), "write": (1, 64), "readv": (19, 65), "writev": (20, 66),
    "pread64": (17, 67), "pwrite64": (18, 68), "lseek": (8, 62), "close": (3, 57),
    "open": (2, None), "openat": (257, 56), "stat": (4, None), "lstat": (6, None),
    "fstat": (5, 80), "newfstatat": (262, 79), "statx": (332, 291), "access": (21, None),
    "faccessat": (269, 48), "faccessat2": (439, 439), "readlink": (89, None),
    "readlinkat": (267, 78), "getcwd": (79, 17), "getdents64": (217, 61), "umask": (95, 166),
    "ftruncate": (77, 46), "fsync": (74, 82), "dup": (32, 23), "dup3": (292, 24),
    "poll": (7, None), "ppoll": (271, 73),
}  # fmt: skip
_MEMORY: _Numbers = {
    "mmap": (9, 222), "munmap": (11, 215), "mprotect": (10, 226), "mremap": (25, 216),
    "madvise": (28, 233), "brk": (12, 214), "membarrier": (324, 283),
}  # fmt: skip
_THREADS: _Numbers = {
    "futex": (202, 98), "futex_waitv": (449, 449), "set_robust_list": (273, 99),
    "get_robust_list": (274, 100), "rseq": (334, 293), "set_tid_address": (218, 96),
    "exit": (60, 93), "exit_group": (231, 94), "sched_yield": (24, 124),
    "sched_getaffinity": (204, 123), "sched_getparam": (143, 121),
    "sched_getscheduler": (145, 120), "rt_sigaction": (13, 134), "rt_sigprocmask": (14, 135),
    "rt_sigreturn": (15, 139), "sigaltstack": (131, 132), "restart_syscall": (219, 128),
}  # fmt: skip
_FACTS: _Numbers = {
    "gettid": (186, 178), "getpid": (39, 172), "getppid": (110, 173), "getuid": (102, 174),
    "geteuid": (107, 175), "getgid": (104, 176), "getegid": (108, 177), "getrlimit": (97, 163),
    "getrusage": (98, 165), "times": (100, 153), "sysinfo": (99, 179), "uname": (63, 160),
    "clock_gettime": (228, 113), "clock_getres": (229, 114), "clock_nanosleep": (230, 115),
    "nanosleep": (35, 101), "gettimeofday": (96, 169), "time": (201, None),
    "getrandom": (318, 278),
}  # fmt: skip
ALLOWED: _Numbers = {**_FILES, **_MEMORY, **_THREADS, **_FACTS}
"""The calls that are allowed whatever their arguments are."""

BY_ARGUMENT: dict[str, tuple[int, int]] = {
    "clone": (56, 220), "clone3": (435, 435), "fcntl": (72, 25), "ioctl": (16, 29),
    "prctl": (157, 167), "prlimit64": (302, 261), "tgkill": (234, 131),
}  # fmt: skip
"""The calls of which `confinement.seccomp` allows some arguments."""

ARCHITECTURES = {"x86_64": 0xC000003E, "aarch64": 0xC00000B7}
"""The number under which the kernel tells a filter the processor (AUDIT_ARCH_…)."""


def column(machine: str) -> int:
    """The place of a machine's numbers in these tables."""
    return list(ARCHITECTURES).index(machine)
