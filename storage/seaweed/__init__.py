"""The embedded S3 server: SeaweedFS as a child process that takes signed requests alone."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.seaweed.identities import KeyPair, StoreKeys, fresh_pair, write_identities
from storage.seaweed.ports import free_ports
from storage.seaweed.server import SeaweedError, configure, start, stop, wait_until_up

__all__ = ["KeyPair", "SeaweedAddress", "SeaweedError", "StoreKeys", "running"]

ATTEMPTS = 3


@dataclass(frozen=True, slots=True)
class SeaweedAddress:
    """`pid` is the server's own process."""

    url: str
    access_key: str
    secret_key: str
    bucket: str
    pid: int


@contextmanager
def running(
    directory: Path,
    *,
    port: int | None = None,
    bucket: str = "evidence",
    region: str = "us-east-1",
    origins: Sequence[str] = ("http://localhost:8000",),
    evidence: KeyPair | None = None,
    sweeps: KeyPair | None = None,
) -> Iterator[SeaweedAddress]:
    """A server on `directory` with a prepared bucket, stopped at the end; its log is beside it.

    The address has the keys of an administrator, which are made once per folder. `evidence` and
    `sweeps` are the keys that put and get, and that list and delete.
    """
    directory = directory.absolute()
    directory.mkdir(mode=0o700, parents=True, exist_ok=True)
    administrator = keys_of(directory)
    keys = StoreKeys(administrator, evidence, sweeps)
    identities = write_identities(directory, keys, bucket)
    for attempt in range(ATTEMPTS):
        ports = free_ports(port)
        with directory.with_suffix(".log").open("ab") as log:
            server = start(directory, ports, identities, log)
        try:
            wait_until_up(server, ports.s3)
            configure(directory, ports, administrator, bucket, region, origins)
            break
        except SeaweedError:
            stop(server)  # a port may have been taken meanwhile
            if attempt == ATTEMPTS - 1:
                raise
    try:
        url = f"http://127.0.0.1:{ports.s3}"
        pair = administrator
        yield SeaweedAddress(url, pair.access_key, pair.secret_key, bucket, server.pid)
    finally:
        stop(server)


def keys_of(directory: Path) -> KeyPair:
    path = directory.with_suffix(".keys")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        made = fresh_pair()
        path.write_text(f"{made.access_key} {made.secret_key}", encoding="ascii")
    access_key, secret_key = path.read_text(encoding="ascii").split()
    return KeyPair(access_key, secret_key)
