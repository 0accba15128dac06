"""The legs of one session: made as its seating asks for them, replaced when a path is lost, closed
when somebody has gone. A leg that is replaced goes on until the new one lives."""

import asyncio
import time
from collections.abc import Callable
from typing import Any

import structlog
from aiortc.exceptions import InvalidStateError

from realtime.media.forwarding.stream import Stream
from realtime.media.session.named_leg import REPEAT_AFTER, LegRateLimit, NamedLeg, Pair
from realtime.media.session.topology import SessionTopology
from realtime.media.tasks import BackgroundTasks
from realtime.media.transport.leg import BadDescription, Place

OVERLAP = 3.0
"""Seconds that a replaced leg stays after the new one is connected: the first keyframe has come by
then, and the page has closed it."""
UNANSWERED = 15.0
REST = 1.0
MOST_LEGS = 4

SendSignal = Callable[[str, str, str, dict[str, Any]], None]
"""Participant, page, kind, data."""

log = structlog.get_logger()


class SessionLegs:
    """`streams` are by participant: what she publishes, whatever page or leg it comes from."""

    def __init__(
        self, place: Place, speak: SendSignal, clock: Callable[[], float] = time.monotonic
    ) -> None:
        self.streams: dict[str, Stream] = {}
        self.legs: dict[str, NamedLeg] = {}
        self._place = place
        self._speak = speak
        self._clock = clock
        self._wanted: dict[Pair, str] = {}
        self._present: set[str] = set()
        self._making: set[Pair] = set()
        self._paces: dict[Pair, LegRateLimit] = {}
        self._short = False
        self._tasks = BackgroundTasks(_failed)
        # These go on to their end, whoever waits for them: what is half closed keeps its port.
        self._closing = BackgroundTasks(_failed)

    def arrange(self, seating: SessionTopology) -> None:
        """Make what is missing, close what nobody is to have any more."""
        self._wanted = {
            (one.id, other.id): one.page for one, other in seating.pairs() if one.page is not None
        }
        self._present = {one.id for one in seating.people.values() if one.present}
        for one in seating.people.values():
            self.streams.setdefault(one.id, Stream(self._place))
        for bound in list(self.legs.values()):
            # Whose page is not known keeps what she has: after a restart she says it again.
            known = bound.pair[0] in seating.people and seating.people[bound.pair[0]].page is None
            if self._wanted.get(bound.pair) != bound.page and not known:
                self.retire(bound)
        for gone in set(self.streams) - set(seating.people):
            self._closing.begin(self.streams.pop(gone).close())
        for pair in [pair for pair in self._paces if not set(pair) <= set(seating.people)]:
            del self._paces[pair]
        for pair in self._wanted:
            self._make_first(pair)

    def repeat(self, participant: str) -> None:
        """She is back: offers that got lost on the way are made again as they were."""
        for bound in self.legs.values():
            if bound.pair[0] == participant and bound.state == "offered" and bound.offer:
                self._offer(bound)

    def of(self, pair: Pair) -> list[NamedLeg]:
        """The oldest first."""
        return [bound for bound in self.legs.values() if bound.pair == pair]

    async def answer(self, bound: NamedLeg, sdp: str) -> None:
        try:
            await bound.answer(sdp)
        except BadDescription as error:
            log.info("answer refused", problem=str(error)[:200])
            await self._close(bound)

    def replace(self, bound: NamedLeg) -> None:
        """Its page says that the path is lost, or has changed."""
        if self._wanted.get(bound.pair) != bound.page:
            return
        newest = self.of(bound.pair)[-1]
        if newest.state != "offered":
            self._make(bound.pair)
        elif newest.offer:
            self._offer(newest)

    def retire(self, bound: NamedLeg) -> None:
        self._speak(bound.pair[0], bound.page, "retired", {"leg": bound.name})
        # At once, so that another of the same pair can be made.
        if self.legs.pop(bound.name, None) is not None:
            self._closing.begin(bound.close())

    def settle(self) -> None:
        """What there is goes on until its pages end it; nothing is made any more."""
        self._wanted = {}

    async def close(self) -> None:
        self.settle()
        await self._tasks.cancel()
        await asyncio.gather(*(self._close(bound) for bound in list(self.legs.values())))
        await asyncio.gather(*(stream.close() for stream in self.streams.values()))
        await self._closing.finish()

    def _make_first(self, pair: Pair) -> None:
        """Nobody answers for a page that is not there; it comes back, or another does."""
        page = self._wanted.get(pair)
        # One to a page that she has left may still be closing.
        has = any(bound.page == page for bound in self.of(pair))
        if page is not None and pair[0] in self._present and not has:
            self._make(pair)

    def _make(self, pair: Pair) -> None:
        if pair not in self._making:
            self._making.add(pair)
            self._tasks.begin(self._made(pair))

    async def _made(self, pair: Pair) -> None:
        """In its time, for whichever page is there by then."""
        again = pair in self._paces
        pace = self._paces.setdefault(pair, LegRateLimit())
        try:
            if wait := pace.wait(self._clock()):
                await asyncio.sleep(wait)
            page, stream = self._wanted.get(pair), self.streams.get(pair[1])
            if page is None or stream is None:
                return
            pace.made(self._clock())
            own = pair[0] == pair[1]
            leg = stream.publisher_leg(again=again) if own else stream.viewer_leg()
            bound = NamedLeg(leg, stream, pair, page, self._clock())
            self.legs[bound.name] = bound
            if await self._described(bound):
                self._offer(bound)
                self._tasks.begin(self._attend(bound))
            else:
                await self._close(bound)
        finally:
            self._making.discard(pair)
        # Her page may be another by now, or a port free.
        self._make_first(pair)
        await self._thin_out(pair)

    async def _described(self, bound: NamedLeg) -> bool:
        """Whether there is an offer now, and still somebody to make it to."""
        try:
            bound.offer = self._place.published(await bound.leg.offer())
        except InvalidStateError:
            return False  # closed meanwhile
        except OSError as error:
            if not self._short:
                log.warning("no leg can be made", problem=str(error)[:200])
            self._short = True
            return False
        self._short = False
        return bound.name in self.legs and self._wanted.get(bound.pair) == bound.page

    def _offer(self, bound: NamedLeg) -> None:
        now = self._clock()
        if now - bound.offered_at >= REPEAT_AFTER:
            bound.offered_at = now
            said = {"sdp": bound.offer, "leg": bound.name, "of": bound.pair[1]}
            self._speak(bound.pair[0], bound.page, "offer", said)

    async def _attend(self, bound: NamedLeg) -> None:
        """From the offer to its end; then another is made, if it is still to be."""
        connected = asyncio.ensure_future(bound.leg.connected.wait())
        closed = asyncio.ensure_future(bound.leg.closed.wait())
        try:
            await asyncio.wait(
                {connected, closed}, timeout=UNANSWERED, return_when=asyncio.FIRST_COMPLETED
            )
            if connected.done() and not closed.done():
                older = self.of(bound.pair)
                for before in older[: older.index(bound)] if bound in older else ():
                    self._tasks.begin(self._close_later(before))
                await closed
        finally:
            connected.cancel()
            closed.cancel()
        await self._close(bound)
        if self._wanted.get(bound.pair) == bound.page:
            await asyncio.sleep(REST)
            self._make_first(bound.pair)

    async def _thin_out(self, pair: Pair) -> None:
        """A page that loses its path again and again leaves no heap of legs behind."""
        for bound in self.of(pair)[:-MOST_LEGS]:
            await self._close(bound)

    async def _close_later(self, bound: NamedLeg) -> None:
        await asyncio.sleep(OVERLAP)
        await self._close(bound)

    async def _close(self, bound: NamedLeg) -> None:
        if self.legs.pop(bound.name, None) is not None:
            await asyncio.shield(self._closing.begin(bound.close()))


def _failed(error: BaseException) -> None:
    log.error("leg failed", exc_info=error)
