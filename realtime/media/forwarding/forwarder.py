"""One technician's tracks, to every expert who watches. It knows no network: packets come in by
`Publisher` and go out by each viewer's `PacketOutput`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import NamedTuple, Protocol

from realtime.media.forwarding.bandwidth import BitrateMeter, target_bitrate
from realtime.media.forwarding.publisher import Publisher
from realtime.media.forwarding.viewer import PacketOutput, Viewer
from realtime.media.rtp import rtcp
from realtime.media.rtp.keyframes import starts_keyframe
from realtime.media.rtp.packet import NUMBERS
from realtime.media.rtp.rewriting import Shift
from realtime.media.rtp.track import (
    FORMATS,
    KINDS,
    OPUS,
    AcceptedFormats,
    Codec,
    ForwardedPacket,
    Kind,
    RtpSource,
    Track,
)

EVERYTHING = AcceptedFormats()
CARRIED: tuple[Codec | None, ...] = (None, "VP8", "H264")
"""By which number a lane knows them; the first is sound."""
MOST_UNASKED, LARGEST_PACKET = 48_000, 1_500
SOON, LONG = 2.0, 6.0
"""Seconds after a still in which a browser says that it can't decode it; and after which there is
no still to be waited for."""


class Receiver(Protocol):
    """Whoever is handed a publisher's packets: a `Viewer`, or a recorder."""

    def forward(
        self, kind: Kind, packet: bytes, sequence: int, timestamp: int, key: bool, now: float
    ) -> None: ...

    def begin(self, kind: Kind) -> None: ...

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None: ...


class Bypass(Protocol):
    """A way past Python for a publisher's packets: a `Lane`."""

    def settle(self) -> None:
        """What has gone by it is counted, and nothing more goes by it for now."""

    def hold(self) -> None:
        """The same, until it is opened."""

    def open(self) -> None: ...


class OpenFlow(NamedTuple):
    """What goes to every viewer as it comes: the packet of this number and those behind it, up to
    so many bytes."""

    ssrc: int
    payload_type: int
    sequence: int
    codec: int
    bytes: int


class Forwarder:
    """When the technician comes back on another leg, the viewers go on: the new one is heard from
    its first sound and seen from its first keyframe; until then the old one is."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.codec: Codec | None = None
        """Of the picture that comes in now; None before the first."""
        self.tracks: dict[Kind, Track] = {kind: Track() for kind in KINDS}
        self.viewers: list[Receiver] = []
        self.fastpaths: list[Bypass] = []
        self._rate = BitrateMeter()
        self._watching: list[Viewer] = []
        self._clock = clock
        self._newest: Publisher | None = None
        self.stills = False
        """Whether her picture is one every few seconds, as her page says of itself."""
        self._from: dict[Kind, Publisher] = {}

    def publish(self, line: PacketOutput, sources: Sequence[RtpSource]) -> Publisher:
        """Its `rtp` and `rtcp` are to be called with what comes in."""
        self._newest = Publisher(line, sources, self, self._clock)
        self._newest.set_still_mode(self.stills)
        return self._newest

    def set_still_mode(self, now: bool) -> None:
        self.settle()
        if now and not self.stills:
            for viewer in self._watching:
                viewer.show_all_frames()
        self.stills = now
        for publisher in self._publishers():
            publisher.set_still_mode(now)

    def expect(self) -> None:
        """A viewer is about to come: one keyframe serves all who come while it is kept."""
        if not self.tracks["video"].picture():
            self.want_keyframe()

    def watch(
        self, line: PacketOutput, ssrcs: Mapping[Kind, int], accepted: AcceptedFormats = EVERYTHING
    ) -> Viewer:
        """Once her leg is connected: the picture is sent at once, from the last keyframe on."""
        self.settle()
        asks = (self.want_keyframe, self._plead)
        viewer = Viewer(line, ssrcs, self.tracks, *asks, self._clock, accepted)
        picture = self.tracks["video"].picture()
        if picture:
            viewer.show(picture, self._clock())
        else:
            self.want_keyframe()
        self.viewers.append(viewer)
        self._watching.append(viewer)
        return viewer

    def attach(self, receiver: Receiver) -> None:
        """One that begins with whatever comes next."""
        self.settle()
        self.viewers.append(receiver)

    def leave(self, receiver: Receiver) -> None:
        self.settle()
        self.viewers.remove(receiver)
        if isinstance(receiver, Viewer):
            self._watching.remove(receiver)

    def tick(self) -> None:
        """To be called ten to twenty times a second, whether anything comes in or not."""
        self._hold()
        try:
            self._tick()
        finally:
            self._open()

    def _tick(self) -> None:
        self._rate.tick(self._clock())
        for viewer in self._watching:
            # A still comes all at once, far above what its viewer has ever been sent.
            viewer.tick(0 if self.stills else self._rate.bits)
        most = target_bitrate(viewer.available_bitrate for viewer in self._watching)
        for publisher in self._publishers():
            publisher.limit(most)

    def read_rtcp(self, viewer: Viewer, compound: bytes) -> None:
        """RTCP from a viewer's browser."""
        if not viewer.may_speak():
            return
        self._hold()
        try:
            viewer.read(compound)
        finally:
            self._open()

    def settle(self) -> None:
        """What has gone by lanes is counted: to be called before anyone looks at the tracks'
        history, or something changes by which packets go out."""
        for lane in self.fastpaths:
            lane.settle()

    def _hold(self) -> None:
        for lane in self.fastpaths:
            lane.hold()

    def _open(self) -> None:
        for lane in self.fastpaths:
            lane.open()

    def viewer_paths(self) -> list[tuple[PacketOutput, dict[Kind, Shift]]]:
        """Each viewer's, and what makes hers of the packets that go to her as they come."""
        formats = self._formats()
        found = []
        for viewer in self._watching:
            shifts = {kind: viewer.shift(kind, told) for kind, told in formats.items()}
            found.append((viewer.output, {kind: one for kind, one in shifts.items() if one}))
        return found

    def open_flow(self, publisher: Publisher, kind: Kind) -> OpenFlow | None:
        """None while each of these packets has to be looked at. Who may be sent less than there is
        room for at once is asked about again, in the next beat."""
        expected, payload_type = publisher.next_expected(kind), self._formats().get(kind)
        if expected is None or payload_type is None or self._from.get(kind) is not publisher:
            return None
        room = self._room() if kind == "video" else MOST_UNASKED
        if room < LARGEST_PACKET:
            return None
        codec = CARRIED.index(self.codec if kind == "video" else None)
        ssrc, sequence = expected
        return OpenFlow(ssrc, payload_type, sequence, codec, room)

    def _room(self) -> int:
        """Bytes of video that go to every viewer without waiting."""
        now = self._clock()
        return min((viewer.room(now) for viewer in self._watching), default=MOST_UNASKED)

    def _formats(self) -> dict[Kind, int]:
        """The payload types of now."""
        video = next((number for number, one in FORMATS.items() if one == self.codec), None)
        return {"audio": OPUS} if video is None else {"audio": OPUS, "video": video}

    def count_forwarded(self, publisher: Publisher, gone: Sequence[ForwardedPacket]) -> None:
        """They have gone to every viewer; a recorder hasn't seen them yet."""
        now = gone[-1][3]
        for kind in KINDS:
            packets = [packet for one, packet, _, _ in gone if one == kind]
            if not packets:
                continue
            self.tracks[kind].keep_all(packets, NUMBERS.unpack_from(packets[-1], 2)[0], now)
            if kind == "video":
                self._rate.add(sum(map(len, packets)))
            for viewer in self._watching:
                viewer.count_forwarded(kind, packets, now)
        for one in self.viewers:
            if not isinstance(one, Viewer):
                for kind, packet, _, at in gone:
                    sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
                    one.forward(kind, packet, sequence, timestamp, False, at)

    def want_keyframe(self) -> None:
        """Of whoever is seen, and of whoever is about to be."""
        for publisher in self._publishers():
            publisher.want_keyframe()

    def _plead(self) -> None:
        """A viewer's browser asks for a whole picture. It does so as well when none has come for
        three seconds: of stills that says nothing, and a whole one would cost the line what the
        next ones need. Who can't decode what came says so soon after it."""
        seen = self._from.get("video")
        since = self._clock() - self.tracks["video"].heard_at
        soon = since < SOON and seen is not None and seen.whole
        if not self.stills or soon or since > LONG:
            self.want_keyframe()

    def forward(self, publisher: Publisher, kind: Kind, packet: bytes, start: int) -> None:
        """`start` is where the payload begins."""
        self.settle()
        codec = FORMATS.get(packet[1] & 127) if kind == "video" else None
        key = codec is not None and starts_keyframe(codec, packet, start)
        if self._from.get(kind) is not publisher and not self._take(publisher, kind, key):
            return
        sequence, timestamp, _ = NUMBERS.unpack_from(packet, 2)
        if key:
            self.codec = codec
            publisher.keyframe_came(sequence)
        now = self._clock()
        self.tracks[kind].keep(packet, sequence, timestamp, key, now)
        if kind == "video":
            self._rate.add(len(packet))
        for viewer in self.viewers:
            viewer.forward(kind, packet, sequence, timestamp, key, now)

    def restarted(self, publisher: Publisher, kind: Kind) -> None:
        """The numbers of the publisher's source begin anew."""
        if self._from.get(kind) is publisher:
            self._begin(kind)

    def report(self, publisher: Publisher, kind: Kind, report: rtcp.SenderReport) -> None:
        if self._from.get(kind) is publisher:
            for viewer in self.viewers:
                viewer.report(kind, report)

    def _publishers(self) -> set[Publisher]:
        both = (self._from.get("video"), self._newest)
        return {one for one in both if one is not None}

    def _take(self, publisher: Publisher, kind: Kind, key: bool) -> bool:
        """Whether the track comes from this publisher from now on."""
        if publisher is not self._newest:
            return False
        if kind == "video" and not key:
            publisher.want_keyframe()
            return False
        self.settle()
        self._from[kind] = publisher
        self._begin(kind)
        return True

    def _begin(self, kind: Kind) -> None:
        self.tracks[kind].clear()
        for viewer in self.viewers:
            viewer.begin(kind)
