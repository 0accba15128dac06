"""The legs of one session: made as its topology asks for them, replaced when a path is lost, closed
when a participant has gone. A leg that is replaced goes on until the new one is connected."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog
from aiortc.exceptions import InvalidStateError

from realtime.media.forwarding.stream import LiveStream
from realtime.media.session.named_leg import REPEAT_AFTER, LegRateLimit, NamedLeg, Pair
from realtime.media.session.topology import SessionTopology
from realtime.media.tasks import BackgroundTasks
from realtime.media.transport.leg import BadDescription, NodeNetwork

OVERLAP = 3.0
"""Seconds that a replaced leg stays after the new one is connected: the first keyframe has come by
then, and the page has closed it."""
UNANSWERED = 15.0
REST = 1.0
MOST_LEGS = 4

SendSignal = Callable[[str, str, str, dict[str, Any]], None]
"""Called with the participant, the page, the signal's kind and its data."""

log = structlog.get_logger()


class SessionLegs:
    """`streams` holds what each participant publishes, whichever page or leg it comes from;
    `by_name` holds the legs, the oldest first."""

    def __init__(
        self, place: NodeNetwork, send: SendSignal, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.streams: dict[str, LiveStream] = {}
        self.by_name: dict[str, NamedLeg] = {}
        self._place = place
        self._send = send
        self._clock = clock
        self._wanted: dict[Pair, str] = {}
        self._present: set[str] = set()
        self._making: set[Pair] = set()
        self._limits: dict[Pair, LegRateLimit] = {}
        self._ports_short = False
        self._tasks = BackgroundTasks(_failed)
        # Closing runs to its end whoever waits for it: a leg that is half closed keeps its port.
        self._closing = BackgroundTasks(_failed)

    def arrange(self, topology: SessionTopology) -> None:
        """Make the legs that are missing, close those that nobody is to have any more."""
        people = topology.people
        self._wanted = {
            (one.id, other.id): one.page for one, other in topology.pairs() if one.page is not None
        }
        self._present = {person.id for person in people.values() if person.present}
        for id, person in people.items():
            stream = self.streams.setdefault(id, LiveStream(self._place))
            stream.forwarder.set_filming(topology.may_film(person))
        for leg in list(self.by_name.values()):
            # A participant whose page the broker doesn't know, as after its restart, keeps her
            # legs: she says her page again.
            page_unknown = leg.pair[0] in people and people[leg.pair[0]].page is None
            if self._wanted.get(leg.pair) != leg.page and not page_unknown:
                self.retire(leg)
        for gone in set(self.streams) - set(people):
            self._closing.start(self.streams.pop(gone).close())
        for pair in [pair for pair in self._limits if not set(pair) <= set(people)]:
            del self._limits[pair]
        for pair in self._wanted:
            self._make_first(pair)

    def repeat(self, participant: str) -> None:
        """She is back: offers that got lost on the way are sent again as they were."""
        for leg in self.by_name.values():
            if leg.pair[0] == participant and leg.state == "offered" and leg.offer:
                self._offer(leg)

    def of_pair(self, pair: Pair) -> list[NamedLeg]:
        """The pair's legs, the oldest first."""
        return [leg for leg in self.by_name.values() if leg.pair == pair]

    async def answer(self, leg: NamedLeg, sdp: str) -> None:
        try:
            await leg.answer(sdp)
        except BadDescription as error:
            log.info("answer refused", problem=str(error)[:200])
            await self._close(leg)

    def replace(self, leg: NamedLeg) -> None:
        """The leg's page says that its path is lost, or has changed."""
        if self._wanted.get(leg.pair) != leg.page:
            return
        newest = self.of_pair(leg.pair)[-1]
        if newest.state != "offered":
            self._start_making(leg.pair)
        elif newest.offer:
            self._offer(newest)

    def retire(self, leg: NamedLeg) -> None:
        self._send(leg.pair[0], leg.page, "retired", {"leg": leg.name})
        # Removed at once, so that another leg of the same pair can be made.
        if self.by_name.pop(leg.name, None) is not None:
            self._closing.start(leg.close())

    def make_no_more(self) -> None:
        """The legs there are go on until their pages end them; no leg is made any more."""
        self._wanted = {}

    async def close(self) -> None:
        self.make_no_more()
        await self._tasks.cancel()
        await asyncio.gather(*(self._close(leg) for leg in list(self.by_name.values())))
        await asyncio.gather(*(stream.close() for stream in self.streams.values()))
        await self._closing.finish()

    def _make_first(self, pair: Pair) -> None:
        """No leg is made for a page that is away, since nobody would answer: it comes back, or
        another page does."""
        page = self._wanted.get(pair)
        # A leg to a page that she has left may still be closing.
        has_leg = any(leg.page == page for leg in self.of_pair(pair))
        if page is not None and pair[0] in self._present and not has_leg:
            self._start_making(pair)

    def _start_making(self, pair: Pair) -> None:
        if pair not in self._making:
            self._making.add(pair)
            self._tasks.start(self._make(pair))

    async def _make(self, pair: Pair) -> None:
        """The leg is made when the rate limit allows, for whichever page is there by then."""
        again = pair in self._limits
        limit = self._limits.setdefault(pair, LegRateLimit())
        try:
            if wait := limit.wait(self._clock()):
                await asyncio.sleep(wait)
            page, stream = self._wanted.get(pair), self.streams.get(pair[1])
            if page is None or stream is None:
                return
            limit.note(self._clock())
            own = pair[0] == pair[1]
            peer = stream.publisher_leg(again=again) if own else stream.viewer_leg()
            leg = NamedLeg(peer, stream, pair, page)
            self.by_name[leg.name] = leg
            if await self._describe(leg):
                self._offer(leg)
                self._tasks.start(self._attend(leg))
            else:
                await self._close(leg)
        finally:
            self._making.discard(pair)
        # Her page may be another by now, or a port free.
        self._make_first(pair)
        await self._close_surplus(pair)

    async def _describe(self, leg: NamedLeg) -> bool:
        """Whether the leg has an offer now, and a page that still wants it."""
        try:
            leg.offer = self._place.public_sdp(await leg.peer.offer())
        except InvalidStateError:
            return False  # closed meanwhile
        except OSError as error:
            if not self._ports_short:
                log.warning("no leg can be made", problem=str(error)[:200])
            self._ports_short = True
            return False
        self._ports_short = False
        return leg.name in self.by_name and self._wanted.get(leg.pair) == leg.page

    def _offer(self, leg: NamedLeg) -> None:
        now = self._clock()
        if now - leg.offered_at >= REPEAT_AFTER:
            leg.offered_at = now
            offer = {"sdp": leg.offer, "leg": leg.name, "of": leg.pair[1]}
            self._send(leg.pair[0], leg.page, "offer", offer)

    async def _attend(self, leg: NamedLeg) -> None:
        """Follow the leg from its offer to its end; then make another, if one is still wanted."""
        connected = asyncio.ensure_future(leg.peer.connected.wait())
        closed = asyncio.ensure_future(leg.peer.closed.wait())
        try:
            await asyncio.wait(
                {connected, closed}, timeout=UNANSWERED, return_when=asyncio.FIRST_COMPLETED
            )
            if connected.done() and not closed.done():
                legs = self.of_pair(leg.pair)
                for older in legs[: legs.index(leg)] if leg in legs else ():
                    self._tasks.start(self._close_later(older))
                await closed
        finally:
            connected.cancel()
            closed.cancel()
        await self._close(leg)
        if self._wanted.get(leg.pair) == leg.page:
            await asyncio.sleep(REST)
            self._make_first(leg.pair)

    async def _close_surplus(self, pair: Pair) -> None:
        """A page that loses its path again and again leaves no heap of legs behind."""
        for leg in self.of_pair(pair)[:-MOST_LEGS]:
            await self._close(leg)

    async def _close_later(self, leg: NamedLeg) -> None:
        await asyncio.sleep(OVERLAP)
        await self._close(leg)

    async def _close(self, leg: NamedLeg) -> None:
        if self.by_name.pop(leg.name, None) is not None:
            await asyncio.shield(self._closing.start(leg.close()))


def _failed(error: BaseException) -> None:
    log.error("leg failed", exc_info=error)
