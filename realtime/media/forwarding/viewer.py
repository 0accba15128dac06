"""One expert: the publisher's tracks under numbers of her own, and what her browser asks for."""

from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from realtime.media.forwarding.bandwidth import (
    CONGESTED_FOR,
    FALLEN,
    KEYFRAME_EVERY,
    LOSSY,
    UNCONGESTED,
    FrameSelection,
)
from realtime.media.forwarding.pacer import Held, Pacer
from realtime.media.rtp import rtcp
from realtime.media.rtp.packet import NUMBERS, payload_start, wrap_rtx
from realtime.media.rtp.rewriting import FIRST, Rewriter, Shift
from realtime.media.rtp.track import RATES, AcceptedFormats, Kind, Track
from realtime.token_bucket import TokenBucket

# A second.
MOST_RESENT, MOST_COMPOUNDS = 400, 500


class PacketOutput(Protocol):
    """Where packets go out; a `Pipe`, in a node."""

    def send_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bool: ...

    def send_rtcp(self, packet: bytes) -> bool: ...


class Viewer:
    """`lost` counts what was not sent, by reason. `tick` is to be called ten to twenty times a
    second. A keyframe is wanted when she is sent none of what builds on one; `on_pli` passes on
    that her browser asks for one."""

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
        self.estimate: int | None = None
        """Bits per second that her browser says it can take, by REMB."""
        self.loss = 0.0
        """Of her video, from 0 to 1, in her last report."""
        self._rewriters = {kind: Rewriter(ssrc, RATES[kind]) for kind, ssrc in ssrcs.items()}
        self._tracks = tracks
        self._want_keyframe, self._on_pli = want_keyframe, on_pli
        self._clock = clock
        self._accepted = accepted
        self._selection = FrameSelection()
        self._compounds = TokenBucket(MOST_COMPOUNDS, MOST_COMPOUNDS)
        self._pacer = Pacer(clock())
        # Whether frames may need the one before; else only that of timestamp `_alone` is sent.
        self._shows_all = False
        self._alone: int | None = None
        self._skips = False
        self._keyframe_asked = float("-inf")
        self._again = FIRST
        self._resent = 0
        self._second = float("-inf")
        self._congested_at = float("-inf")

    @property
    def available_bitrate(self) -> int | None:
        """Bits per second that she can take, as far as can be known: an estimate that nothing has
        pressed for a while follows what she is sent, and says only what she takes
        at the least."""
        if self.estimate is None or self._is_congested(self._clock()):
            return self.estimate
        return self.estimate * UNCONGESTED

    def _is_congested(self, now: float) -> bool:
        return now - self._congested_at < CONGESTED_FOR

    @property
    def keyframes_only(self) -> bool:
        """Whether she is shown keyframes alone."""
        return self._selection.keyframes_only

    def forward(
        self, kind: Kind, packet: bytes, sequence: int, timestamp: int, key: bool, now: float
    ) -> None:
        """Video begins with a keyframe: a browser can show nothing before. Sound waits for
        nothing."""
        if packet[1] & 127 not in self._accepted.formats:
            self.lost["format"] += 1
        elif kind == "audio":
            self._send(kind, packet, sequence, timestamp, now)
            if self._pacer.queue:
                self._drain(now)
        elif self._shows_all and not self._pacer.queue and self._pacer.borrow(len(packet), now):
            # What nearly every packet comes to.
            self._alone = timestamp
            self._send(kind, packet, sequence, timestamp, now)
        elif self._admits(timestamp, key):
            self._pace(packet, sequence, timestamp, now)

    def shift(self, kind: Kind, payload_type: int) -> Shift | None:
        """What makes a packet hers; None unless the next ones go to her at once as they come."""
        waits = self._pacer.queue or (kind == "video" and not self._shows_all)
        if waits or payload_type not in self._accepted.formats:
            return None
        return self._rewriters[kind].shift

    def room(self, now: float) -> int:
        """Bytes of video that go to her without waiting."""
        return self._pacer.room(now)

    def count_forwarded(self, kind: Kind, packets: Sequence[bytes], now: float) -> None:
        """A row of them has gone to her as `shift` says."""
        rewriter, octets = self._rewriters[kind], sum(map(len, packets))
        sequence, timestamp, _ = NUMBERS.unpack_from(packets[-1], 2)
        rewriter.of(sequence, timestamp, now)
        rewriter.sent(len(packets), octets)
        if kind == "video":
            self._alone = timestamp
            self._pacer.sent(octets, now)

    def begin(self, kind: Kind) -> None:
        """The track has another source now."""
        self._rewriters[kind].begin()
        if kind == "video":
            self._pacer.queue.clear()
            self._skips, self._alone = False, None

    def show(self, picture: list[bytes], now: float) -> None:
        """A stretch of video that begins with a keyframe."""
        first = picture[0][4:8]
        for packet in picture:
            sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
            self.forward("video", packet, sequence, timestamp, packet[4:8] == first, now)

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None:
        """The publisher's clock, by which the browser keeps sound and picture together."""
        rewriter = self._rewriters[kind]
        timestamp = rewriter.clock(report.timestamp)
        if timestamp is not None:
            mine = rtcp.SenderReport(rewriter.ssrc, report.ntp, timestamp)
            self.output.send_rtcp(rtcp.sender_report(mine, rewriter.packets, rewriter.octets))

    def rtcp(self, compound: bytes) -> None:
        """From her browser."""
        if self.may_speak():
            self.read(compound)

    def may_speak(self) -> bool:
        """Whether to read one compound more; counted when not."""
        may = self._compounds.take(self._clock())
        self.lost["flood"] += not may
        return may

    def read(self, compound: bytes) -> None:
        """One that she may say."""
        for part in rtcp.packets(compound):
            if part.type == rtcp.PICTURE_FEEDBACK:
                if part.format in (rtcp.PLI, rtcp.FIR):
                    self._on_pli()
                elif part.format == rtcp.APPLICATION:
                    self._estimated(rtcp.read_remb(part.body))
            elif part.type == rtcp.TRANSPORT_FEEDBACK and part.format == rtcp.NACK:
                self._send_again(part.body)
            elif part.type in (rtcp.SENDER_REPORT, rtcp.RECEIVER_REPORT):
                self._reported(rtcp.read_losses(part).get(self._rewriters["video"].ssrc))

    def tick(self, rate: int) -> None:
        """`rate`: bits per second that the whole picture takes now; 0 where that says nothing."""
        now = self._clock()
        self._selection.tick(self.estimate, self.loss, rate, now)
        if self._selection.keyframes_only and self._shows_all:
            self._keyframe_asked = now
            self._await_keyframe()
        if self._selection.keyframes_only and now - self._keyframe_asked >= KEYFRAME_EVERY:
            self._keyframe_asked = now
            self._want_keyframe()
        self._pacer.set_rate(self.estimate if self._is_congested(now) else None)
        if self._pacer.queue:
            self._drain(now)

    def show_all_frames(self) -> None:
        """She is no longer thinned, or not again for what was."""
        self._selection = FrameSelection()

    def _admits(self, timestamp: int, key: bool) -> bool:
        if self._shows_all:
            self._alone = timestamp
            return True
        if key and timestamp != self._alone:
            self._skips = True
            self._alone = timestamp
            self._shows_all = not self._selection.keyframes_only
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
        if not pacer.queue and pacer.borrow(len(packet), now):
            if skips:
                self._rewriters["video"].skip(sequence)
            self._send("video", packet, sequence, timestamp, now)
        elif not pacer.hold(Held(packet, sequence, timestamp, skips, now)):
            self.lost["paced"] += 1
            self._await_keyframe()

    def _await_keyframe(self) -> None:
        """What waits would come too late; she goes on with the next keyframe."""
        queue = self._pacer.queue
        self.lost["paced"] += len(queue)
        if not queue:
            # The frame that is on its way still goes out whole.
            self._shows_all = False
            return
        queue.clear()
        self._shows_all, self._alone = False, None
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
        mine = rewriter.of(sequence, timestamp, now)
        if mine is not None and self.output.send_rtp(packet, *mine, rewriter.ssrc):
            rewriter.sent(1, len(packet))

    def _estimated(self, told: int | None) -> None:
        if told is not None:
            fell = self.estimate is not None and told < self.estimate * FALLEN
            self.estimate = told
            if fell:
                self._congest()

    def _reported(self, loss: float | None) -> None:
        if loss is not None:
            self.loss = loss
            if loss >= LOSSY:
                self._congest()

    def _congest(self) -> None:
        self._congested_at = self._clock()
        self._pacer.set_rate(self.estimate)

    def _send_again(self, body: bytes) -> None:
        named = rtcp.read_media_ssrc(body)
        for kind in [kind for kind, rewriter in self._rewriters.items() if rewriter.ssrc == named]:
            for mine in rtcp.read_nack(body):
                if not self._may_resend():
                    self.lost["resent"] += 1
                    return
                self._repair(kind, mine)

    def _repair(self, kind: Kind, mine: int) -> None:
        """By RTX when she takes it: what is sent again plainly looks to her browser like a path
        that doubles and reorders."""
        rewriter = self._rewriters[kind]
        source = rewriter.source(mine)
        packet = None if source is None else self._tracks[kind].cache.get(source)
        if packet is None:
            return
        timestamp = rewriter.clock(int.from_bytes(packet[4:8], "big")) or 0
        own = self._accepted.repairs.get(packet[1] & 127)
        if own is None:
            self.output.send_rtp(packet, mine, timestamp, rewriter.ssrc)
        else:
            wrapped = wrap_rtx(packet, payload_start(packet), own, mine)
            self.output.send_rtp(wrapped, self._again, timestamp, self._accepted.rtx)
            self._again = (self._again + 1) & 0xFFFF
        self._pacer.sent(len(packet), self._clock())

    def _may_resend(self) -> bool:
        """A browser whose path is full must not fill it with what it lost."""
        now = self._clock()
        if now - self._second >= 1:
            self._second, self._resent = now, 0
        self._resent += 1
        return self._resent <= MOST_RESENT
