"""One live session, as a node sits in it: its legs, its stills, its recording, and what it tells of
what comes and what doesn't."""

import asyncio
import base64
import time
from collections.abc import Callable, Coroutine
from dataclasses import dataclass
from typing import Any

import structlog

from realtime.media.bound import Bound
from realtime.media.darkroom import Darkroom
from realtime.media.house import House, Refused
from realtime.media.legs import Place
from realtime.media.seating import Seating, Sitting, read_topology
from realtime.media.stills import WALL, NoPicture, Still, Stills, Undecodable
from realtime.media.taping import Studio, Taping
from realtime.media.vitals import Pulse
from realtime.media.wiring import Speak, Wiring

WALL_EVERY = 4.0
STORED_EVERY = 1.0
RATE_EVERY = 5.0
"""What is needed of a picture is said again, since a signal may be lost."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Means:
    """What all sessions of a node share."""

    place: Place
    darkroom: Darkroom
    house: House
    studio: Studio


class Session:
    """`speak` says something to one page of one participant. `tick` is to be called four times a
    second."""

    def __init__(
        self,
        id: str,
        means: Means,
        speak: Speak,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.id = id
        self.wiring = Wiring(means.place, speak, clock)
        self.taping = Taping(means.studio, clock)
        self._means = means
        self._speak = speak
        self._clock = clock
        self._seating = Seating({})
        self._pulses: dict[str, Pulse] = {}
        self._stills: dict[str, Stills] = {}
        self._rates: dict[str, tuple[str, float]] = {}
        self._walled = self._told_stored = float("-inf")
        self._tasks: set[asyncio.Task[None]] = set()

    def arrange(self, topology: dict[str, Any]) -> None:
        before, self._seating = self._seating, read_topology(topology)
        self.wiring.arrange(self._seating)
        for one in self._seating.people.values():
            self._meet(one, before.people.get(one.id))
        for gone in set(self._pulses) - set(self._seating.people):
            for known in (self._pulses, self._stills, self._rates):
                known.pop(gone, None)
        self.taping.arrange(self._seating, self.wiring.streams)
        self._tell_rates()

    def hear(self, sender: str, page: str, kind: str, data: Any) -> None:
        """A signal of a page; what makes no sense is dropped."""
        if not isinstance(data, dict):
            return
        if kind == "ask":
            self._spawn(self._answer(sender, page, data))
            return
        bound = self.wiring.legs.get(str(data.get("leg")))
        if bound is None or (bound.pair[0], bound.page) != (sender, page):
            return
        if kind == "answer" and isinstance(data.get("sdp"), str):
            self._spawn(self.wiring.answer(bound, data["sdp"]))
        elif kind == "candidate" and isinstance(data.get("candidate"), str):
            self._spawn(self._candidate(bound, data["candidate"]))
        elif kind == "lost":
            if pulse := self._pulses.get(sender):
                pulse.blame("network")
            self.wiring.replace(bound)

    def tick(self) -> None:
        now = self._clock()
        for id, pulse in self._pulses.items():
            if pulse.look():
                self._tell_flow(id)
            if self._seating.people[id].media == "stills":
                pulse.excuse()
            if outage := pulse.outage():
                ago = now - outage.since
                self._spawn(self._means.house.tell_gap(self.id, id, outage, ago))
        self.taping.arrange(self._seating, self.wiring.streams)
        self._tell_rates()
        if now - self._walled >= WALL_EVERY and self._seating.watching():
            self._walled = now
            for one in self._filming():
                self._spawn(self._hang(one))
        if now - self._told_stored >= STORED_EVERY and (stored := self.taping.stored()):
            self._told_stored = now
            self._tell_all("stored", stored)

    @property
    def idle(self) -> bool:
        """Nobody has a leg here any more."""
        return not self.wiring.legs

    def end(self) -> None:
        """Nothing more is recorded; what was, goes on to S3. The legs are for the pages to end."""
        self.taping.end()
        self.wiring.settle()

    async def close(self) -> None:
        self.end()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await self.wiring.close()

    def _meet(self, one: Sitting, before: Sitting | None) -> None:
        """Whoever comes is told how it stands; whoever comes back is made her offers again."""
        stream = self.wiring.streams[one.id]
        if one.id not in self._pulses:
            self._pulses[one.id] = Pulse(stream, self._clock)
            self._stills[one.id] = Stills(stream.forwarder, self._means.darkroom, self._clock)
        came = before is None or (before.page, before.present) != (one.page, one.present)
        if before is not None and before.page not in (None, one.page):
            self._pulses[one.id].blame("page")
        elif not one.present:
            self._pulses[one.id].blame("network")
        if came and one.present:
            self.wiring.repeat(one.id)
            self._rates.pop(one.id, None)
            for id in self._pulses:
                self._tell_flow(id, to=one)
            if one.media == "stills":
                self._walled = float("-inf")

    def _filming(self) -> list[Sitting]:
        return [one for one in self._seating.people.values() if one.on_site]

    def _tell(self, one: Sitting, kind: str, data: dict[str, Any]) -> None:
        if one.page is not None:
            self._speak(one.id, one.page, kind, data)

    def _tell_all(self, kind: str, data: dict[str, Any]) -> None:
        for one in self._seating.people.values():
            self._tell(one, kind, data)

    def _tell_flow(self, of: str, to: Sitting | None = None) -> None:
        flows = self._pulses[of].flows
        if flows is None:
            return
        said = {"of": of, "audio": flows["audio"], "video": flows["video"]}
        if to is not None:
            self._tell(to, "flow", said)
        else:
            self._tell_all("flow", said)

    def _tell_rates(self) -> None:
        """A picture that nobody looks at live needn't fill her uplink."""
        now = self._clock()
        for one in self._seating.live():
            others = [other for other in self._seating.live() if other is not one]
            needed = "full" if others or self._seating.state == "on" else "small"
            before, at = self._rates.get(one.id, ("", float("-inf")))
            if needed != before or now - at >= RATE_EVERY:
                self._rates[one.id] = needed, now
                self._tell(one, "rate", {"video": needed, "kbps": None})

    async def _candidate(self, bound: Bound, line: str) -> None:
        await bound.candidate(line)

    async def _hang(self, one: Sitting) -> None:
        """On the walls of those who watch."""
        try:
            still = await self._stills[one.id].take(WALL)
        except (NoPicture, Undecodable):
            return  # the flow says already that there is no picture
        for watcher in self._seating.watching():
            self._tell(watcher, "still", _shown(one.id, None, still))

    async def _answer(self, sender: str, page: str, asked: dict[str, Any]) -> None:
        """A still out of the video, for whoever pressed the key, and for the job."""
        id = asked.get("value")
        asker = self._seating.people.get(sender)
        filming = [one for one in self._filming() if one.id in self._stills]
        if asked.get("what") != "still" or not isinstance(id, str) or asker is None or not filming:
            return
        one = filming[0]
        try:
            small = await self._stills[one.id].take(WALL)
            self._speak(sender, page, "still", _shown(one.id, id, small))
            whole = await self._stills[one.id].take()
            await self._means.house.answer_still(self.id, id, one.id, whole)
        except (NoPicture, Undecodable) as error:
            log.info("no still", problem=str(error))
        except Refused as error:
            log.warning("still refused", problem=str(error))

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if task.cancelled() or (error := task.exception()) is None:
            return
        if isinstance(error, Refused):
            log.warning("fact refused", problem=str(error))
        else:
            log.error("session failed", exc_info=error)


def _shown(of: str, id: str | None, still: Still) -> dict[str, Any]:
    return {
        "of": of,
        "id": id,
        "jpeg": base64.b64encode(still.jpeg).decode(),
        "width": still.width,
        "height": still.height,
        "at": still.at.isoformat(),
    }
