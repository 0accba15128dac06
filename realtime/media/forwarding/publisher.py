"""The technician's packets: counted, asked for again when they are missing, handed on in order of
arrival."""

from collections import Counter
from collections.abc import Callable, Sequence
from typing import Protocol

from realtime.media.forwarding.bandwidth import LEAST_FOR_STILLS, RembSchedule
from realtime.media.forwarding.viewer import PacketOutput
from realtime.media.rtp import rtcp
from realtime.media.rtp.feedback import Arrivals, Reception
from realtime.media.rtp.keyframes import GAP_OF_STILLS, LEAST_GAP, KeyframeRequests
from realtime.media.rtp.nack import LIFE, Losses
from realtime.media.rtp.packet import (
    NUMBERS,
    Malformed,
    payload_start,
    transport_sequence,
    unwrap_rtx,
)
from realtime.media.rtp.tail_loss import TailLoss
from realtime.media.rtp.track import (
    FORMATS,
    KINDS,
    OPUS,
    RATES,
    REPAIRS,
    ForwardedPacket,
    Kind,
    RtpSource,
)
from realtime.token_bucket import TokenBucket

REPORT_EVERY = 1.0
# Seconds that a loss is asked for. For sound that comes later nobody waits.
LIVES: dict[Kind, float] = {"audio": 0.4, "video": LIFE}
SPARED_FOR = 8.0
MOST_FEEDBACK = 4
# A second. The most that a phone is allowed to send (bandwidth.MOST_MEASURE) are 1,100 packets.
MOST_PACKETS, MOST_COMPOUNDS = 4_000, 200


class PacketSink(Protocol):
    """Whoever is handed the packets: a `Forwarder`."""

    def forward(self, publisher: "Publisher", kind: Kind, packet: bytes, start: int) -> None: ...

    def count_forwarded(self, publisher: "Publisher", gone: Sequence[ForwardedPacket]) -> None: ...

    def restarted(self, publisher: "Publisher", kind: Kind) -> None: ...

    def report(self, publisher: "Publisher", kind: Kind, report: rtcp.SenderReport) -> None: ...


class InboundFlow:
    """One source as it arrives."""

    def __init__(self, source: RtpSource) -> None:
        self.source = source
        self.reception = Reception(source.ssrc, RATES[source.kind])
        self.losses = Losses(LIVES[source.kind])
        self.tail_loss = TailLoss() if source.kind == "video" else None

    def note(self, packet: bytes, now: float) -> bool | None:
        """Whether the packet is new; None when the numbers begin anew with it."""
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
        ahead = self.reception.note(sequence, timestamp, now)
        if self.tail_loss is not None:
            self.tail_loss.note(sequence, packet[1] >= 128, now, ahead is None)
        if ahead is None:
            self.losses.clear()
            return None
        if ahead > 1:
            self.losses.add((sequence - ahead + 1) & 0xFFFF, ahead - 1, now)
        return ahead > 0 or self.losses.found(sequence, now)


class Publisher:
    """`lost` counts what was dropped, by reason. `tick` is to be called ten to twenty times a
    second."""

    def __init__(
        self,
        line: PacketOutput,
        sources: Sequence[RtpSource],
        sink: PacketSink,
        clock: Callable[[], float],
    ) -> None:
        self.lost: Counter[str] = Counter()
        self._line = line
        self._sink = sink
        self._clock = clock
        self._flows = {source.ssrc: InboundFlow(source) for source in sources}
        self._video = self._flow_of("video")
        self._repairs = {flow.source.rtx: flow for flow in self._flows.values() if flow.source.rtx}
        self._arrivals = Arrivals()
        self._packets = TokenBucket(MOST_PACKETS, MOST_PACKETS)
        self._compounds = TokenBucket(MOST_COMPOUNDS, MOST_COMPOUNDS)
        self._keyframes = KeyframeRequests()
        self._ceiling = RembSchedule()
        self._reported = float("-inf")
        self._stills = False
        self._spared = float("-inf")

    def set_still_mode(self, now: bool) -> None:
        """Whether her picture is a still every few seconds. A whole one, which costs the line as
        much as three others, is then asked for less often; nobody's estimate makes it smaller; and
        what the air loses is not told for a full line. For a while after the last still viewers'
        estimates are those of who was shown nothing else."""
        if self._stills and not now:
            self._spared = self._clock() + SPARED_FOR
        self._stills = self._arrivals.forgiving = now
        self._keyframes.space(GAP_OF_STILLS if now else LEAST_GAP)

    def rtp(self, packet: bytes, came_at: float | None = None) -> None:
        """`came_at` is the clock's time when the packet came, which was before it was read: her
        browser measures the path by it. Now, unless told."""
        now = self._clock() if came_at is None else came_at
        if not self._packets.take(now):
            self.lost["flood"] += 1
            return
        try:
            self._receive(packet, now)
        except Malformed:
            self.lost["malformed"] += 1

    def next_expected(self, kind: Kind) -> tuple[int, int] | None:
        """SSRC and number of its next packet; None while there is something to be mended, or too
        much comes."""
        flow = self._flow_of(kind)
        if flow is None or flow.losses or not flow.reception.received or self._packets.left < 1:
            return None
        return flow.source.ssrc, (flow.reception.highest + 1) & 0xFFFF

    def has_received(self, kind: Kind) -> bool:
        """Whether any of this has come."""
        flow = self._flow_of(kind)
        return flow is not None and flow.reception.received > 0

    def count_forwarded(self, gone: Sequence[ForwardedPacket]) -> None:
        """Those that were expected, which the viewers have by now."""
        flows = {kind: self._flow_of(kind) for kind in KINDS}
        for kind, packet, wide, at in gone:
            flow = flows[kind]
            if wide >= 0:
                self._arrivals.add(wide, int(at * 1_000_000))
            if flow is not None:
                flow.note(packet, at)
        self._packets.spend(len(gone), gone[-1][3])
        self._sink.count_forwarded(self, gone)

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
        """That begins with this packet. Of stills nothing older is asked for again: it would come
        by the same narrow line, and too late."""
        self._keyframes.came(self._clock())
        if self._stills and self._video is not None:
            self._video.losses.forget(sequence)

    @property
    def whole(self) -> bool:
        """Whether all of her picture has come, as far as can be known."""
        flow = self._video
        return (
            flow is not None
            and not flow.losses
            and (flow.tail_loss is None or flow.tail_loss.ended)
        )

    def limit(self, bits: int) -> None:
        """What the viewers can take. Chromium keeps to it even where transport-cc, which tells of
        the path to us, would allow more."""
        now = self._clock()
        if self._stills or now < self._spared:
            bits = max(bits, LEAST_FOR_STILLS)
        if self._video is not None and self._ceiling.due(bits, now):
            self._line.send_rtcp(rtcp.remb([self._video.source.ssrc], bits))

    def tick(self) -> None:
        now = self._clock()
        self._tell_arrivals()
        for flow in self._flows.values():
            self._mend(flow, now, self._repeated(flow))
        self._request_keyframe(now)
        if now - self._reported >= REPORT_EVERY:
            self._reported = now
            blocks = [flow.reception.block(now) for flow in self._flows.values()]
            if any(blocks):
                self._line.send_rtcp(rtcp.receiver_report([block for block in blocks if block]))

    def _flow_of(self, kind: Kind) -> InboundFlow | None:
        return next((one for one in self._flows.values() if one.source.kind == kind), None)

    def _tell_arrivals(self) -> None:
        media = self._video or next(iter(self._flows.values()), None)
        if media is None:
            return
        for _ in range(MOST_FEEDBACK):
            report = self._arrivals.report(media.source.ssrc)
            if report is None:
                return
            self._line.send_rtcp(report)

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
            whole = unwrap_rtx(packet, start, flow.source.ssrc, REPAIRS.get(packet[1] & 127, 0))
            if whole is None:
                return
            packet = whole
        kind = packet[1] & 127
        if kind == OPUS if flow.source.kind == "audio" else kind in FORMATS:
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

    def _repeated(self, flow: InboundFlow) -> list[int]:
        """Of stills each question is asked twice: one that gets lost costs as much as the packet
        did, and what is not there in time costs a whole picture."""
        again = flow.losses.repeated()
        return again if self._stills and flow is self._video else []

    def _mend(self, flow: InboundFlow, now: float, again: Sequence[int] = ()) -> None:
        asked = (*again, *flow.losses.due(now, flow.reception.received))
        missing = list(dict.fromkeys(asked))
        if flow.tail_loss is not None:
            missing += flow.tail_loss.due(now)
        if missing:
            self._line.send_rtcp(rtcp.nack(flow.source.ssrc, missing))
        if flow.losses.hopeless() and flow is self._video:
            self.want_keyframe()

    def _request_keyframe(self, now: float) -> None:
        if self._video is not None and self._keyframes.due(now):
            self._line.send_rtcp(rtcp.pli(self._video.source.ssrc))
