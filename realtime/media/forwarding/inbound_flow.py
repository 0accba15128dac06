"""One RTP source of the publisher's, as it arrives."""

from collections.abc import Sequence

from realtime.media.rtp.feedback import Reception
from realtime.media.rtp.nack import LIFE, Losses
from realtime.media.rtp.packet import NUMBERS
from realtime.media.rtp.tail_loss import TailLoss
from realtime.media.rtp.track import RATES, Kind, RtpSource

# Seconds that a lost packet is asked for. Nobody waits for sound that comes later.
LIVES: dict[Kind, float] = {"audio": 0.4, "video": LIFE}


class InboundFlow:
    """Its reception statistics, and the packets that it lacks."""

    def __init__(self, source: RtpSource) -> None:
        self.source = source
        self.reception = Reception(source.ssrc, RATES[source.kind])
        self.losses = Losses(LIVES[source.kind])
        self.tail_loss = TailLoss() if source.kind == "video" else None

    def note(self, packet: bytes, now: float) -> bool | None:
        """Whether the packet is new; None when the sequence numbers begin anew with it."""
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
        ahead = self.reception.note(sequence, timestamp, now)
        if self.tail_loss is not None:
            self.tail_loss.note(sequence, packet[1] >= 128, now, ahead is None)
        if ahead is None:
            self.losses.clear()
            return None
        if ahead > 1:
            self.losses.add((sequence - ahead + 1) & 0xFFFF, ahead - 1, now)
        return ahead > 0 or self.losses.fill(sequence, now)

    @property
    def whole(self) -> bool:
        """Whether nothing is missing of what was sent so far, as far as can be known."""
        return not self.losses and (self.tail_loss is None or self.tail_loss.ended)

    def next_expected(self) -> int | None:
        """The sequence number of the next packet; None before the first, or while one is
        missing."""
        if self.losses or not self.reception.received:
            return None
        return (self.reception.highest + 1) & 0xFFFF

    def missing(self, now: float, again: Sequence[int] = ()) -> list[int]:
        """Sequence numbers to ask for now, after those of `again`."""
        numbers = dict.fromkeys((*again, *self.losses.due(now, self.reception.received)))
        end = [] if self.tail_loss is None else self.tail_loss.due(now)
        return [*numbers, *end]
