"""One technician's live picture and sound: a forwarder, its legs, and their ticks."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Coroutine, Sequence
from functools import partial

import structlog

from realtime.media.forwarding.fastpath.fastpath import FastPath
from realtime.media.forwarding.fastpath.library import library
from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.forwarding.publisher import Publisher
from realtime.media.rtp.track import CODECS, Codec, Kind
from realtime.media.transport.leg import BadDescription, Leg, NodeNetwork, PublisherLeg, ViewerLeg

CONNECT_WITHIN = 15.0
START_KBPS = 600
"""Chromium by itself begins at 300 kbit/s, and its first picture, a keyframe, then takes a tenth of
a second longer. At 1000 a path of 200 kbit/s loses three times as much sound at the beginning."""

Work = Coroutine[None, None, None]

log = structlog.get_logger()


class LiveStream:
    """`codecs` are offered to the phone for its picture, the preferred one first, and its answer
    decides. Viewers are offered the same, and needn't wait for the phone's answer."""

    def __init__(self, network: NodeNetwork, codecs: Sequence[Codec] = CODECS) -> None:
        self.forwarder = Forwarder(time.monotonic)
        self._network = network
        self._scheduler = network.port_range.scheduler
        self._codecs = codecs
        self._legs: set[Leg] = set()
        self._lost: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self) -> dict[Kind, bool]:
        """Whether any packet ever came, by kind."""
        return {kind: track.heard_at > 0 for kind, track in self.forwarder.tracks.items()}

    @property
    def packets(self) -> int:
        """Packets that came in, and once more for each receiver of now that they went out to."""
        received = sum(track.packets for track in self.forwarder.tracks.values())
        return received * (1 + len(self.forwarder.viewers))

    def publisher_leg(self, *, again: bool = False) -> PublisherLeg:
        """`again` means that the leg replaces one whose path was lost: what the new path carries is
        not known, so it gets no start bitrate."""
        leg = PublisherLeg(self._network, self._codecs, None if again else START_KBPS)
        self._legs.add(leg)
        return leg

    def viewer_leg(self) -> ViewerLeg:
        """A keyframe is asked for now, so that it is there when the viewer is connected."""
        leg = ViewerLeg(self._network, self._codecs)
        self._legs.add(leg)
        self.forwarder.expect()
        return leg

    async def publish(self, leg: PublisherLeg, answer: str) -> Publisher:
        """Takes the publisher's answer. Raises BadDescription, and closes the leg then."""
        try:
            sources = await leg.answer(answer)
        except BadDescription:
            await self.give_up(leg)
            raise
        publisher = self.forwarder.publish(leg.srtp, sources)
        leg.drop_counters.append(publisher.lost)
        leg.srtp.on_rtp, leg.srtp.on_rtcp = publisher.rtp, publisher.rtcp
        self._begin(leg, partial(self._receive, leg, publisher))
        return publisher

    async def watch(self, leg: ViewerLeg, answer: str) -> None:
        """Takes a viewer's answer; the viewer is sent the tracks as soon as she is connected.
        Raises BadDescription, and closes the leg then."""
        try:
            await leg.answer(answer)
        except BadDescription:
            await self.give_up(leg)
            raise
        self._begin(leg, partial(self._forward_to, leg))

    async def give_up(self, leg: Leg) -> None:
        """Closes a leg, whether it was answered or not."""
        await leg.close()
        self._forget(leg)

    async def close(self) -> None:
        for leg in list(self._legs):
            await self.give_up(leg)
        while self._tasks:
            await asyncio.gather(*self._tasks)

    @property
    def lost(self) -> Counter[str]:
        """The packets dropped so far, by reason, on all present and former legs."""
        return sum((leg.lost for leg in self._legs), self._lost.copy())

    def _forget(self, leg: Leg) -> None:
        if leg in self._legs:
            self._legs.discard(leg)
            self._lost += leg.lost
        if not self._legs:
            self._scheduler.remove_tick(self.forwarder.tick)

    def _begin(self, leg: Leg, work: Callable[[], Work]) -> None:
        """The forwarder ticks while there is any leg: queues drain though the phone is away."""
        self._scheduler.add_tick(self.forwarder.tick)
        self._spawn(self._run(leg, work))

    async def _run(self, leg: Leg, work: Callable[[], Work]) -> None:
        """Runs the leg's work from its connection to its end."""
        task = asyncio.ensure_future(self._connected(leg, work))
        await leg.closed.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # A connection that failed still holds its port.
        await leg.close()
        self._forget(leg)

    async def _connected(self, leg: Leg, work: Callable[[], Work]) -> None:
        """A leg that doesn't connect is closed: ICE by itself would wait for ever."""
        try:
            await asyncio.wait_for(leg.connected.wait(), CONNECT_WITHIN)
        except TimeoutError:
            return await leg.close()
        return await work()

    async def _receive(self, leg: PublisherLeg, publisher: Publisher) -> None:
        self._scheduler.add_tick(publisher.tick)
        fastpath = self._fastpath(leg, publisher)
        try:
            await leg.closed.wait()
        finally:
            self._scheduler.remove_tick(publisher.tick)
            if fastpath is not None:
                self.forwarder.fastpaths.remove(fastpath)
                fastpath.close()

    def _fastpath(self, leg: PublisherLeg, publisher: Publisher) -> FastPath | None:
        """None where the library isn't compiled, or nothing is left to make a fast path of: no call
        ends for that."""
        functions = library() if self._network.fastpath else None
        if functions is None:
            return None
        try:
            fastpath = FastPath(leg.srtp, publisher, self.forwarder, functions)
        except (OSError, MemoryError) as error:
            log.warning("no fast path: packets go through Python", problem=str(error))
            return None
        self.forwarder.fastpaths.append(fastpath)
        return fastpath

    async def _forward_to(self, leg: ViewerLeg) -> None:
        viewer = self.forwarder.watch(leg.srtp, leg.ssrcs, leg.accepted)
        leg.drop_counters.append(viewer.lost)
        leg.srtp.on_rtcp = partial(self.forwarder.read_rtcp, viewer)
        try:
            await leg.closed.wait()
        finally:
            self.forwarder.leave(viewer)

    def _spawn(self, work: Work) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
