"""A track: one picture or sound from the publisher, and the last of its packets."""

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
"""Of RTX, and of what it repairs."""


@dataclass(frozen=True, slots=True)
class RtpSource:
    """What an answer says of one track; `payload_type` is the first it names, and `rtx` is 0 when
    nothing is sent again by RTX."""

    kind: Kind
    ssrc: int
    payload_type: int
    rtx: int = 0


@dataclass(frozen=True, slots=True)
class AcceptedFormats:
    """What a viewer's answer takes of our offer: payload types, and of which of them she has
    losses repaired by RTX under the SSRC `rtx` (by payload type, that of its RTX)."""

    formats: frozenset[int] = frozenset((OPUS, *FORMATS))
    rtx: int = 0
    repairs: Mapping[int, int] = field(default_factory=dict)


ForwardedPacket = tuple[Kind, bytes, int, float]
"""A packet that every viewer has been sent: its transport-wide number, or -1, and when it came."""


class Track:
    """`heard_at` and `keyed_at` are the clock's time at which the last packet came, and the last
    keyframe began to come."""

    def __init__(self) -> None:
        self.cache = PacketCache()
        self.heard_at = self.keyed_at = float("-inf")
        self.packets = 0
        self._highest: int | None = None
        self._key: tuple[int, int] | None = None
        self._before: tuple[int, int, float] | None = None

    def keep(self, packet: bytes, sequence: int, timestamp: int, key: bool, now: float) -> None:
        """`key` when the packet starts a keyframe."""
        self.heard_at = now
        self.packets += 1
        self.cache.put(sequence, packet)
        if key and self._begins(sequence, timestamp):
            self._before = (self._key[0], sequence, self.keyed_at) if self._key else None
            self._key = sequence, timestamp
            self.keyed_at = now
        self._rise(sequence)

    def keep_all(self, packets: Sequence[bytes], sequence: int, now: float) -> None:
        """A row of packets without a gap, of which none starts a keyframe; `sequence` and `now`
        are the last one's."""
        count = len(packets)
        for step, packet in enumerate(packets, 1 - count):
            self.cache.put((sequence + step) & 0xFFFF, packet)
        self.heard_at = now
        self.packets += count
        self._rise(sequence)

    def picture(self) -> list[bytes]:
        """From the last keyframe on; nothing when that is too long ago to be worth sending."""
        if self._key is None or self._highest is None:
            return []
        return self._kept(self._key[0], ((self._highest - self._key[0]) & 0xFFFF) + 1)

    def picture_before(self) -> tuple[list[bytes], float]:
        """The one that the last keyframe ended, and when it began to come: on a far path that one
        may not be whole yet when the next begins."""
        if self._before is None:
            return [], float("-inf")
        first, end, at = self._before
        return self._kept(first, (end - first) & 0xFFFF), at

    def _kept(self, first: int, count: int) -> list[bytes]:
        kept = (self.cache.get((first + step) & 0xFFFF) for step in range(count))
        return [packet for packet in kept if packet is not None]

    def clear(self) -> None:
        """Another source begins."""
        self.cache.clear()
        self._highest = self._key = self._before = None

    def _rise(self, sequence: int) -> None:
        if self._highest is None or newer(sequence, self._highest):
            self._highest = sequence
        if self._key and (self._highest - self._key[0]) & 0xFFFF >= LONGEST_PICTURE:
            self._key = None

    def _begins(self, sequence: int, timestamp: int) -> bool:
        """H.264 says SPS and IDR of one picture apart: the first of them begins it. One that came
        late, behind a newer keyframe, begins nothing."""
        if self._key is None:
            return True
        return newer(sequence, self._key[0]) != (timestamp == self._key[1])
