"""One viewer: the publisher's tracks under SSRCs, sequence numbers and timestamps of her own.

The jitter of her path is left to the jitter buffer of her browser: packets go out as they come, and
video alone is paced.
"""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence

from realtime.media.forwarding.frame_selection import KEYFRAME_EVERY, FrameSelection
from realtime.media.forwarding.output import PacketOutput
from realtime.media.forwarding.pacer import Held, Pacer
from realtime.media.forwarding.path_estimate import PathEstimate
from realtime.media.forwarding.resender import Resender
from realtime.media.rtp import rtcp
from realtime.media.rtp.packet import NUMBERS
from realtime.media.rtp.rewriting import Rewriter, Shift
from realtime.media.rtp.rtcp import RtcpPacket
from realtime.media.rtp.track import RATES, AcceptedFormats, Kind, Track
from realtime.token_bucket import TokenBucket

MOST_COMPOUNDS = 500
"""RTCP compounds that are read in a second."""


class Viewer:
    """`lost` counts what was not sent, by reason. The owner calls `tick` ten to twenty times a
    second. `want_keyframe` is called when the viewer can't go on without a keyframe, and `on_pli`
    when her browser asks for one."""

    def __init__(
        self,
        output: PacketOutput,
        ssrcs: Mapping[Kind, int],
        tracks: Mapping[Kind, Track],
        want_keyframe: Callable[[], None],
        on_pli: Callable[[], None],
        clock: Callable[[], float],
        accepted: AcceptedFormats,
    ) -> None:
        self.output = output
        self.lost: Counter[str] = Counter()
        self.path = PathEstimate()
        self._rewriters = {kind: Rewriter(ssrc, RATES[kind]) for kind, ssrc in ssrcs.items()}
        self._want_keyframe, self._on_pli = want_keyframe, on_pli
        self._clock = clock
        self._accepted = accepted
        self._selection = FrameSelection()
        self._compounds = TokenBucket(MOST_COMPOUNDS, MOST_COMPOUNDS)
        self._pacer = Pacer(clock())
        self._resender = Resender(output, self._rewriters, tracks, accepted, self._pacer, clock)
        # Whether frames may need the one before; otherwise only the frame of timestamp `_alone`
        # is sent.
        self._all_frames = False
        self._alone: int | None = None
        self._skips = False
        self._keyframe_asked = float("-inf")

    @property
    def available_bitrate(self) -> int | None:
        """Bits per second that the viewer's path takes, as far as can be known."""
        return self.path.available(self._clock())

    @property
    def keyframes_only(self) -> bool:
        """Whether the viewer is shown keyframes alone."""
        return self._selection.keyframes_only

    def forward(
        self, kind: Kind, packet: bytes, sequence: int, timestamp: int, key: bool, now: float
    ) -> None:
        """Video begins with a keyframe, since a browser can show nothing before one. Sound waits
        for nothing."""
        if packet[1] & 127 not in self._accepted.formats:
            self.lost["format"] += 1
        elif kind == "audio":
            self._send(kind, packet, sequence, timestamp, now)
            if self._pacer.queue:
                self._drain(now)
        elif self._all_frames and not self._pacer.queue and self._pacer.borrow(len(packet), now):
            # Most packets take this branch.
            self._alone = timestamp
            self._send(kind, packet, sequence, timestamp, now)
        elif self._admits(timestamp, key):
            self._pace(packet, sequence, timestamp, now)

    def shift(self, kind: Kind, payload_type: int) -> Shift | None:
        """The shift that makes a packet the viewer's own; None unless the next ones go to her at
        once as they come."""
        waits = self._pacer.queue or (kind == "video" and not self._all_frames)
        if waits or payload_type not in self._accepted.formats:
            return None
        return self._rewriters[kind].shift

    def room(self, now: float) -> int:
        """Bytes of video that go to the viewer without waiting."""
        return self._pacer.room(now)

    def count_forwarded(self, kind: Kind, packets: Sequence[bytes], now: float) -> None:
        """Counts a row of packets that have gone to the viewer as `shift` says."""
        rewriter, octets = self._rewriters[kind], sum(map(len, packets))
        sequence, timestamp, _ = NUMBERS.unpack_from(packets[-1], 2)
        rewriter.rewrite(sequence, timestamp, now)
        rewriter.count(len(packets), octets)
        if kind == "video":
            self._alone = timestamp
            self._pacer.sent(octets, now)

    def begin(self, kind: Kind) -> None:
        """The track has another source from now on."""
        self._rewriters[kind].begin()
        if kind == "video":
            self._pacer.queue.clear()
            self._skips, self._alone = False, None

    def replay(self, picture: list[bytes], now: float) -> None:
        """Forwards a stretch of video that begins with a keyframe."""
        first = picture[0][4:8]
        for packet in picture:
            sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
            self.forward("video", packet, sequence, timestamp, packet[4:8] == first, now)

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None:
        """Passes on the publisher's clock, by which the browser keeps sound and picture
        together."""
        rewriter = self._rewriters[kind]
        timestamp = rewriter.timestamp(report.timestamp)
        if timestamp is not None:
            own = rtcp.SenderReport(rewriter.ssrc, report.ntp, timestamp)
            self.output.send_rtcp(rtcp.sender_report(own, rewriter.packets, rewriter.octets))

    def rtcp(self, compound: bytes) -> None:
        """Takes RTCP from the viewer's browser, as far as its limit allows."""
        if self.may_speak():
            self.read(compound)

    def may_speak(self) -> bool:
        """Whether one more compound is read; a refused one is counted."""
        may = self._compounds.take(self._clock())
        self.lost["flood"] += not may
        return may

    def read(self, compound: bytes) -> None:
        """Reads a compound that `may_speak` has let through."""
        for part in rtcp.packets(compound):
            if part.type == rtcp.PICTURE_FEEDBACK:
                if part.format in (rtcp.PLI, rtcp.FIR):
                    self._on_pli()
                elif part.format == rtcp.APPLICATION:
                    self._read_remb(part.body)
            elif part.type == rtcp.TRANSPORT_FEEDBACK and part.format == rtcp.NACK:
                if not self._resender.answer(part.body):
                    self.lost["resent"] += 1
            elif part.type in (rtcp.SENDER_REPORT, rtcp.RECEIVER_REPORT):
                self._read_losses(part)

    def tick(self, bitrate: int) -> None:
        """`bitrate` is that of the whole picture now; 0 where it says nothing."""
        now = self._clock()
        self._selection.tick(self.path.bitrate, self.path.loss, bitrate, now)
        if self._selection.keyframes_only and self._all_frames:
            self._keyframe_asked = now
            self._await_keyframe()
        if self._selection.keyframes_only and now - self._keyframe_asked >= KEYFRAME_EVERY:
            self._keyframe_asked = now
            self._want_keyframe()
        self._pacer.set_rate(self.path.bitrate if self.path.congested(now) else None)
        if self._pacer.queue:
            self._drain(now)

    def show_all_frames(self) -> None:
        """Ends the selection of keyframes alone, with the reasons that led to it."""
        self._selection = FrameSelection()

    def _admits(self, timestamp: int, key: bool) -> bool:
        if self._all_frames:
            self._alone = timestamp
            return True
        if key and timestamp != self._alone:
            self._skips = True
            self._alone = timestamp
            self._all_frames = not self._selection.keyframes_only
            return True
        if self._alone is not None and (self._alone - timestamp) & 0xFFFFFFFF < 0x80000000:
            return True
        if self._selection.keyframes_only:
            self.lost["thinned"] += 1
        else:
            self._want_keyframe()
        return False

    def _pace(self, packet: bytes, sequence: int, timestamp: int, now: float) -> None:
        skips, self._skips = self._skips, False
        pacer = self._pacer
        if pacer.queue:
            self._drain(now)
        held = Held(packet, sequence, timestamp, skips, now)
        if not pacer.queue and pacer.borrow(len(packet), now):
            self._send_video(held, now)
        elif not pacer.hold(held):
            self.lost["paced"] += 1
            self._await_keyframe()

    def _await_keyframe(self) -> None:
        """Drops what waits, since it would come too late; the next keyframe goes on from here."""
        queue = self._pacer.queue
        self.lost["paced"] += len(queue)
        if not queue:
            # The frame that is on its way still goes out whole.
            self._all_frames = False
            return
        queue.clear()
        self._all_frames, self._alone = False, None
        self._want_keyframe()

    def _drain(self, now: float) -> None:
        while (held := self._pacer.next(now)) is not None:
            self._send_video(held, now)

    def _send_video(self, held: Held, now: float) -> None:
        if held.skips:
            self._rewriters["video"].skip(held.sequence)
        self._send("video", held.packet, held.sequence, held.timestamp, now)

    def _send(self, kind: Kind, packet: bytes, sequence: int, timestamp: int, now: float) -> None:
        rewriter = self._rewriters[kind]
        own = rewriter.rewrite(sequence, timestamp, now)
        if own is not None and self.output.send_rtp(packet, *own, rewriter.ssrc):
            rewriter.count(1, len(packet))

    def _read_remb(self, body: bytes) -> None:
        bitrate = rtcp.read_remb(body)
        if bitrate is not None and self.path.on_remb(bitrate, self._clock()):
            self._pacer.set_rate(bitrate)

    def _read_losses(self, report: RtcpPacket) -> None:
        loss = rtcp.read_losses(report).get(self._rewriters["video"].ssrc)
        if loss is not None and self.path.on_loss(loss, self._clock()):
            self._pacer.set_rate(self.path.bitrate)
