"""The keyframe in a track's last packets, in the form that a decoder takes."""

from collections.abc import Sequence
from typing import NamedTuple

from realtime.media.rtp.codecs.depacketizer import EncodedPicture
from realtime.media.rtp.codecs.h264 import H264Depacketizer
from realtime.media.rtp.codecs.vp8 import Vp8Depacketizer
from realtime.media.rtp.packet import NUMBERS, payload_of
from realtime.media.rtp.track import FORMATS, Codec

START_CODE = b"\x00\x00\x00\x01"
_DEPACKETIZERS = {"VP8": Vp8Depacketizer, "H264": H264Depacketizer}


class Keyframe(NamedTuple):
    """`data` is in the Annex B form for H.264. `width` and `height` are what the frame itself
    says."""

    codec: Codec
    data: bytes
    width: int
    height: int


def first_keyframe(packets: Sequence[bytes]) -> Keyframe | None:
    """The keyframe that `packets`, in the order of their sequence numbers, begin with; None when
    there is none, or it is not whole, or it is broken."""
    codec = FORMATS.get(packets[0][1] & 0x7F) if packets else None
    if codec is None:
        return None
    depacketizer = _DEPACKETIZERS[codec]()
    number = NUMBERS.unpack_from(packets[0], 2)[0]
    for step, packet in enumerate(packets):
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
        if sequence != (number + step) & 0xFFFF:
            return None
        payload = payload_of(packet)
        if not payload:
            continue
        for picture in depacketizer.add(payload, timestamp, bool(packet[1] & 0x80), 0.0):
            return _frame(codec, picture)
    return None


def _frame(codec: Codec, picture: EncodedPicture) -> Keyframe | None:
    if picture.size is None:
        return None
    data = picture.data if codec == "VP8" else _annex_b(picture.data)
    return Keyframe(codec, data, *picture.size)


def _annex_b(units: bytes) -> bytes:
    """The units with start codes in place of their lengths, which are as long."""
    data = bytearray(units)
    at = 0
    while at < len(data):
        length = int.from_bytes(data[at : at + 4], "big")
        data[at : at + 4] = START_CODE
        at += 4 + length
    return bytes(data)
