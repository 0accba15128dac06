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
from edge.heads import Backend
from edge.installing import InstallPages
from edge.listening import MOST, Listener, Serve, listening

LOOK_SECONDS = 60.0
END_SECONDS = 0.5
# Open files: two for each connection, and the program's own.
FILES = 2 * MOST + 100
PRESIGNED = frozenset({b"GET", b"HEAD", b"PUT", b"OPTIONS"})


@dataclass(frozen=True)
class Arguments:
    """The command line. `web` and `objects` are the origins of the two backends."""

    folder: Path
    address: IPv4Address
    port: int
    web: str
    objects: str
    bucket: str


def parse_arguments() -> Arguments:
    parser = argparse.ArgumentParser(prog="python -m edge")
    parser.add_argument("--folder", type=Path, required=True)
    parser.add_argument("--address", type=IPv4Address, required=True)
    parser.add_argument("--port", type=int, required=True)
    parser.add_argument("--web", required=True)
    parser.add_argument("--objects", required=True)
    parser.add_argument("--bucket", required=True)
    return Arguments(**vars(parser.parse_args()))


def backend(origin: str) -> Backend:
    parts = urlsplit(origin)
    tls = parts.scheme == "https"
    return Backend(parts.hostname or "", parts.port or (443 if tls else 80), tls)


def objects_backend(arguments: Arguments) -> Backend:
    """S3, of which presigned addresses in the bucket can be reached and nothing else. The login
    stays out of it: browsers send cookies to a host, whatever the port."""
    server = backend(arguments.objects)
    return Backend(
        server.host,
        server.port,
        server.tls,
        below=f"/{arguments.bucket}/".encode(),
        methods=PRESIGNED,
        cookies=False,
        websockets=False,
    )


class Certificate:
    """The leaf certificate in the TLS context of the ports, renewed in time while they run."""

    def __init__(self, arguments: Arguments, now: Callable[[], datetime]) -> None:
        self._arguments = arguments
        self._now = now
        self.authority: Authority = authority_in(arguments.folder, arguments.address, now())
        self.context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self.context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.context.options |= ssl.OP_NO_RENEGOTIATION
        self.context.set_alpn_protocols(["http/1.1"])
        self.renew()

    def renew(self) -> None:
        arguments = self._arguments
        leaf = leaf_in(arguments.folder, self.authority, arguments.address, self._now())
        self.context.load_cert_chain(leaf)

    async def look_after(self) -> None:
        here = True
        while True:
            await asyncio.sleep(LOOK_SECONDS)
            try:
                self.renew()
            except OSError as error:  # a full disk is no reason to close the connections
                print(f"the certificate can't be renewed: {error}", flush=True)
            was_here, here = here, is_here(self._arguments.address)
            if was_here and not here:
                print(
                    f"{self._arguments.address} is not our address any more: start again",
                    flush=True,
                )


def is_here(address: IPv4Address) -> bool:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe, suppress(OSError):
        probe.bind((str(address), 0))
        return True
    return False


async def run(arguments: Arguments) -> None:
    """Runs until SIGTERM or SIGINT. AuthorityError or OSError when it can't start."""
    certificate = Certificate(arguments, lambda: datetime.now(UTC))
    if certificate.authority.fresh:
        print("a new root was made: phones have to install it", flush=True)
    listener, address, tls = Listener(), str(arguments.address), certificate.context
    install_pages = InstallPages(certificate.authority, f"https://{address}:{arguments.port}")
    handlers: tuple[tuple[Serve, ssl.SSLContext | None], ...] = (
        (partial(converse, backend=backend(arguments.web)), tls),
        (partial(converse, backend=objects_backend(arguments)), tls),
        (install_pages.serve, None),
    )
    ports = [listening(address, arguments.port + place) for place in range(len(handlers))]
    tasks = [
        asyncio.create_task(listener.open(port, serve, over))
        for port, (serve, over) in zip(ports, handlers, strict=True)
    ]
    tasks.append(asyncio.create_task(certificate.look_after()))
    ending = asyncio.create_task(told_to_end())
    try:
        done, _ = await asyncio.wait([ending, *tasks], return_when=asyncio.FIRST_COMPLETED)
        for task in done:
            task.result()
    finally:
        for task in (ending, *tasks):
            task.cancel()
        for port in ports:
            port.close()
        await listener.close(END_SECONDS)


async def told_to_end() -> None:
    signalled = asyncio.Event()
    for number in (signal.SIGTERM, signal.SIGINT):
        asyncio.get_running_loop().add_signal_handler(number, signalled.set)
    await signalled.wait()


def allow_files() -> None:
    """Raises the limit of open files: shells commonly allow a process 1,024."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    allowed = FILES if hard == resource.RLIM_INFINITY else min(FILES, hard)
    if soft != resource.RLIM_INFINITY and soft < allowed:
        resource.setrlimit(resource.RLIMIT_NOFILE, (allowed, hard))


def main() -> int:
    arguments = parse_arguments()
    allow_files()
    try:
        asyncio.run(run(arguments))
    except AuthorityError as error:
        print(error, file=sys.stderr)
        return 1
    except OSError as error:
        print(f"{arguments.address} can't be listened on: {error.strerror}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
