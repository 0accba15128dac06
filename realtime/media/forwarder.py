"""One technician's tracks, to every expert who watches. It knows no network: packets come in by
`Publisher` and go out by each viewer's `Line`.
"""

from collections.abc import Callable, Mapping, Sequence
from typing import Protocol

from realtime.media import rtcp
from realtime.media.bandwidth import Rate, measure
from realtime.media.keyframes import starts_keyframe
from realtime.media.packets import NUMBERS
from realtime.media.publisher import Publisher
from realtime.media.tracks import FORMATS, KINDS, Accepted, Codec, Kind, Source, Track
from realtime.media.viewer import Line, Viewer

EVERYTHING = Accepted()
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


class Forwarder:
    """When the technician comes back on another leg, the viewers go on: the new one is heard from
    its first sound and seen from its first keyframe; until then the old one is."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self.codec: Codec | None = None
        """Of the picture that comes in now; None before the first."""
        self.tracks: dict[Kind, Track] = {kind: Track() for kind in KINDS}
        self.viewers: list[Receiver] = []
        self._rate = Rate()
        self._watching: list[Viewer] = []
        self._clock = clock
        self._newest: Publisher | None = None
        self.stills = False
        """Whether her picture is one every few seconds, as her page says of itself."""
        self._from: dict[Kind, Publisher] = {}

    def publish(self, line: Line, sources: Sequence[Source]) -> Publisher:
        """Its `rtp` and `rtcp` are to be called with what comes in."""
        self._newest = Publisher(line, sources, self, self._clock)
        self._newest.sends_stills(self.stills)
        return self._newest

    def sends_stills(self, now: bool) -> None:
        if now and not self.stills:
            for viewer in self._watching:
                viewer.restore()
        self.stills = now
        for publisher in self._publishers():
            publisher.sends_stills(now)

    def expect(self) -> None:
        """A viewer is about to come: one keyframe serves all who come while it is kept."""
        if not self.tracks["video"].picture():
            self.want_keyframe()

    def watch(
        self, line: Line, ssrcs: Mapping[Kind, int], accepted: Accepted = EVERYTHING
    ) -> Viewer:
        """Once her leg is connected: the picture is sent at once, from the last keyframe on."""
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
        self.viewers.append(receiver)

    def leave(self, receiver: Receiver) -> None:
        self.viewers.remove(receiver)
        if isinstance(receiver, Viewer):
            self._watching.remove(receiver)

    def tick(self) -> None:
        """To be called ten to twenty times a second, whether anything comes in or not."""
        self._rate.tick(self._clock())
        for viewer in self._watching:
            # A still comes all at once, far above what its viewer has ever been sent.
            viewer.tick(0 if self.stills else self._rate.bits)
        most = measure(viewer.takes for viewer in self._watching)
        for publisher in self._publishers():
            publisher.limit(most)

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
        self._from[kind] = publisher
        self._begin(kind)
        return True

    def _begin(self, kind: Kind) -> None:
        self.tracks[kind].clear()
        for viewer in self.viewers:
            viewer.begin(kind)
