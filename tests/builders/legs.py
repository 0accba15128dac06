"""A leg of the node on loopback, which a phone has the offer of or films into, and the ports on
both of its sides."""

import struct
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from typing import Any

from aiortc import RTCPeerConnection

from realtime.media.transport import aiortc_hooks
from realtime.media.transport.leg import Leg, PublisherLeg
from tests.builders.peers import HERE, closing, here, phone_tracks, stock_peer, until


def ice_of(leg: Leg) -> Any:
    return aiortc_hooks.transport_of(leg.connection).transport._connection


def home(leg: Leg) -> tuple[str, int]:
    """The address that datagrams for the leg go to."""
    return HERE, ice_of(leg)._protocols[0].local_candidate.port


def port_of(peer: RTCPeerConnection) -> Any:
    """The socket of a stock peer's ICE, whose address the leg trusts."""
    return aiortc_hooks.transport_of(peer).transport._connection._nominated[1].protocol


def headers(port: Any) -> list[tuple[int, int]]:
    """The SSRC and the sequence number of each packet that comes to a stock peer's port from now
    on."""
    numbers: list[tuple[int, int]] = []
    received = port.datagram_received

    def looked_at(datagram: bytes, whence: Any) -> None:
        if 128 <= datagram[0] < 192 and not 192 <= datagram[1] <= 223:
            sequence, _, ssrc = struct.unpack_from("!HLL", datagram, 2)
            numbers.append((ssrc, sequence))
        received(datagram, whence)

    port.datagram_received = looked_at
    return numbers


@asynccontextmanager
async def offered_leg() -> AsyncIterator[PublisherLeg]:
    leg = PublisherLeg(here())
    async with closing(leg):
        await leg.offer()
        yield leg


@asynccontextmanager
async def filming_leg() -> AsyncIterator[tuple[PublisherLeg, RTCPeerConnection, list[bytes]]]:
    """The leg, the phone that films into it, and the packets that the leg has received."""
    leg, heard = PublisherLeg(here()), list[bytes]()
    leg.srtp.on_rtp = lambda packet, _: heard.append(packet)
    async with closing(leg), stock_peer(await leg.offer(), *phone_tracks()) as phone:
        await leg.answer(phone.localDescription.sdp)
        await until(lambda: heard)
        yield leg, phone, heard


async def wait_for_more_packets(heard: list[bytes]) -> None:
    before = len(heard)
    await until(lambda: len(heard) > before + 30)
