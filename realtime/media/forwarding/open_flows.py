"""The flows that a fast path may send by itself now, and the viewers they go to."""

from typing import NamedTuple

from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.forwarding.output import PacketOutput
from realtime.media.forwarding.publisher import Publisher
from realtime.media.rtp.rewriting import Shift
from realtime.media.rtp.track import FORMATS, OPUS, Codec, Kind

CODECS_BY_NUMBER: tuple[Codec | None, ...] = (None, "VP8", "H264")
"""The codecs by their number in the fast path; the first is sound."""
MOST_UNASKED, LARGEST_PACKET = 48_000, 1_500


class OpenFlow(NamedTuple):
    """Packets that go to every viewer as they come: from number `sequence` on, up to `bytes`."""

    ssrc: int
    payload_type: int
    sequence: int
    codec: int
    bytes: int


def open_flow(forwarder: Forwarder, publisher: Publisher, kind: Kind) -> OpenFlow | None:
    """None while Python has to see each of these packets: a viewer who may be sent less at once
    than a packet is looked at again in the next tick."""
    expected, payload_type = publisher.next_expected(kind), _payload_types(forwarder).get(kind)
    if expected is None or payload_type is None or forwarder.sources.get(kind) is not publisher:
        return None
    room = _room(forwarder) if kind == "video" else MOST_UNASKED
    if room < LARGEST_PACKET:
        return None
    codec = CODECS_BY_NUMBER.index(forwarder.codec if kind == "video" else None)
    ssrc, sequence = expected
    return OpenFlow(ssrc, payload_type, sequence, codec, room)


def viewer_paths(forwarder: Forwarder) -> list[tuple[PacketOutput, dict[Kind, Shift]]]:
    """Each viewer's output, and the shift of each kind of packet that goes to her as it comes."""
    payload_types = _payload_types(forwarder)
    paths = []
    for viewer in forwarder.watching:
        shifts = {kind: viewer.shift(kind, number) for kind, number in payload_types.items()}
        paths.append((viewer.output, {kind: shift for kind, shift in shifts.items() if shift}))
    return paths


def _room(forwarder: Forwarder) -> int:
    """Bytes of video that go to every viewer without waiting."""
    now = forwarder.clock()
    return min((viewer.room(now) for viewer in forwarder.watching), default=MOST_UNASKED)


def _payload_types(forwarder: Forwarder) -> dict[Kind, int]:
    """The payload types that come in now."""
    video = next((number for number, one in FORMATS.items() if one == forwarder.codec), None)
    return {"audio": OPUS} if video is None else {"audio": OPUS, "video": video}
