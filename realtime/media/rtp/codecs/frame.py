"""The keyframe in a track's last packets, as a decoder takes it."""

from collections.abc import Sequence
from typing import NamedTuple

from realtime.media.rtp.codecs.depacketizer import EncodedPicture
from realtime.media.rtp.codecs.h264 import H264Depacketizer
from realtime.media.rtp.codecs.vp8 import Vp8Depacketizer
from realtime.media.rtp.packet import NUMBERS, payload_start
from realtime.media.rtp.track import FORMATS, Codec

START_CODE = b"\x00\x00\x00\x01"
_PICTURES = {"VP8": Vp8Depacketizer, "H264": H264Depacketizer}


class Keyframe(NamedTuple):
    """H.264 as Annex B. `width` and `height` are what the frame says of itself."""

    codec: Codec
    data: bytes
    width: int
    height: int


def first_keyframe(packets: Sequence[bytes]) -> Keyframe | None:
    """The one that `packets`, in order of their numbers, begin with; None when there is none, or
    not all of it, or it is broken."""
    codec = FORMATS.get(packets[0][1] & 0x7F) if packets else None
    if codec is None:
        return None
    pictures = _PICTURES[codec]()
    number = NUMBERS.unpack_from(packets[0], 2)[0]
    for step, packet in enumerate(packets):
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
        if sequence != (number + step) & 0xFFFF:
            return None
        payload = _payload(packet)
        if not payload:  # padding, with which browsers probe the path
            continue
        for picture in pictures.add(payload, timestamp, bool(packet[1] & 0x80), 0.0):
            return _frame(codec, picture)
    return None


def _frame(codec: Codec, picture: EncodedPicture) -> Keyframe | None:
    if picture.size is None:
        return None
    data = picture.data if codec == "VP8" else _annex_b(picture.data)
    return Keyframe(codec, data, *picture.size)


def _payload(packet: bytes) -> bytes:
    start = payload_start(packet)
    return packet[start : len(packet) - (packet[-1] if packet[0] & 0x20 else 0)]


def _annex_b(units: bytes) -> bytes:
    """A start code is as long as the length it replaces."""
    made = bytearray(units)
    at = 0
    while at < len(made):
        length = int.from_bytes(made[at : at + 4], "big")
        made[at : at + 4] = START_CODE
        at += 4 + length
    return bytes(made)
