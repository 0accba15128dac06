"""RTP packets as a browser sends them, and a packet output that keeps what is sent."""

import struct
from dataclasses import dataclass, field
from typing import NamedTuple

from hypothesis import strategies as st

from realtime.media.rtp import rtcp
from realtime.media.rtp.packet import TRANSPORT_CC_ID, payload_start

AUDIO, VIDEO, RTX = 1_001, 2_002, 3_003
SEQUENCES = st.integers(0, 0xFFFF)
# A payload is a VP8 payload descriptor with S set, then a frame header.
KEY = b"\x10\x00" + bytes(60)
DELTA = b"\x10\x01" + bytes(60)


def rtp(
    ssrc: int,
    sequence: int,
    timestamp: int = 0,
    payload: bytes = DELTA,
    *,
    transport: int | None = None,
    padding: int = 0,
    last: bool = False,
) -> bytes:
    """An RTP packet; `last` marks it as the last of its picture."""
    extension = b""
    if transport is not None:
        element = bytes((TRANSPORT_CC_ID << 4 | 1,)) + struct.pack("!H", transport & 0xFFFF)
        extension = b"\xbe\xde\x00\x01" + element + b"\x00"
    head = 0x80 | 0x10 * bool(extension) | 0x20 * bool(padding)
    kind = {AUDIO: 96, VIDEO: 97}.get(ssrc, 98) | 0x80 * last
    numbers = struct.pack("!HLL", sequence & 0xFFFF, timestamp & 0xFFFFFFFF, ssrc)
    tail = bytes(padding - 1) + bytes((padding,)) if padding else b""
    return bytes((head, kind)) + numbers + extension + payload + tail


def rtx_packet(original: bytes, sequence: int) -> bytes:
    """The RTX packet around an original without extensions."""
    return (
        bytes((original[0], 98 | original[1] & 0x80))
        + struct.pack("!H", sequence)
        + original[4:8]
        + struct.pack("!L", RTX)
        + original[2:4]
        + original[12:]
    )


class Sent(NamedTuple):
    sequence: int
    timestamp: int
    ssrc: int
    payload: bytes


@dataclass
class MemoryOutput:
    """A `PacketOutput` that keeps its packets in memory."""

    packets: list[Sent] = field(default_factory=list)
    compounds: list[bytes] = field(default_factory=list)

    def send_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bool:
        self.packets.append(Sent(sequence, timestamp, ssrc, packet[payload_start(packet) :]))
        return True

    def send_rtcp(self, packet: bytes) -> bool:
        self.compounds.append(packet)
        return True

    def rtcp_packets(self, kind: int, subtype: int) -> list[rtcp.RtcpPacket]:
        parts = [part for compound in self.compounds for part in rtcp.packets(compound)]
        return [part for part in parts if (part.type, part.format) == (kind, subtype)]

    def keyframe_requests(self) -> int:
        return len(self.rtcp_packets(rtcp.PICTURE_FEEDBACK, rtcp.PLI))

    def nack_requests(self) -> list[list[int]]:
        rtcp_packets = self.rtcp_packets(rtcp.TRANSPORT_FEEDBACK, rtcp.NACK)
        return [rtcp.read_nack(part.body) for part in rtcp_packets]

    def sequences(self, ssrc: int) -> list[int]:
        return [packet.sequence for packet in self.packets if packet.ssrc == ssrc]


@dataclass
class Clock:
    now: float = 100.0

    def __call__(self) -> float:
        return self.now


def mutated_packets() -> st.SearchStrategy[bytes]:
    """Packets of the phone with bytes changed, cut or put in, and arbitrary bytes."""
    whole = st.builds(
        rtp,
        st.sampled_from([AUDIO, VIDEO, RTX]),
        st.integers(0, 0xFFFF),
        st.integers(0, 0xFFFFFFFF),
        st.binary(max_size=80),
        transport=st.none() | st.integers(0, 0xFFFF),
        padding=st.integers(0, 9),
    )
    return st.binary(max_size=120) | whole | st.builds(_spoiled, whole, st.data())


def _spoiled(packet: bytes, data: st.DataObject) -> bytes:
    at = data.draw(st.integers(0, len(packet) - 1))
    instead = data.draw(st.binary(max_size=4))
    return packet[:at] + instead + packet[at + data.draw(st.integers(0, 4)) :]
