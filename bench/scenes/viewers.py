"""Viewers that decode nothing, so that many of them leave the machine to what is measured: real
ICE, DTLS and SRTP, and only the numbers of each packet.

The same viewers watch every server.

`python -m bench.scenes.viewers PORT`
"""

import asyncio
import itertools
import struct
import sys
import time
from statistics import fmean
from typing import Any

import uvloop
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcconfiguration import RTCBundlePolicy
from aiortc.sdp import SessionDescription

from bench.scenes.orders import Desk, own_address
from realtime.media.rtp import rtcp
from realtime.media.rtp.packet import NUMBERS
from realtime.media.transport import aiortc_hooks
from realtime.media.transport.ice_socket import gather_at
from realtime.media.transport.port_range import PortRange
from realtime.media.transport.scheduler import Scheduler
from realtime.media.transport.srtp import SrtpChannel

ESTIMATE = 2_500_000
# Packets are read at once, so that the measured time is the server's alone.
PORTS = PortRange(34_000, 36_000, Scheduler(batched=False))


class Picture:
    """The frames whose packets have all come, at the time of the last of them.

    A freeze is counted as webrtc-stats counts it: an interval of three times the mean, or 150 ms
    above it.
    """

    def __init__(self) -> None:
        self.frames: list[float] = []
        self.packets = self.octets = 0
        self._next: int | None = None
        self._whole = False

    def heard(self, packet: bytes, now: float) -> None:
        sequence, _, _ = NUMBERS.unpack_from(packet, 2)
        self.packets += 1
        self.octets += len(packet)
        if self._next is not None and sequence != self._next:
            self._whole = False
        self._next = (sequence + 1) & 0xFFFF
        if packet[1] & 0x80:
            if self._whole:
                self.frames.append(now)
            self._whole = True

    def told(self, since: float, until: float) -> dict[str, float]:
        frames = [at for at in self.frames if since <= at < until]
        gaps = [later - earlier for earlier, later in itertools.pairwise(frames)]
        usual = fmean(gaps) if gaps else 0.0
        longest = max(3 * usual, usual + 0.15)
        return {
            "fps": round(len(frames) / (until - since), 2),
            "freezes": sum(gap >= longest for gap in gaps),
            "longest_gap_ms": round(1e3 * max(gaps, default=until - since)),
        }


class Watcher:
    def __init__(self) -> None:
        self.picture = Picture()
        self.ssrc = self._video = 0
        self.connected = asyncio.Event()
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )
        self._reporting: asyncio.Task[None] | None = None

    async def answer(self, offer: str) -> str:
        await self.connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        for transceiver in self.connection.getTransceivers():
            aiortc_hooks.decode_nothing(transceiver.receiver, self.connected.set)
            aiortc_hooks.encode_nothing(transceiver.sender, self.connected.set)
        transport = aiortc_hooks.transport_of(self.connection)
        self.srtp = SrtpChannel(transport)
        self.srtp.on_rtp = self._heard
        gather_at(transport, [own_address()], PORTS, self.srtp)
        await self.connection.setLocalDescription()
        self._video = payload_type(self.connection, "video/VP8")
        self._reporting = asyncio.create_task(self._report())
        return self.connection.localDescription.sdp

    def _heard(self, packet: bytes, came_at: float) -> None:
        if packet[1] & 127 == self._video:
            self.ssrc = int.from_bytes(packet[8:12], "big")
            self.picture.heard(packet, time.monotonic())

    async def _report(self) -> None:
        """The RTCP that a browser sends once a second: a report, and its estimate."""
        while True:
            await asyncio.sleep(1)
            if self.ssrc:
                block = struct.pack("!LLLLLL", self.ssrc, 0, 0, 0, 0, 0)
                self.srtp.send_rtcp(rtcp.receiver_report([block]) + remb(self.ssrc))

    async def close(self) -> None:
        if self._reporting:
            self._reporting.cancel()
        await self.connection.close()


def payload_type(connection: RTCPeerConnection, name: str) -> int:
    """The payload type that was agreed on for the codec."""
    agreed = SessionDescription.parse(connection.localDescription.sdp).media
    [payload] = [
        codec.payloadType or 0
        for media in agreed
        for codec in media.rtp.codecs
        if codec.mimeType == name
    ]
    return payload


def remb(ssrc: int) -> bytes:
    """The encoding of draft-alvestrand-rmcat-remb-03 section 2.2, in 18 bits and an exponent."""
    exponent = max(0, ESTIMATE.bit_length() - 18)
    bitrate = struct.pack("!L", 1 << 24 | exponent << 18 | ESTIMATE >> exponent)
    body = struct.pack("!LL", rtcp.OURS, 0) + b"REMB" + bitrate + struct.pack("!L", ssrc)
    return rtcp.build(rtcp.PICTURE_FEEDBACK, rtcp.APPLICATION, body)


class Crowd:
    def __init__(self) -> None:
        self._watchers: dict[int, Watcher] = {}
        self._numbers = itertools.count(1)

    async def watch(self, offer: str) -> dict[str, Any]:
        watcher = Watcher()
        number = next(self._numbers)
        self._watchers[number] = watcher
        return {"watcher": number, "sdp": await watcher.answer(offer)}

    async def seen(self, watcher: int) -> None:
        """Returns when the viewer is connected and has received a frame."""
        one = self._watchers[watcher]
        await asyncio.wait_for(one.connected.wait(), 20)
        for _ in range(1_000):
            if one.picture.frames:
                return
            await asyncio.sleep(0.02)
        raise SystemExit("a viewer saw nothing")

    async def during(self, seconds: float) -> list[dict[str, float]]:
        """The frames of each viewer in the coming seconds, and its packets and bytes."""
        since = time.monotonic()
        before = [(one.picture.packets, one.picture.octets) for one in self._watchers.values()]
        await asyncio.sleep(seconds)
        figures = []
        for one, (packets, octets) in zip(self._watchers.values(), before, strict=True):
            counted = {
                "packets_s": round((one.picture.packets - packets) / seconds),
                "kbit_s": round((one.picture.octets - octets) * 8e-3 / seconds),
            }
            figures.append(one.picture.told(since, since + seconds) | counted)
        return figures

    async def close(self) -> None:
        watchers, self._watchers = self._watchers, {}
        for watcher in watchers.values():
            await watcher.close()


async def main(port: int) -> None:
    crowd = Crowd()
    verbs = ("watch", "seen", "during", "close")
    await Desk({verb: getattr(crowd, verb) for verb in verbs}).open(port)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
