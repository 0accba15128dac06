"""Keyframes: where they start in RTP, and how often one is asked for."""

from realtime.media.rtp.track import Codec

LEAST_GAP, GAP_OF_STILLS, LONGEST_GAP = 1.0, 4.0, 4.0

IDR, SPS, STAP_A, FU_A = 5, 7, 24, 28


def starts_keyframe(codec: Codec, packet: bytes, start: int) -> bool:
    """Whether the packet is the first of a keyframe; `start` is where its payload begins."""
    return _vp8(packet, start) if codec == "VP8" else _h264(packet, start)


def _vp8(packet: bytes, start: int) -> bool:
    """RFC 7741 section 4.2: the payload descriptor, then the frame's header with its inverted key
    bit."""
    if start >= len(packet):
        return False
    head = packet[start]
    if not head & 0x10 or head & 0x07:  # not the first partition's first packet
        return False
    at = start + 1
    if head & 0x80:
        if at >= len(packet):
            return False
        more = packet[at]
        at += 1
        if more & 0x80:
            if at >= len(packet):
                return False
            at += 2 if packet[at] & 0x80 else 1
        at += bool(more & 0x40) + bool(more & 0x30)
    return at < len(packet) and not packet[at] & 1


def _h264(packet: bytes, start: int) -> bool:
    """RFC 6184 section 5: an SPS or an IDR, alone, first of an aggregate, or first of fragments."""
    if start >= len(packet):
        return False
    kind = packet[start] & 31
    if kind == STAP_A:
        return start + 3 < len(packet) and packet[start + 3] & 31 in (IDR, SPS)
    if kind == FU_A:
        if start + 1 >= len(packet) or not packet[start + 1] & 0x80:
            return False
        kind = packet[start + 1] & 31
    return kind in (IDR, SPS)


class KeyframeRequests:
    """When the publisher is asked for a keyframe, for all viewers together.

    A keyframe costs the phone as much as a second of video, so there is one request in each gap. A
    viewer who asks too early is served by a later request, if no keyframe comes before. On a narrow
    path the keyframe is still on its way when the gap is over, and another one behind it would take
    the room of both: the wait doubles with each request that nothing has answered, and is no
    shorter than the last answer took, up to LONGEST_GAP."""

    def __init__(self) -> None:
        self._gap = LEAST_GAP
        self._last = float("-inf")
        self._wanted = False
        self._awaited = False
        self._wait = 0.0

    def set_gap(self, gap: float) -> None:
        """Requests are `gap` seconds apart from now on; earlier answers no longer count."""
        self._gap, self._wait, self._awaited = gap, 0.0, False

    def ask(self) -> None:
        self._wanted = True

    def arrived(self, now: float) -> None:
        """A keyframe has come, whether it was asked for or not; `now` is in seconds."""
        self._wanted = False
        if self._awaited:
            self._awaited = False
            self._wait = now - self._last

    def due(self, now: float) -> bool:
        """Whether to send a request now; if so, it counts as sent."""
        wait = max(self._gap, min(self._wait, LONGEST_GAP))
        if not self._wanted or now - self._last < wait:
            return False
        self._wait = wait * 2 if self._awaited else wait
        self._last, self._wanted, self._awaited = now, False, True
        return True
