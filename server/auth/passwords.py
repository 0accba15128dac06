"""Argon2id in gevent's thread pool: a hash takes about 150 ms, which must not stop the others."""

from collections.abc import Callable
from typing import TypeVar

from argon2 import PasswordHasher
from argon2.exceptions import InvalidHashError, VerificationError
from gevent import get_hub
from gevent.monkey import is_module_patched

T = TypeVar("T")


class Argon2:
    """Fits `smarthands.kit.Passwords`."""

    def __init__(self, hasher: PasswordHasher | None = None) -> None:
        self._hasher = hasher or PasswordHasher()
        # This hash is verified for an unknown address, so that the response takes as long.
        self._nobody = self._hasher.hash("nobody has this password")

    def hash(self, password: str) -> str:
        return _aside(lambda: self._hasher.hash(password))

    def verify(self, hashed: str | None, password: str) -> bool:
        def fits() -> bool:
            try:
                return self._hasher.verify(hashed or self._nobody, password)
            except (VerificationError, InvalidHashError):
                return False

        return _aside(fits) and hashed is not None


def _aside(work: Callable[[], T]) -> T:
    if not is_module_patched("socket"):
        return work()
    result: T = get_hub().threadpool.apply(work)
    return result
