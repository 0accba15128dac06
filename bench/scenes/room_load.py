"""Whole rooms without a browser: publishers whose packets have the time at which they were sent,
and viewers who read it.

They use real ICE, DTLS and SRTP; 30 frames a second at 1.5 Mbit/s, paced as Chromium does, and
Opus' fifty packets.

`python -m bench.scenes.room_load PORT`
"""

import asyncio
import itertools
import random
import struct
import sys
import time
from array import array

import uvloop
from aiortc import RTCConfiguration, RTCPeerConnection, RTCSessionDescription
from aiortc.rtcconfiguration import RTCBundlePolicy

from bench.scenes.orders import Desk, own_address
from bench.scenes.viewers import payload_type
from realtime.media.rtp import rtcp
from realtime.media.rtp.packet import TRANSPORT_CC_ID
from realtime.media.rtp.track import KINDS, Kind
from realtime.media.transport import aiortc_hooks
from realtime.media.transport.ice_socket import gather_at
from realtime.media.transport.port_range import PortRange
from realtime.media.transport.scheduler import Scheduler
from realtime.media.transport.srtp import SrtpChannel

FPS, FRAME_PACKETS, KEY_PACKETS, SIZE = 30, 6, 24, 1_020
SPEECH_EVERY, SPEECH = 0.02, 90
PACE = 1 / FPS / FRAME_PACKETS / 2.5
# Packets are read at once, so that the measured delay is the server's alone.
PORTS = PortRange(41_000, 48_000, Scheduler(batched=False))
# The sizes are of the extension's head, the transport-wide number, and padding.
_EXTENSION = struct.Struct("!HHBHB")
_STAMP = struct.Struct("!Q")
STAMP_AT = 12 + _EXTENSION.size + 2
FILLING = bytes(SIZE)


class End:
    """The other end of a leg, whose media is ours to write and to read."""

    def __init__(self) -> None:
        aiortc_hooks.offer_transport_cc_and_fec()
        self.connected = asyncio.Event()
        self.ssrcs: dict[str, int] = {"audio": 1_001, "video": 2_002}
        self.connection = RTCPeerConnection(
            RTCConfiguration(iceServers=[], bundlePolicy=RTCBundlePolicy.MAX_BUNDLE)
        )

    async def answer(self, offer: str, direction: str) -> str:
        await self.connection.setRemoteDescription(RTCSessionDescription(offer, "offer"))
        for transceiver in self.connection.getTransceivers():
            transceiver.direction = direction
            aiortc_hooks.send_as(transceiver.sender, self.ssrcs[transceiver.kind])
            aiortc_hooks.decode_nothing(transceiver.receiver, self.connected.set)
            aiortc_hooks.encode_nothing(transceiver.sender, self.connected.set)
        transport = aiortc_hooks.transport_of(self.connection)
        self.srtp = SrtpChannel(transport)
        gather_at(transport, [own_address()], PORTS, self.srtp)
        await self.connection.setLocalDescription()
        return self.connection.localDescription.sdp


class Publisher(End):
    def __init__(self) -> None:
        super().__init__()
        self._sequences = {kind: itertools.count(random.randrange(32_768)) for kind in KINDS}
        self._wide = itertools.count(random.randrange(65_536))
        self._key = True
        self._tasks: list[asyncio.Task[None]] = []

    async def begin(self, offer: str) -> str:
        description = await self.answer(offer, "sendonly")
        self.srtp.on_rtcp = self._asked
        self._tasks = [asyncio.create_task(one) for one in (self._film(), self._speak())]
        return description

    def end(self) -> None:
        for task in self._tasks:
            task.cancel()

    def _asked(self, compound: bytes) -> None:
        if any(one.type == rtcp.PICTURE_FEEDBACK for one in rtcp.packets(compound)):
            self._key = True

    async def _film(self) -> None:
        await self.connected.wait()
        payload = payload_type(self.connection, "video/VP8")
        start = time.monotonic() + random.random() / FPS
        for frame in itertools.count():
            key, self._key = self._key, False
            count = KEY_PACKETS if key else FRAME_PACKETS
            for at in range(count):
                await until(start + frame / FPS + at * PACE)
                # The payload descriptor follows RFC 7741: the first packet begins a partition; then
                # comes the frame's inverse key bit.
                head = bytes((0x10 if at == 0 else 0, not key))
                body = head + _STAMP.pack(time.monotonic_ns()) + FILLING
                marker = 0x80 * (at == count - 1)
                self._send("video", payload | marker, frame * 90_000 // FPS, body)

    async def _speak(self) -> None:
        await self.connected.wait()
        payload = payload_type(self.connection, "audio/opus")
        start = time.monotonic() + random.random() * SPEECH_EVERY
        for number in itertools.count():
            await until(start + number * SPEECH_EVERY)
            self._send("audio", payload, number * 960, bytes(SPEECH))

    def _send(self, kind: Kind, payload: int, timestamp: int, body: bytes) -> None:
        wide = next(self._wide) & 0xFFFF
        extension = _EXTENSION.pack(0xBEDE, 1, TRANSPORT_CC_ID << 4 | 1, wide, 0)
        packet = bytes((0x90, payload)) + bytes(10) + extension + body
        sequence = next(self._sequences[kind]) & 0xFFFF
        self.srtp.send_rtp(packet, sequence, timestamp & 0xFFFFFFFF, self.ssrcs[kind])


class Viewer(End):
    """A viewer; `delays` are in nanoseconds, one for each packet of the picture."""

    def __init__(self) -> None:
        super().__init__()
        self.delays = array("q")
        self._payload = 0

    async def begin(self, offer: str) -> str:
        description = await self.answer(offer, "recvonly")
        self._payload = payload_type(self.connection, "video/VP8")
        self.srtp.on_rtp = self._heard
        return description

    def _heard(self, packet: bytes, came_at: float) -> None:
        if packet[1] & 127 == self._payload:
            self.delays.append(time.monotonic_ns() - _STAMP.unpack_from(packet, STAMP_AT)[0])


async def until(at: float) -> None:
    """A sender that is late goes on at once: all that was due is sent."""
    left = at - time.monotonic()
    if left > 0:
        await asyncio.sleep(left)


class Rooms:
    def __init__(self) -> None:
        self._publishers: list[Publisher] = []
        self._viewers: list[Viewer] = []

    async def film(self, offer: str) -> str:
        self._publishers.append(Publisher())
        return await self._publishers[-1].begin(offer)

    async def watch(self, offer: str) -> str:
        self._viewers.append(Viewer())
        return await self._viewers[-1].begin(offer)

    async def connected(self) -> None:
        for end in (*self._publishers, *self._viewers):
            await asyncio.wait_for(end.connected.wait(), 20)

    async def during(self, seconds: float) -> dict[str, float]:
        """The delays of the coming seconds, in milliseconds, and the share of the due packets that
        has come."""
        for viewer in self._viewers:
            del viewer.delays[:]
        before = time.process_time()
        await asyncio.sleep(seconds)
        delays = sorted(itertools.chain.from_iterable(one.delays for one in self._viewers))
        due = max(1, len(self._viewers)) * FPS * FRAME_PACKETS * seconds
        return {
            "p50_ms": round(delays[len(delays) // 2] / 1e6, 2) if delays else float("inf"),
            "p99_ms": round(delays[len(delays) * 99 // 100] / 1e6, 2) if delays else float("inf"),
            "came": round(len(delays) / due, 3),
            "cpu_s_per_s": round((time.process_time() - before) / seconds, 3),
        }

    async def close(self) -> None:
        for publisher in self._publishers:
            publisher.end()
        for end in (*self._publishers, *self._viewers):
            await end.connection.close()
        self._publishers, self._viewers = [], []


async def main(port: int) -> None:
    rooms = Rooms()
    verbs = ("film", "watch", "connected", "during", "close")
    await Desk({verb: getattr(rooms, verb) for verb in verbs}).open(port)


if __name__ == "__main__":
    uvloop.run(main(int(sys.argv[1])))
