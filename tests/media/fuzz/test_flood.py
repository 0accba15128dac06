"""Mallory floods the ports of a call: from strange addresses, under the phone's own, and, as a
hostile phone, inside its encryption.

The call goes on, and another call beside it must notice nothing. A failure is replayed by its seed.
"""

import asyncio
import gc
import random
import struct
from contextlib import ExitStack, suppress
from pathlib import Path
from typing import Any

import pylibsrtp
import pytest
from aiortc import RTCPeerConnection

from realtime.media.rtp import rtcp
from realtime.media.rtp.nack import MOST_MISSING
from realtime.media.transport import aiortc_hooks, ice_socket
from realtime.media.transport.leg import Leg
from realtime.media.transport.srtp import MOST_SSRCS
from tests.builders.datagrams import HELLO, Mutator, check, record, signed, stranger_socket
from tests.builders.legs import home, ice_of, port_of
from tests.builders.load import slowness
from tests.builders.peers import run
from tests.media.fuzz.flooded_call import Call, Watch, calling

SAMPLE, LONG = 3_000, 60_000
AT_ONCE = 40
# The limit is in seconds, for the handling of one datagram.
LONGEST = 0.02
QUIET = {"early", "double", "thinned", "paced"}
MOST_GROWTH = 48 * 1024 * 1024


def resident() -> int:
    gc.collect()
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4_096


def dtls(peer: RTCPeerConnection) -> Any:
    return aiortc_hooks.transport_of(peer)


def models(call: Call, leg: Leg) -> list[bytes]:
    """Good datagrams to be spoiled: STUN, DTLS, SRTP and SRTCP."""
    ice = ice_of(leg)
    head = struct.pack("!BBHLL", 0x80, 97, 9, 9, 9)
    srtp = dtls(call.phone)._tx_srtp
    return [
        signed(check(ice)),
        signed(check(ice, user="mall:ory")),
        bytes(check(ice)),
        b"\x01\x01" + signed(check(ice))[2:],
        b"\x01\x11" + signed(check(ice))[2:],
        HELLO,
        record(21, 0, b"\x02\x28"),
        record(21, 1, b"\x01\x00" + bytes(20)),
        record(22, 1, bytes(100)) + record(20, 1, b"\x01"),
        record(23, 1, bytes(400)),
        srtp.protect(head + b"\x10\x00" + bytes(100)),
        srtp.protect_rtcp(rtcp.pli(5)),
        b"\x80\xc8\x00\x06" + bytes(40),
    ]


async def throw(call: Call, seed: int, count: int) -> None:
    """Throws datagrams from eight strange addresses, and from the phone's and the desk's own."""
    targets = [(call.into, call.phone), (call.out, call.desk)]
    dice = random.Random(seed)
    mutators = [Mutator(seed + at, models(call, leg)) for at, (leg, _) in enumerate(targets)]
    with ExitStack() as house:
        strangers = [house.enter_context(stranger_socket()) for _ in range(8)]
        for step in range(count):
            at = dice.randrange(2)
            leg, peer = targets[at]
            datagram = mutators[at].datagram()
            if dice.random() < 0.5:
                strangers[dice.randrange(8)].sendto(datagram, home(leg))
            else:
                port_of(peer).transport.sendto(datagram, home(leg))
            if step % AT_ONCE == 0:
                await asyncio.sleep(0.002)


def inner_models(call: Call) -> list[bytes]:
    """The packets that are sent inside the encryption."""
    videos = [flow.source for flow in call.stream.forwarder._newest._flows.values()]  # type: ignore[union-attr]
    rtps = [
        struct.pack("!BBHLL", first, kind, 9, 9, ssrc)
        + b"\xbe\xde\x00\x01\x41\x00\x07\x00"
        + b"\x10" * 40
        for source in videos
        for ssrc in (source.ssrc, source.rtx, 77)
        for kind in (96, 97, 98, 101, 102, 111)
        for first in (0x90, 0xB0, 0x80, 0x9F)
    ]
    compounds = [
        rtcp.nack(ssrc, range(0, 60_000, 17 * 16))
        + rtcp.remb([ssrc], 10**9)
        + rtcp.pli(ssrc)
        + rtcp.sender_report(rtcp.SenderReport(ssrc, 2**63, 2**31), 1, 1)
        + rtcp.receiver_report([ssrc.to_bytes(4, "big") + bytes(20)])
        + b"\x81\xcb\x00\x01"
        + ssrc.to_bytes(4, "big")
        for ssrc in (*[source.ssrc for source in videos], *call.out.ssrcs.values())
    ]
    return [one for one in rtps + compounds if len(one) < 1_400] + [
        one[:1_300] for one in compounds
    ]


async def turn(call: Call, seed: int, count: int) -> None:
    """Attacks as the phone and the desk themselves, with good keys."""
    mutator = Mutator(seed, inner_models(call))
    dice = random.Random(seed)
    for step in range(count):
        datagram = mutator.datagram()[:1_200]
        if len(datagram) >= 12:
            head = bytes((0x80 | datagram[0] & 0x3F,)) + datagram[1:]
            peer = dice.choice((call.phone, call.desk))
            # The library libsrtp refuses what isn't even RTP.
            with suppress(pylibsrtp.Error):
                await dtls(peer)._send_rtp(head)
        if step % AT_ONCE == 0:
            await asyncio.sleep(0.002)


def bounded(call: Call) -> None:
    for leg in (call.into, call.out):
        ice = ice_of(leg)
        assert len(ice._check_list) <= ice_socket.MOST_PAIRS
        assert len(ice._remote_candidates) <= ice_socket.MOST_PAIRS
        assert ice._queue.qsize() <= ice_socket.MOST_WAITING
        assert len(leg.srtp._ssrcs) <= MOST_SSRCS
    publisher = call.stream.forwarder._newest
    assert publisher is not None
    assert all(len(flow.losses) <= MOST_MISSING for flow in publisher._flows.values())


async def story(seed: int, count: int) -> None:
    print(f"seed {seed}")
    async with calling() as hers, calling() as other, Watch().over(hers.into, hers.out) as watch:
        await throw(hers, seed, count // 3)
        grown = resident()
        await throw(hers, seed + 1, count)
        bounded(hers)
        await asyncio.gather(hers.goes_on(), other.goes_on())
        await turn(hers, seed, count)
        bounded(hers)
        await other.goes_on()
        assert not hers.into.closed.is_set()
        assert sum(hers.stream.lost.values()) > count // 2
        # The thrower takes its time from the same loop, which slows the call as a narrow path does.
        assert not set(other.stream.lost) - QUIET, other.stream.lost
        assert resident() - grown < MOST_GROWTH
    assert watch.uncaught == []
    print(
        f"{watch.spent / watch.datagrams * 1e6:.0f} us a datagram, {watch.longest:.4f} s the worst"
    )
    assert watch.datagrams > count
    assert watch.longest < LONGEST * slowness()


def test_a_flood_of_every_kind_hurts_neither_the_call_nor_the_one_beside() -> None:
    run(story(random.randrange(2**31), SAMPLE))


@pytest.mark.soak
@pytest.mark.timeout(900)
@pytest.mark.parametrize("seed", range(6))
def test_long_floods_hurt_neither_the_call_nor_the_one_beside(seed: int) -> None:
    run(story(seed, LONG), 850)
