"""The media node's process: command-line options and a token in, a node on uvloop out."""

import argparse
import asyncio
import ipaddress
import logging
import os
import signal
import socket
import sys
from collections.abc import Sequence
from pathlib import Path
from urllib.parse import urlsplit

import aiohttp
import structlog
import uvloop

from realtime.media.recording.disk.folders import SpoolFolders
from realtime.media.recording.disk.recovery import recover
from realtime.media.recording.upload.http import HttpUploads
from realtime.media.session.node import DRAIN, MediaNode
from realtime.media.session.session import NodeResources
from realtime.media.session.session_recording import RecordingSetup
from realtime.media.session.web_api import WebApi
from realtime.media.stills.decoder_pool import DecoderPool
from realtime.media.transport.candidates import Admission
from realtime.media.transport.leg import NodeNetwork
from realtime.media.transport.port_range import PortRange
from realtime.media.transport.stun_server import open_stun_server

TOKEN = "SMARTHANDS_MEDIA_TOKEN"  # noqa: S105 the name of a setting
RECOVER_EVERY = 60.0
RECOVER_AGAIN = 2.0
"""Seconds, doubled each time, while a file is left: the web process may start more slowly."""

log = structlog.get_logger()


def read_options(arguments: Sequence[str] | None = None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m realtime.media", description=__doc__)
    parser.add_argument("--web", required=True, help="URL of the web process")
    parser.add_argument("--addresses", required=True, help="where calls reach us, `public/own`")
    parser.add_argument("--ports", required=True, help="UDP ports, first-last")
    parser.add_argument("--spool", required=True, type=Path, help="folder of recordings under way")
    parser.add_argument("--refused", default="", help="networks never to be reached, CIDR")
    parser.add_argument("--private", default="1", choices=["0", "1"], help="private addresses too")
    parser.add_argument("--lanes", default="1", choices=["0", "1"], help="packets through C")
    parser.add_argument("--buffer-mb", default=2000, type=int, help="most that waits for S3")
    parser.add_argument("--drain", default=DRAIN, type=float, help="seconds to drain in, at most")
    return parser.parse_args(arguments)


def read_network(options: argparse.Namespace) -> NodeNetwork:
    """Raises ValueError."""
    entries = [entry.split("/") for entry in options.addresses.split(",") if entry]
    first, _, last = options.ports.partition("-")
    own = [entry[-1] for entry in entries]
    admission = Admission(
        refused=tuple(map(ipaddress.ip_network, filter(None, options.refused.split(",")))),
        private=options.private == "1",
        # A node that is reached on loopback alone has nobody else to talk to.
        loopback=all(ipaddress.ip_address(address).is_loopback for address in own),
    )
    public_by_own = {entry[-1]: entry[0] for entry in entries}
    fastpath = options.lanes == "1"
    return NodeNetwork(own, PortRange(int(first), int(last)), admission, public_by_own, fastpath)


def refuse_plain_web(web: str) -> None:
    """Raise ValueError for a web process on another machine without TLS: whoever stands in between
    would read the node's token, and could have calls sent to a node of their own."""
    parts = urlsplit(web)
    if parts.scheme == "https" or parts.hostname == "localhost":
        return
    try:
        address = ipaddress.ip_address(parts.hostname or "")
        if address.is_loopback:
            return
        with socket.socket(socket.AF_INET6 if address.version == 6 else socket.AF_INET) as probe:
            probe.bind((str(address), 0))  # an address of this machine, and of no other
    except (ValueError, OSError):
        raise ValueError("--web must be https where the web process is elsewhere") from None


async def serve(options: argparse.Namespace, token: str) -> None:
    place = read_network(options)
    async with (
        aiohttp.ClientSession() as client,
        DecoderPool() as decoder_pool,
        open_stun_server(place.addresses, place.port_range.stun),
    ):
        uploads = HttpUploads(options.web, token, client)
        spools = SpoolFolders(options.spool)
        web_api = WebApi(options.web, token, client)
        setup = RecordingSetup(spools.own, uploads, options.buffer_mb * 1_000_000)
        resources = NodeResources(place, decoder_pool, web_api, setup)
        node = MediaNode(options.web, token, resources, options.drain)
        loop = asyncio.get_running_loop()
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, node.drain)
        recovering = asyncio.ensure_future(_recover(spools, uploads))
        try:
            await node.run()
        finally:
            recovering.cancel()
            await asyncio.gather(recovering, return_exceptions=True)


async def _recover(spools: SpoolFolders, uploads: HttpUploads) -> None:
    """Complete the files that earlier nodes have left, until none is left."""
    again = RECOVER_AGAIN
    while True:
        left = False
        try:
            for folder in spools.abandoned():
                recovered = await recover(folder, uploads)
                left = left or bool(recovered.left)
                if recovered.completed:
                    log.info("recordings recovered", number=len(recovered.completed))
                spools.done(folder)
        except Exception as error:  # a disk that fails now may be back in a minute
            log.error("recovery failed", exc_info=error)
        again = min(2 * again, RECOVER_EVERY) if left else RECOVER_AGAIN
        await asyncio.sleep(again if left else RECOVER_EVERY)


def main() -> int:
    options, token = read_options(), os.environ.get(TOKEN, "")
    if not token:
        sys.stderr.write(f"{TOKEN} is missing: the node needs the token of the web process\n")
        return 2
    os.umask(0o077)  # recordings under way are nobody else's
    try:
        refuse_plain_web(options.web)
        read_network(options)
    except ValueError as error:
        sys.stderr.write(f"an option can't be used: {error}\n")
        return 2
    _configure_logs()
    uvloop.run(serve(options, token))
    return 0


def _configure_logs() -> None:
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True),
            structlog.processors.ExceptionRenderer(),
            structlog.processors.JSONRenderer(),
        ],
        logger_factory=structlog.WriteLoggerFactory(sys.stdout),
        cache_logger_on_first_use=True,
    )
    logging.basicConfig(stream=sys.stdout, level=logging.WARNING, format="%(name)s: %(message)s")


if __name__ == "__main__":
    sys.exit(main())
