"""A track: the publisher's picture or sound, and the last of its packets."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal

from realtime.media.rtp.nack import PacketCache
from realtime.media.rtp.packet import newer

Kind = Literal["audio", "video"]
Codec = Literal["VP8", "H264"]
KINDS: tuple[Kind, Kind] = ("audio", "video")
CODECS: tuple[Codec, Codec] = ("VP8", "H264")
RATES: dict[Kind, int] = {"audio": 48_000, "video": 90_000}
LONGEST_PICTURE = 400

# Payload types. Every offer is ours and every answer keeps to them, so that one packet fits all
# legs and says itself what is in it.
OPUS = 96
FORMATS: dict[int, Codec] = {97: "VP8", 101: "H264"}
REPAIRS: dict[int, int] = {98: 97, 102: 101}
"""The payload types of RTX, and those of the codecs that they repair."""


@dataclass(frozen=True, slots=True)
class RtpSource:
    """One track in a publisher's answer; `payload_type` is the first that it names, and `rtx` is
    the SSRC of its RTX, 0 when there is none."""

    kind: Kind
    ssrc: int
    payload_type: int
    rtx: int = 0


@dataclass(frozen=True, slots=True)
class AcceptedFormats:
    """The part of our offer that a viewer's answer takes: payload types, the SSRC `rtx` of her RTX,
    and for each payload type that is repaired by RTX the payload type of that RTX."""

    formats: frozenset[int] = frozenset((OPUS, *FORMATS))
    rtx: int = 0
    repairs: Mapping[int, int] = field(default_factory=dict)


ForwardedPacket = tuple[Kind, bytes, int, float]
"""A packet that every viewer has been sent: its kind, its bytes, its transport-wide number or -1,
and when it came."""


class Track:
    """`heard_at` is the clock's time at which the last packet came, and `keyed_at` that at which
    the last keyframe began to come."""

    def __init__(self) -> None:
        self.cache = PacketCache()
        self.heard_at = self.keyed_at = float("-inf")
        self.packets = 0
        self._highest: int | None = None
        self._key: tuple[int, int] | None = None
        self._before: tuple[int, int, float] | None = None

    def keep(self, packet: bytes, sequence: int, timestamp: int, key: bool, now: float) -> None:
        """`key` says that the packet starts a keyframe."""
        self.heard_at = now
        self.packets += 1
        self.cache.put(sequence, packet)
        if key and self._begins(sequence, timestamp):
            self._before = (self._key[0], sequence, self.keyed_at) if self._key else None
            self._key = sequence, timestamp
            self.keyed_at = now
        self._rise(sequence)

    def keep_all(self, packets: Sequence[bytes], sequence: int, now: float) -> None:
        """Keeps a row of packets without a gap, of which none starts a keyframe; `sequence` and
        `now` are the last one's."""
        count = len(packets)
        for step, packet in enumerate(packets, 1 - count):
            self.cache.put((sequence + step) & 0xFFFF, packet)
        self.heard_at = now
        self.packets += count
        self._rise(sequence)

    def picture(self) -> list[bytes]:
        """The packets from the last keyframe on; none when that is too long ago to be worth
        sending."""
        if self._key is None or self._highest is None:
            return []
        return self._kept(self._key[0], ((self._highest - self._key[0]) & 0xFFFF) + 1)

    def picture_before(self) -> tuple[list[bytes], float]:
        """The picture that the last keyframe ended, and when it began to come: on a far path that
        picture may not be whole yet when the next begins."""
        if self._before is None:
            return [], float("-inf")
        first, end, at = self._before
        return self._kept(first, (end - first) & 0xFFFF), at

    def _kept(self, first: int, count: int) -> list[bytes]:
        packets = (self.cache.get((first + step) & 0xFFFF) for step in range(count))
        return [packet for packet in packets if packet is not None]

    def clear(self) -> None:
        """Forgets the packets: another source begins."""
        self.cache.clear()
        self._highest = self._key = self._before = None

    def _rise(self, sequence: int) -> None:
        if self._highest is None or newer(sequence, self._highest):
            self._highest = sequence
        if self._key and (self._highest - self._key[0]) & 0xFFFF >= LONGEST_PICTURE:
            self._key = None

    def _begins(self, sequence: int, timestamp: int) -> bool:
        """Whether a keyframe's packet begins a picture. H.264 sends SPS and IDR of one picture
        apart, and the first of them begins it. A packet that came late, behind a newer keyframe,
        begins nothing."""
        if self._key is None:
            return True
        return newer(sequence, self._key[0]) != (timestamp == self._key[1])
