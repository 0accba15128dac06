"""H.264 pictures out of RTP payloads (RFC 6184), as NAL units with their lengths before them
(ISO/IEC 14496-15)."""

from realtime.media.rtp.codecs.depacketizer import BrokenPayload, Depacketizer, EncodedPicture
from realtime.media.rtp.codecs.sps import picture_size

IDR, SPS, PPS, STAP_A, FU_A = 5, 7, 8, 24, 28
LARGEST_PARAMETERS = 1_024


class H264Depacketizer(Depacketizer):
    """Each keyframe comes out with its parameter sets, so that it can be shown by itself."""

    def __init__(self) -> None:
        super().__init__()
        self.sps = self.pps = b""
        """The parameter sets that came last."""
        self._units: list[bytes] = []
        self._fragments: list[bytes] | None = None

    def _take(self, payload: bytes) -> None:
        kind = payload[0] & 31
        if kind == FU_A:
            self._take_fragment(payload)
        elif self._fragments is not None:
            raise BrokenPayload("the unit lacks its end")
        elif kind == STAP_A:
            self._units += aggregated(payload)
        elif 0 < kind < STAP_A:
            self._units.append(payload)
        else:
            raise BrokenPayload("the packet has a mode that was not agreed on")

    def _take_fragment(self, payload: bytes) -> None:
        if len(payload) < 3:
            raise BrokenPayload("the fragment is empty")
        first, last = payload[1] & 0x80, payload[1] & 0x40
        if first:
            if self._fragments is not None:
                raise BrokenPayload("the unit lacks its end")
            self._fragments = [bytes((payload[0] & 0xE0 | payload[1] & 31,))]
        if self._fragments is None:
            raise BrokenPayload("the unit lacks its beginning")
        self._fragments.append(payload[2:])
        if last:
            self._units.append(b"".join(self._fragments))
            self._fragments = None

    def _join(self, timestamp: int, arrived: float) -> EncodedPicture | None:
        if self._fragments is not None:
            raise BrokenPayload("the unit lacks its end")
        kinds = [unit[0] & 31 for unit in self._units]
        for kind, unit in zip(kinds, self._units, strict=True):
            self.sps = unit if kind == SPS else self.sps
            self.pps = unit if kind == PPS else self.pps
        if all(kind in (SPS, PPS) for kind in kinds):
            return None  # parameter sets may be sent ahead under a timestamp of their own
        size = None
        if IDR in kinds:
            size = picture_size(self.sps)
            if size is None or not self.pps or len(self.sps + self.pps) > LARGEST_PARAMETERS:
                raise BrokenPayload("the keyframe lacks its parameter sets")
            missing = [
                unit for kind, unit in ((SPS, self.sps), (PPS, self.pps)) if kind not in kinds
            ]
            self._units = missing + self._units
        data = b"".join(len(unit).to_bytes(4, "big") + unit for unit in self._units)
        return EncodedPicture(timestamp, arrived, data, IDR in kinds, size)

    def _drop(self) -> None:
        self._units = []
        self._fragments = None


def aggregated(payload: bytes) -> list[bytes]:
    """The units of a STAP-A. Raises BrokenPayload."""
    units: list[bytes] = []
    at = 1
    while at < len(payload):
        size = int.from_bytes(payload[at : at + 2], "big")
        unit = payload[at + 2 : at + 2 + size]
        if not size or len(unit) < size:
            raise BrokenPayload("the aggregate ends early")
        units.append(unit)
        at += 2 + size
    if not units:
        raise BrokenPayload("the aggregate is empty")
    return units
