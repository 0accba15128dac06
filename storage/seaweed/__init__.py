"""The embedded S3 server: SeaweedFS as a child process that takes signed requests alone."""

import secrets
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from storage.seaweed.ports import free_ports
from storage.seaweed.server import SeaweedError, configure, start, stop, wait_until_up

__all__ = ["SeaweedAddress", "SeaweedError", "running"]

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
    keys: tuple[str, str] | None = None,
) -> Iterator[SeaweedAddress]:
    """A server on `directory` with a prepared bucket, stopped at the end; its log is beside it.

    `keys` are access key and secret key; without them they are made once per folder.
    """
    directory = directory.absolute()
    access_key, secret_key = keys or keys_of(directory)
    environment = {"AWS_ACCESS_KEY_ID": access_key, "AWS_SECRET_ACCESS_KEY": secret_key}
    for attempt in range(ATTEMPTS):
        ports = free_ports(port)
        with directory.with_suffix(".log").open("ab") as log:
            server = start(directory, ports, environment, log)
        try:
            wait_until_up(server, ports.s3)
            configure(directory, ports, environment, bucket, region, origins)
            break
        except SeaweedError:
            stop(server)  # a port may have been taken meanwhile
            if attempt == ATTEMPTS - 1:
                raise
    try:
        url = f"http://127.0.0.1:{ports.s3}"
        yield SeaweedAddress(url, access_key, secret_key, bucket, server.pid)
    finally:
        stop(server)


def keys_of(directory: Path) -> tuple[str, str]:
    path = directory.with_suffix(".keys")
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.touch(mode=0o600)
        path.write_text(f"{secrets.token_hex(10)} {secrets.token_hex(20)}", encoding="ascii")
    access_key, secret_key = path.read_text(encoding="ascii").split()
    return access_key, secret_key
