"""The media node's process: options and a token in, a node on uvloop out."""

import argparse
import asyncio
import ipaddress
import logging
import os
import signal
import sys
from collections.abc import Sequence
from pathlib import Path

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
from realtime.media.transport.leg import Place
from realtime.media.transport.port_range import Ports
from realtime.media.transport.stun_server import open_echo

TOKEN = "SMARTHANDS_MEDIA_TOKEN"  # noqa: S105 the name of a setting
RECOVER_EVERY = 60.0
RECOVER_AGAIN = 2.0
"""Seconds, doubled each time, while something is left: the house may start more slowly than we."""

log = structlog.get_logger()


def options(words: Sequence[str] | None = None) -> argparse.Namespace:
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
    return parser.parse_args(words)


def place(given: argparse.Namespace) -> Place:
    """Raises ValueError."""
    entries = [entry.split("/") for entry in given.addresses.split(",") if entry]
    first, _, last = given.ports.partition("-")
    own = [entry[-1] for entry in entries]
    admission = Admission(
        refused=tuple(map(ipaddress.ip_network, filter(None, given.refused.split(",")))),
        private=given.private == "1",
        # A node that is reached on loopback alone has nobody else to talk to.
        loopback=all(ipaddress.ip_address(address).is_loopback for address in own),
    )
    known = {entry[-1]: entry[0] for entry in entries}
    lanes = given.lanes == "1"
    return Place(own, Ports(int(first), int(last)), admission, known, lanes)


async def serve(given: argparse.Namespace, token: str) -> None:
    reached = place(given)
    async with (
        aiohttp.ClientSession() as client,
        DecoderPool() as darkroom,
        open_echo(reached.addresses, reached.ports.echo),
    ):
        uploads = HttpUploads(given.web, token, client)
        spools = SpoolFolders(given.spool)
        studio = RecordingSetup(spools.own, uploads, given.buffer_mb * 1_000_000)
        means = NodeResources(reached, darkroom, WebApi(given.web, token, client), studio)
        node = MediaNode(given.web, token, means, given.drain)
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
    """What nodes before us have left, until all of it is where it belongs."""
    again = RECOVER_AGAIN
    while True:
        left = False
        try:
            for folder in spools.left():
                found = await recover(folder, uploads)
                left = left or bool(found.left)
                if found.completed:
                    log.info("recordings recovered", number=len(found.completed))
                spools.done(folder)
        except Exception as error:  # a disk that fails now may be back in a minute
            log.error("recovery failed", exc_info=error)
        again = min(2 * again, RECOVER_EVERY) if left else RECOVER_AGAIN
        await asyncio.sleep(again if left else RECOVER_EVERY)


def main() -> int:
    given, token = options(), os.environ.get(TOKEN, "")
    if not token:
        sys.stderr.write(f"{TOKEN} is missing: give the node the token of the house\n")
        return 2
    try:
        place(given)
    except ValueError as error:
        sys.stderr.write(f"an option can't be used: {error}\n")
        return 2
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
    uvloop.run(serve(given, token))
    return 0


if __name__ == "__main__":
    sys.exit(main())
