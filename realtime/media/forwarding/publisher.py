"""The technician's packets: counted, asked for again when they are missing, and handed on in the
order of their arrival."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from realtime.media.forwarding.bandwidth import LEAST_FOR_STILLS, RembSchedule
from realtime.media.forwarding.inbound_flow import InboundFlow
from realtime.media.forwarding.output import PacketOutput
from realtime.media.rtp import rtcp
from realtime.media.rtp.feedback import Arrivals
from realtime.media.rtp.keyframes import GAP_OF_STILLS, LEAST_GAP, KeyframeRequests
from realtime.media.rtp.packet import Malformed, payload_start, transport_sequence, unwrap_rtx
from realtime.media.rtp.track import (
    FORMATS,
    KINDS,
    OPUS,
    REPAIRS,
    ForwardedPacket,
    Kind,
    RtpSource,
)
from realtime.token_bucket import TokenBucket

REPORT_EVERY = 1.0
SPARED_FOR = 8.0
MOST_FEEDBACK = 4
# Each in a second. The most that a phone is told to send (bandwidth.MOST_TARGET) is 1,100 packets.
MOST_PACKETS, MOST_COMPOUNDS = 4_000, 200


class PacketSink(Protocol):
    """The receiver of a publisher's packets: a `Forwarder`."""

    def forward(self, publisher: "Publisher", kind: Kind, packet: bytes, start: int) -> None: ...

    def count_forwarded(
        self, publisher: "Publisher", packets: Sequence[ForwardedPacket]
    ) -> None: ...

    def restarted(self, publisher: "Publisher", kind: Kind) -> None: ...

    def report(self, publisher: "Publisher", kind: Kind, report: rtcp.SenderReport) -> None: ...


class Publisher:
    """`lost` counts what was dropped, by reason. The owner calls `tick` ten to twenty times a
    second."""

    def __init__(
        self,
        output: PacketOutput,
        sources: Sequence[RtpSource],
        sink: PacketSink,
        clock: Callable[[], float],
    ) -> None:
        self.lost: Counter[str] = Counter()
        self._output = output
        self._sink = sink
        self._clock = clock
        self._flows = {source.ssrc: InboundFlow(source) for source in sources}
        self._video = self._flow_of("video")
        self._repairs = {flow.source.rtx: flow for flow in self._flows.values() if flow.source.rtx}
        self._arrivals = Arrivals()
        self._packets = TokenBucket(MOST_PACKETS, MOST_PACKETS)
        self._compounds = TokenBucket(MOST_COMPOUNDS, MOST_COMPOUNDS)
        self._keyframes = KeyframeRequests()
        self._remb = RembSchedule()
        self._reported = float("-inf")
        self._stills = False
        self._spared_until = float("-inf")

    def set_still_mode(self, on: bool) -> None:
        """Sets whether the phone's picture is a still every few seconds.

        A keyframe, which costs the line as much as three other pictures, is then asked for less
        often; no viewer's estimate makes it smaller; and what the air loses is not reported as a
        full line. For SPARED_FOR seconds after the last still the viewers' estimates are still
        those of viewers who were shown nothing else."""
        if self._stills and not on:
            self._spared_until = self._clock() + SPARED_FOR
        self._stills = self._arrivals.forgiving = on
        self._keyframes.set_gap(GAP_OF_STILLS if on else LEAST_GAP)

    def rtp(self, packet: bytes, came_at: float | None = None) -> None:
        """`came_at` is the clock's time of the packet's arrival, by which the phone's browser
        measures the path; the packet may be read later. The default is now."""
        now = self._clock() if came_at is None else came_at
        if not self._packets.take(now):
            self.lost["flood"] += 1
            return
        try:
            self._receive(packet, now)
        except Malformed:
            self.lost["malformed"] += 1

    def next_expected(self, kind: Kind) -> tuple[int, int] | None:
        """SSRC and sequence number of the next packet; None while a loss is to be mended, or while
        too much comes."""
        flow = self._flow_of(kind)
        sequence = None if flow is None or self._packets.left < 1 else flow.next_expected()
        return None if flow is None or sequence is None else (flow.source.ssrc, sequence)

    def has_received(self, kind: Kind) -> bool:
        """Whether any packet of this kind has come."""
        flow = self._flow_of(kind)
        return flow is not None and flow.reception.received > 0

    def count_forwarded(self, packets: Sequence[ForwardedPacket]) -> None:
        """Counts expected packets that the viewers have been sent already."""
        flows = {kind: self._flow_of(kind) for kind in KINDS}
        for kind, packet, transport_number, at in packets:
            flow = flows[kind]
            if transport_number >= 0:
                self._arrivals.add(transport_number, int(at * 1_000_000))
            if flow is not None:
                flow.note(packet, at)
        self._packets.spend(len(packets), packets[-1][3])
        self._sink.count_forwarded(self, packets)

    def rtcp(self, compound: bytes) -> None:
        if not self._compounds.take(self._clock()):
            self.lost["flood"] += 1
            return
        for part in rtcp.packets(compound):
            if part.type != rtcp.SENDER_REPORT:
                continue
            report = rtcp.read_sender_report(part.body)
            flow = self._flows.get(report.ssrc) if report is not None else None
            if report is not None and flow is not None:
                flow.reception.reported(report, self._clock())
                self._sink.report(self, flow.source.kind, report)

    def want_keyframe(self) -> None:
        self._keyframes.ask()
        self._request_keyframe(self._clock())

    def keyframe_came(self, sequence: int) -> None:
        """A keyframe begins with packet `sequence`. In still mode nothing older is asked for any
        more: it would come by the same narrow line, and too late."""
        self._keyframes.arrived(self._clock())
        if self._stills and self._video is not None:
            self._video.losses.forget(sequence)

    @property
    def whole(self) -> bool:
        """Whether all of the picture has come, as far as can be known."""
        return self._video is not None and self._video.whole

    def limit(self, bits: int) -> None:
        """Tells the phone what the viewers can take, in bits per second. Chromium keeps to it even
        where transport-cc, which reports the path to us, would allow more."""
        now = self._clock()
        if self._stills or now < self._spared_until:
            bits = max(bits, LEAST_FOR_STILLS)
        if self._video is not None and self._remb.due(bits, now):
            self._output.send_rtcp(rtcp.remb([self._video.source.ssrc], bits))

    def tick(self) -> None:
        now = self._clock()
        self._report_arrivals()
        for flow in self._flows.values():
            again = flow.losses.repeated()
            # In still mode each request is sent twice: a lost one costs as much as the lost packet,
            # and a packet that is not there in time costs a keyframe.
            self._mend(flow, now, again if self._stills and flow is self._video else ())
        self._request_keyframe(now)
        if now - self._reported >= REPORT_EVERY:
            self._reported = now
            blocks = [flow.reception.block(now) for flow in self._flows.values()]
            if any(blocks):
                self._output.send_rtcp(rtcp.receiver_report([block for block in blocks if block]))

    def _flow_of(self, kind: Kind) -> InboundFlow | None:
        return next((flow for flow in self._flows.values() if flow.source.kind == kind), None)

    def _report_arrivals(self) -> None:
        flow = self._video or next(iter(self._flows.values()), None)
        if flow is None:
            return
        for _ in range(MOST_FEEDBACK):
            report = self._arrivals.report(flow.source.ssrc)
            if report is None:
                return
            self._output.send_rtcp(report)

    def _receive(self, packet: bytes, now: float) -> None:
        start = payload_start(packet)
        number = transport_sequence(packet, start)
        if number is not None:
            self._arrivals.add(number, int(now * 1_000_000))
        ssrc = int.from_bytes(packet[8:12], "big")
        flow = self._flows.get(ssrc)
        if flow is None:
            flow = self._repairs.get(ssrc)
            if flow is None:
                self.lost["unknown"] += 1
                return
            original_type = REPAIRS.get(packet[1] & 127, 0)
            original = unwrap_rtx(packet, start, flow.source.ssrc, original_type)
            if original is None:
                return
            packet = original
        payload_type = packet[1] & 127
        if payload_type == OPUS if flow.source.kind == "audio" else payload_type in FORMATS:
            self._hand_on(flow, packet, start, now)
        else:
            self.lost["format"] += 1

    def _hand_on(self, flow: InboundFlow, packet: bytes, start: int, now: float) -> None:
        new = flow.note(packet, now)
        if new is None:
            self._sink.restarted(self, flow.source.kind)
        elif not new:
            self.lost["double"] += 1
            return
        elif flow.losses:
            self._mend(flow, now)
        self._sink.forward(self, flow.source.kind, packet, start)

    def _mend(self, flow: InboundFlow, now: float, again: Sequence[int] = ()) -> None:
        """Asks for what is missing, and for a keyframe where that is hopeless."""
        missing = flow.missing(now, again)
        if missing:
            self._output.send_rtcp(rtcp.nack(flow.source.ssrc, missing))
        if flow.losses.hopeless() and flow is self._video:
            self.want_keyframe()

    def _request_keyframe(self, now: float) -> None:
        if self._video is not None and self._keyframes.due(now):
            self._output.send_rtcp(rtcp.pli(self._video.source.ssrc))
