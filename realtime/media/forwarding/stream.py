"""One technician's picture and sound, live: a forwarder, its legs, and what has to happen by the
clock."""

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
"""Chromium begins at 300, and its first picture, a whole one, takes a tenth of a second longer. At
1000 a path of 200 kbit/s loses three times as much sound at the beginning."""

Work = Coroutine[None, None, None]

log = structlog.get_logger()


class LiveStream:
    """`codecs` are what the phone is offered for its picture, the preferred first; its answer
    decides. Viewers are offered the same, and needn't wait for it."""

    def __init__(self, network: NodeNetwork, codecs: Sequence[Codec] = CODECS) -> None:
        self.forwarder = Forwarder(time.monotonic)
        self._network = network
        self._scheduler = network.port_range.scheduler
        self._codecs = codecs
        self._legs: set[Leg] = set()
        self._lost: Counter[str] = Counter()
        self._tasks: set[asyncio.Task[None]] = set()

    def heard(self) -> dict[Kind, bool]:
        """Of which kinds anything ever came."""
        return {kind: track.heard_at > 0 for kind, track in self.forwarder.tracks.items()}

    @property
    def packets(self) -> int:
        """How many came, and went out once more for each who watches now."""
        came = sum(track.packets for track in self.forwarder.tracks.values())
        return came * (1 + len(self.forwarder.viewers))

    def publisher_leg(self, *, again: bool = False) -> PublisherLeg:
        """`again`: in place of one whose path was lost. What the next one carries nobody knows."""
        leg = PublisherLeg(self._network, self._codecs, None if again else START_KBPS)
        self._legs.add(leg)
        return leg

    def viewer_leg(self) -> ViewerLeg:
        """The picture is asked for now, so that it is there when she is connected."""
        leg = ViewerLeg(self._network, self._codecs)
        self._legs.add(leg)
        self.forwarder.expect()
        return leg

    async def publish(self, leg: PublisherLeg, answer: str) -> Publisher:
        """Raises BadDescription; the leg is closed then."""
        try:
            sources = await leg.answer(answer)
        except BadDescription:
            await self.give_up(leg)
            raise
        publisher = self.forwarder.publish(leg.srtp, sources)
        leg.counted.append(publisher.lost)
        leg.srtp.on_rtp, leg.srtp.on_rtcp = publisher.rtp, publisher.rtcp
        self._begin(leg, partial(self._hear, leg, publisher))
        return publisher

    async def watch(self, leg: ViewerLeg, answer: str) -> None:
        """She is sent the tracks as soon as she is connected. Raises BadDescription; the leg is
        closed then."""
        try:
            await leg.answer(answer)
        except BadDescription:
            await self.give_up(leg)
            raise
        self._begin(leg, partial(self._show, leg))

    async def give_up(self, leg: Leg) -> None:
        """Close one, whether it was answered or not."""
        await leg.close()
        self._forget(leg)

    async def close(self) -> None:
        for leg in list(self._legs):
            await self.give_up(leg)
        while self._tasks:
            await asyncio.gather(*self._tasks)

    @property
    def lost(self) -> Counter[str]:
        """What was dropped so far, by reason, on all legs that there were."""
        return sum((leg.lost for leg in self._legs), self._lost.copy())

    def _forget(self, leg: Leg) -> None:
        if leg in self._legs:
            self._legs.discard(leg)
            self._lost += leg.lost
        if not self._legs:
            self._scheduler.end(self.forwarder.tick)

    def _begin(self, leg: Leg, work: Callable[[], Work]) -> None:
        """While there is anyone, the clock goes on: queues drain though the phone is away."""
        self._scheduler.begin(self.forwarder.tick)
        self._spawn(self._run(leg, work))

    async def _run(self, leg: Leg, work: Callable[[], Work]) -> None:
        """The leg's work from its connection to its end."""
        task = asyncio.ensure_future(self._connected(leg, work))
        await leg.closed.wait()
        task.cancel()
        await asyncio.gather(task, return_exceptions=True)
        # One that failed still holds its port.
        await leg.close()
        self._forget(leg)

    async def _connected(self, leg: Leg, work: Callable[[], Work]) -> None:
        """One that doesn't connect is given up: ICE by itself would wait for ever."""
        try:
            await asyncio.wait_for(leg.connected.wait(), CONNECT_WITHIN)
        except TimeoutError:
            return await leg.close()
        return await work()

    async def _hear(self, leg: PublisherLeg, publisher: Publisher) -> None:
        self._scheduler.begin(publisher.tick)
        lane = self._lane(leg, publisher)
        try:
            await leg.closed.wait()
        finally:
            self._scheduler.end(publisher.tick)
            if lane is not None:
                self.forwarder.fastpaths.remove(lane)
                lane.close()

    def _lane(self, leg: PublisherLeg, publisher: Publisher) -> FastPath | None:
        """None where there is nothing compiled, or nothing left to make one of: no call ends for
        that."""
        made = library() if self._network.fastpath else None
        if made is None:
            return None
        try:
            lane = FastPath(leg.srtp, publisher, self.forwarder, made)
        except (OSError, MemoryError) as error:
            log.warning("no lane can be made: packets go through Python", problem=str(error))
            return None
        self.forwarder.fastpaths.append(lane)
        return lane

    async def _show(self, leg: ViewerLeg) -> None:
        viewer = self.forwarder.watch(leg.srtp, leg.ssrcs, leg.accepted)
        leg.counted.append(viewer.lost)
        leg.srtp.on_rtcp = partial(self.forwarder.read_rtcp, viewer)
        try:
            await leg.closed.wait()
        finally:
            self.forwarder.leave(viewer)

    def _spawn(self, work: Work) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
