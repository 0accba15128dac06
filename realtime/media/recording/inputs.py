"""Inputs: what a recorder queues on the event loop for its writer's thread."""

from typing import NamedTuple

from realtime.media.rtp import rtcp
from realtime.media.rtp.track import Kind


class TrackPacket(NamedTuple):
    """An RTP packet, as a `Forwarder` hands it out."""

    kind: Kind
    packet: bytes
    sequence: int
    timestamp: int
    arrived: float


class SourceChange(NamedTuple):
    """The next packet of this kind is of another source."""

    kind: Kind


class ClockReport(NamedTuple):
    """A sender report, which says the publisher's clock for this kind of track."""

    kind: Kind
    report: rtcp.SenderReport


class Pause(NamedTuple):
    """Packets are left out from here on, as while consent is missing."""


class Overflow(NamedTuple):
    """More packets came than memory may keep, since the disk doesn't answer."""


WriterInput = TrackPacket | SourceChange | ClockReport | Pause | Overflow
