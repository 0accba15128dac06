"""Tries at passwords: failures are counted and successes aren't, so that limiting the one who
guesses locks nobody else out."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

from server.auth.known_devices import known_device
from server.http.request import address, context
from smarthands.errors import Code, Problem, busy

Callers = list[tuple[str, tuple[str, ...]]]
"""Kinds of secrets, each with the names under which a failure counts."""
AT_ONCE = 4
LONGEST_WAIT = 10.0
# A try is checked against the limits just before its hash, and counted after it. Guesses that come
# all at once therefore pass the limit by the number of hashes that run at once, less one. It also
# bounds the memory that hashing takes: 64 MiB for each.
_turns = BoundedSemaphore(AT_ONCE)


@contextmanager
def try_to_sign_in(email: str) -> Iterator[None]:
    """One try to sign in by password; what raises `signed_out` inside is a failure."""
    device = known_device(email)
    if device is not None:
        callers: Callers = [("device", (device, email))]
    else:
        callers = [
            ("password", (address(),)),
            ("name", (address(), email)),
            ("name everywhere", (email,)),
        ]
    with _counted(callers, lambda problem: problem.code == Code.SIGNED_OUT):
        yield


@contextmanager
def try_current_password(login: str) -> Iterator[None]:
    """One try of a login at its person's current password; a problem with the field `current`
    inside is a failure. Another login of hers has tries of its own."""
    with _counted([("current", (login,))], lambda problem: "current" in (problem.fields or {})):
        yield


@contextmanager
def try_code(person: str) -> Iterator[None]:
    """One try at a code of a person whose password was right; a problem with the field `code`
    inside is a failure."""
    callers: Callers = [("code", (address(), person)), ("code everywhere", (person,))]
    with _counted(callers, lambda problem: "code" in (problem.fields or {})):
        yield


@contextmanager
def _counted(callers: Callers, failed: Callable[[Problem], bool]) -> Iterator[None]:
    limits = context().rate_limits
    if not _turns.acquire(timeout=LONGEST_WAIT):
        raise busy("Many people are signing in at this moment. Try again.")
    try:
        for secret, names in callers:
            limits.check(secret, *names)
        yield
    except Problem as problem:
        if failed(problem):
            for secret, names in callers:
                limits.add(secret, *names)
        raise
    finally:
        _turns.release()
