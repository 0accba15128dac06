"""`python -m edge --folder … --address … --port … --web … --objects … --bucket …`: process `edge`.

Three ports on one address of the local network: `port` shows the pages over TLS, the next one the
objects, the third, without TLS, how to install the root.
"""

import argparse
import asyncio
import resource
import signal
import socket
import ssl
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import UTC, datetime
from functools import partial
from ipaddress import IPv4Address
from pathlib import Path
from urllib.parse import urlsplit

from edge.authority import Authority, AuthorityError, authority_in, leaf_in
from edge.conversation import converse
from edge.heads import Behind
from edge.installing import Counter
from edge.listening import MOST, Door, Serve, listening

LOOK_SECONDS = 60.0
END_SECONDS = 0.5
# Two for each connection, and the program's own.
FILES = 2 * MOST + 100
PRESIGNED = frozenset({b"GET", b"HEAD", b"PUT", b"OPTIONS"})


@dataclass(frozen=True)
class Given:
    """What the edge is told. `web` and `objects` are the origins behind it."""

    folder: Path
    address: IPv4Address
    port: int
    web: str
    objects: str
    bucket: str


def arguments() -> Given:
    parser = argparse.ArgumentParser(prog="python -m edge")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--address", type=IPv4Address, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--web", required=True)
    parser.add_argument("--objects", required=True)
    parser.add_argument("--bucket", required=True)
    return Given(**vars(parser.parse_args()))


def behind(origin: str) -> Behind:
    parts = urlsplit(origin)
    tls = parts.scheme == "https"
    return Behind(parts.hostname or "", parts.port or (443 if tls else 80), tls)


def objects_behind(given: Given) -> Behind:
    """Presigned addresses in the bucket, and nothing else of S3. The login stays out of it: cookies
    belong to a host, whatever the port."""
    server = behind(given.objects)
    return Behind(
        server.host,
        server.port,
        server.tls,
        below=f"/{given.bucket}/".encode(),
        methods=PRESIGNED,
        cookies=False,
        websockets=False,
    )


class Certificate:
    """The leaf as the ports show it, renewed in time while they run."""

    def __init__(self, given: Given, now: Callable[[], datetime]) -> None:
        self._given = given
        self._now = now
        self.authority: Authority = authority_in(given.folder, given.address, now())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.options |= ssl.OP_NO_RENEGOTIATION
        self.context.set_alpn_protocols(["http/1.1"])
        self.renew()

    def renew(self) -> None:
        given = self._given
        leaf = leaf_in(given.folder, self.authority, given.address, self._now())
        self.context.load_cert_chain(leaf)

    async def look_after(self) -> None:
        here = True
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                self.renew()
            except OSError as error:  # a full disk is no reason to hang up on everybody
                print(f"the certificate can't be renewed: {error}", flush=True)
            was_here, here = here, is_here(self._given.address)
            if was_here and not here:
                print(f"{self._given.address} is not our address any more: start again", flush=True)


def is_here(address: IPv4Address) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.bind((str(address), 0))
        return True
    return False


async def run(given: Given) -> None:
    """Until SIGTERM or SIGINT. AuthorityError or OSError when it can't start."""
    certificate = Certificate(given, lambda: datetime.now(UTC))
    if certificate.authority.fresh:
        print("a new root was made: phones have to install it", flush=True)
    door, address, tls = Door(), str(given.address), certificate.context
    counter = Counter(certificate.authority, f"https://{address}:{given.port}")
    serves: tuple[tuple[Serve, ssl.SSLContext | None], ...] = (
        (partial(converse, behind=behind(given.web)), tls),
        (partial(converse, behind=objects_behind(given)), tls),
        (counter.serve, None),
    )
    ports = [listening(address, given.port + place) for place in range(len(serves))]
    tasks = [
        asyncio.create_task(door.open(port, serve, over))
        for port, (serve, over) in zip(ports, serves, strict=True)
    ]
    tasks.append(asyncio.create_task(certificate.look_after()))
    told = asyncio.create_task(told_to_end())
    try:
        done, _ = await asyncio.wait([told, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (told, *tasks):
            task.cancel()
        for port in ports:
            port.close()
        await door.close(END_SECONDS)


async def told_to_end() -> None:
    told = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, told.set)
    await told.wait()


def allow_files() -> None:
    """Shells commonly allow a process 1,024 open files."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def main() -> int:
    given = arguments()
    allow_files()
    try:
        asyncio.run(run(given))
    except AuthorityError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{given.address} can't be listened on: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
