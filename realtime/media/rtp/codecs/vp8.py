"""VP8 pictures (RFC 7741 for the payload, RFC 6386 section 9.1 for the frame's header)."""

from realtime.media.rtp.codecs.depacketizer import BrokenPayload, Depacketizer, EncodedPicture

START_CODE = b"\x9d\x01\x2a"


class Vp8Depacketizer(Depacketizer):
    """A depacketizer whose pictures are whole VP8 frames."""

    def __init__(self) -> None:
        super().__init__()
        self._pieces: list[bytes] = []

    def _take(self, payload: bytes) -> None:
        at = descriptor_end(payload)
        first = payload[0] & 0x10 and not payload[0] & 0x07
        if not self._pieces and not first:
            raise BrokenPayload("the picture lacks its beginning")
        self._pieces.append(payload[at:])

    def _join(self, timestamp: int, arrived: float) -> EncodedPicture | None:
        if not self._pieces:
            return None
        data = b"".join(self._pieces)
        if data[0] & 1:
            return EncodedPicture(timestamp, arrived, data, False, None)
        if len(data) < 10 or data[3:6] != START_CODE:
            raise BrokenPayload("the keyframe lacks its start code")
        width = int.from_bytes(data[6:8], "little") & 0x3FFF
        height = int.from_bytes(data[8:10], "little") & 0x3FFF
        if not width or not height:
            raise BrokenPayload("the keyframe lacks its size")
        return EncodedPicture(timestamp, arrived, data, True, (width, height))

    def _drop(self) -> None:
        self._pieces = []


def descriptor_end(payload: bytes) -> int:
    """The offset at which the frame's bytes begin; at least one byte follows. Raises
    BrokenPayload."""
    try:
        at = 1
        if payload[0] & 0x80:
            extensions = payload[1]
            at = 2
            if extensions & 0x80:
                at += 2 if payload[2] & 0x80 else 1
            at += bool(extensions & 0x40) + bool(extensions & 0x30)
    except IndexError:
        raise BrokenPayload("the descriptor ends early") from None
    if at >= len(payload):
        raise BrokenPayload("nothing follows the descriptor")
    return at
