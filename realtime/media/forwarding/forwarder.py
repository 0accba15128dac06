"""One technician's tracks, forwarded to every viewer. A forwarder knows no network: packets come in
by a `Publisher` and go out by each viewer's `PacketOutput`.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager

from realtime.media.forwarding.bandwidth import BitrateMeter, target_bitrate
from realtime.media.forwarding.output import PacketOutput
from realtime.media.forwarding.publisher import Publisher
from realtime.media.forwarding.receiver import Bypass, Receiver
from realtime.media.forwarding.viewer import Viewer
from realtime.media.rtp import rtcp
from realtime.media.rtp.keyframes import starts_keyframe
from realtime.media.rtp.packet import NUMBERS
from realtime.media.rtp.track import (
    FORMATS,
    KINDS,
    AcceptedFormats,
    Codec,
    ForwardedPacket,
    Kind,
    RtpSource,
    Track,
)

EVERYTHING = AcceptedFormats()
SOON, LONG = 2.0, 6.0
"""Seconds after a still: a browser that can't decode it says so within SOON, and after LONG there
is no still to be waited for."""


class Forwarder:
    """One technician's tracks and their viewers. When she comes back on another leg, the viewers go
    on: the new publisher is heard from its first sound and seen from its first keyframe, and the
    old one until then."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.codec: Codec | None = None
        """The codec of the picture that comes in now; None before the first."""
        self.tracks: dict[Kind, Track] = {kind: Track() for kind in KINDS}
        self.viewers: list[Receiver] = []
        self.watching: list[Viewer] = []
        """Those of `viewers` that are a person's."""
        self.fastpaths: list[Bypass] = []
        self.stills = False
        """Whether the picture is one every few seconds, as the technician's page says."""
        self.filming = True
        """Whether the picture goes to anybody; a site may forbid it."""
        self.sources: dict[Kind, Publisher] = {}
        """The publisher that each track comes from now."""
        self.clock = clock
        self._video_bitrate = BitrateMeter()
        self._newest: Publisher | None = None

    def publish(self, output: PacketOutput, sources: Sequence[RtpSource]) -> Publisher:
        """The caller hands what comes in to the publisher's `rtp` and `rtcp`."""
        self._newest = Publisher(output, sources, self, self.clock)
        self._newest.set_still_mode(self.stills)
        return self._newest

    def set_still_mode(self, on: bool) -> None:
        self.settle()
        if on and not self.stills:
            for viewer in self.watching:
                viewer.show_all_frames()
        self.stills = on
        for publisher in self._publishers():
            publisher.set_still_mode(on)

    def set_filming(self, on: bool) -> None:
        """Sets whether the picture goes to anybody. Without it, what comes of a picture is dropped,
        whatever the technician's page sends, and what was kept of it is forgotten."""
        if on == self.filming:
            return
        self.settle()
        self.filming = on
        if not on:
            self.sources.pop("video", None)
            self.codec = None
            self._begin("video")

    def expect(self) -> None:
        """A viewer is about to come: one keyframe serves all who come while it is kept."""
        if not self.tracks["video"].picture():
            self.want_keyframe()

    def watch(
        self,
        output: PacketOutput,
        ssrcs: Mapping[Kind, int],
        accepted: AcceptedFormats = EVERYTHING,
    ) -> Viewer:
        """Adds a viewer whose leg is connected: the picture is sent at once, from the last keyframe
        on."""
        self.settle()
        callbacks = (self.want_keyframe, self._on_pli)
        viewer = Viewer(output, ssrcs, self.tracks, *callbacks, self.clock, accepted)
        picture = self.tracks["video"].picture()
        if picture:
            viewer.replay(picture, self.clock())
        else:
            self.want_keyframe()
        self.viewers.append(viewer)
        self.watching.append(viewer)
        return viewer

    def attach(self, receiver: Receiver) -> None:
        """Adds a receiver that begins with the next packet."""
        self.settle()
        self.viewers.append(receiver)

    def leave(self, receiver: Receiver) -> None:
        self.settle()
        self.viewers.remove(receiver)
        if isinstance(receiver, Viewer):
            self.watching.remove(receiver)

    def tick(self) -> None:
        """The owner calls it ten to twenty times a second, whether anything comes in or not."""
        with self._fastpaths_held():
            self._tick()

    def _tick(self) -> None:
        self._video_bitrate.tick(self.clock())
        for viewer in self.watching:
            # A still comes all at once, far above what its viewer has ever been sent.
            viewer.tick(0 if self.stills else self._video_bitrate.bits)
        bits = target_bitrate(viewer.available_bitrate for viewer in self.watching)
        for publisher in self._publishers():
            publisher.limit(bits)

    def read_rtcp(self, viewer: Viewer, compound: bytes) -> None:
        """Takes RTCP from a viewer's browser."""
        if viewer.may_speak():
            with self._fastpaths_held():
                viewer.read(compound)

    def settle(self) -> None:
        """Counts what the fast paths have sent. It comes before anyone looks at a track's cache, or
        something changes by which packets go out."""
        for fastpath in self.fastpaths:
            fastpath.settle()

    @contextmanager
    def _fastpaths_held(self) -> Iterator[None]:
        for fastpath in self.fastpaths:
            fastpath.hold()
        try:
            yield
        finally:
            for fastpath in self.fastpaths:
                fastpath.open()

    def count_forwarded(self, publisher: Publisher, packets: Sequence[ForwardedPacket]) -> None:
        """Counts packets that every viewer has been sent, and hands them to the other receivers."""
        now = packets[-1][3]
        for kind in KINDS:
            row = [packet for its_kind, packet, _, _ in packets if its_kind == kind]
            if not row:
                continue
            self.tracks[kind].keep_all(row, NUMBERS.unpack_from(row[-1], 2)[0], now)
            if kind == "video":
                self._video_bitrate.add(sum(map(len, row)))
            for viewer in self.watching:
                viewer.count_forwarded(kind, row, now)
        for receiver in self.viewers:
            if not isinstance(receiver, Viewer):
                for kind, packet, _, at in packets:
                    sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
                    receiver.forward(kind, packet, sequence, timestamp, False, at)

    def want_keyframe(self) -> None:
        """Asks the publisher that is seen for a keyframe, and the one that is about to be."""
        if not self.filming:
            return
        for publisher in self._publishers():
            publisher.want_keyframe()

    def _on_pli(self) -> None:
        """A viewer's browser asks for a keyframe. It also does so when no picture has come for
        three seconds, which says nothing of stills, and a keyframe would cost the line what the
        next ones need. A browser that can't decode a still says so soon after it."""
        publisher = self.sources.get("video")
        since = self.clock() - self.tracks["video"].heard_at
        soon = since < SOON and publisher is not None and publisher.whole
        if not self.stills or soon or since > LONG:
            self.want_keyframe()

    def forward(self, publisher: Publisher, kind: Kind, packet: bytes, start: int) -> None:
        """`start` is where the payload begins."""
        self.settle()
        codec = FORMATS.get(packet[1] & 127) if kind == "video" else None
        key = codec is not None and starts_keyframe(codec, packet, start)
        if self.sources.get(kind) is not publisher and not self._take_over(publisher, kind, key):
            return
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
        if key:
            self.codec = codec
            publisher.keyframe_came(sequence)
        now = self.clock()
        self.tracks[kind].keep(packet, sequence, timestamp, key, now)
        if kind == "video":
            self._video_bitrate.add(len(packet))
        for viewer in self.viewers:
            viewer.forward(kind, packet, sequence, timestamp, key, now)

    def restarted(self, publisher: Publisher, kind: Kind) -> None:
        """The sequence numbers of the publisher's source begin anew."""
        if self.sources.get(kind) is publisher:
            self._begin(kind)

    def report(self, publisher: Publisher, kind: Kind, report: rtcp.SenderReport) -> None:
        if self.sources.get(kind) is publisher:
            for viewer in self.viewers:
                viewer.report(kind, report)

    def _publishers(self) -> set[Publisher]:
        both = (self.sources.get("video"), self._newest)
        return {publisher for publisher in both if publisher is not None}

    def _take_over(self, publisher: Publisher, kind: Kind, key: bool) -> bool:
        """Whether the track comes from this publisher from now on."""
        if publisher is not self._newest or (kind == "video" and not self.filming):
            return False
        if kind == "video" and not key:
            publisher.want_keyframe()
            return False
        self.settle()
        self.sources[kind] = publisher
        self._begin(kind)
        return True

    def _begin(self, kind: Kind) -> None:
        self.tracks[kind].clear()
        for viewer in self.viewers:
            viewer.begin(kind)
