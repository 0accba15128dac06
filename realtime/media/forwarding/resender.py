"""Answers a viewer's NACKs from the tracks' packet caches (RFC 4585 section 6.2.1)."""

from collections.abc import Callable, Mapping

from realtime.media.forwarding.output import PacketOutput
from realtime.media.forwarding.pacer import Pacer
from realtime.media.rtp import rtcp
from realtime.media.rtp.packet import payload_start, wrap_rtx
from realtime.media.rtp.rewriting import FIRST, Rewriter
from realtime.media.rtp.track import AcceptedFormats, Kind, Track

MOST_RESENT = 400
"""Packets in a second: a browser whose path is full must not fill it with what it lost."""


class Resender:
    """Sends one viewer again what she lost, by RTX (RFC 4588) when her answer takes it: a packet
    that is repeated as it was looks to her browser like a path that doubles and reorders."""

    def __init__(
        self,
        output: PacketOutput,
        rewriters: Mapping[Kind, Rewriter],
        tracks: Mapping[Kind, Track],
        accepted: AcceptedFormats,
        pacer: Pacer,
        clock: Callable[[], float],
    ) -> None:
        self._output = output
        self._rewriters = rewriters
        self._tracks = tracks
        self._accepted = accepted
        self._pacer = pacer
        self._clock = clock
        self._rtx_sequence = FIRST
        self._count = 0
        self._second = float("-inf")

    def answer(self, nack: bytes) -> bool:
        """Resends what the body of a NACK asks for; False when the limit left some of it out."""
        ssrc = rtcp.read_media_ssrc(nack)
        kinds = [kind for kind, rewriter in self._rewriters.items() if rewriter.ssrc == ssrc]
        for kind in kinds:
            for sequence in rtcp.read_nack(nack):
                if not self._within_limit():
                    return False
                self._resend(kind, sequence)
        return True

    def _within_limit(self) -> bool:
        now = self._clock()
        if now - self._second >= 1:
            self._second, self._count = now, 0
        self._count += 1
        return self._count <= MOST_RESENT

    def _resend(self, kind: Kind, sequence: int) -> None:
        """`sequence` is the viewer's number of the packet."""
        rewriter = self._rewriters[kind]
        original = rewriter.original(sequence)
        packet = None if original is None else self._tracks[kind].cache.get(original)
        if packet is None:
            return
        timestamp = rewriter.timestamp(int.from_bytes(packet[4:8], "big")) or 0
        rtx_type = self._accepted.repairs.get(packet[1] & 127)
        if rtx_type is None:
            self._output.send_rtp(packet, sequence, timestamp, rewriter.ssrc)
        else:
            wrapped = wrap_rtx(packet, payload_start(packet), rtx_type, sequence)
            self._output.send_rtp(wrapped, self._rtx_sequence, timestamp, self._accepted.rtx)
            self._rtx_sequence = (self._rtx_sequence + 1) & 0xFFFF
        self._pacer.sent(len(packet), self._clock())
