"""One live session, as a node sits in it: its legs, its stills, its recording, and what it tells of
what comes and what doesn't."""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

import structlog

from realtime.media.session.liveness import Liveness
from realtime.media.session.session_legs import SendSignal, SessionLegs
from realtime.media.session.session_recording import RecordingSetup, SessionRecording
from realtime.media.session.session_stills import SessionStills
from realtime.media.session.topology import SessionParticipant, SessionTopology, read_topology
from realtime.media.session.web_api import FactRefused, WebApi
from realtime.media.stills.decoder_pool import DecoderPool
from realtime.media.tasks import BackgroundTasks
from realtime.media.transport.leg import Place

STORED_EVERY = 1.0
RATE_EVERY = 5.0
"""What is needed of a picture is said again, since a signal may be lost."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NodeResources:
    """What all sessions of a node share."""

    place: Place
    darkroom: DecoderPool
    house: WebApi
    studio: RecordingSetup


class Session:
    """`speak` says something to one page of one participant. `tick` is to be called four times a
    second."""

    def __init__(
        self,
        id: str,
        means: NodeResources,
        speak: SendSignal,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.id = id
        self.wiring = SessionLegs(means.place, speak, clock)
        self.taping = SessionRecording(means.studio, clock)
        self._gallery = SessionStills(id, means.darkroom, means.house, speak, clock)
        self._house = means.house
        self._speak = speak
        self._clock = clock
        self._seating = SessionTopology({})
        self._pulses: dict[str, Liveness] = {}
        self._rates: dict[str, tuple[str, float]] = {}
        self._told_stored = float("-inf")
        self._tasks = BackgroundTasks(_failed)

    def arrange(self, topology: Any) -> None:
        try:
            seating = read_topology(topology)
        except ValueError as error:
            log.warning("topology dropped", session=self.id, problem=str(error)[:200])
            return
        before, self._seating = self._seating, seating
        self.wiring.arrange(seating)
        for one in seating.people.values():
            self._meet(one, before.people.get(one.id))
        for gone in set(self._pulses) - set(seating.people):
            self._pulses.pop(gone)
            self._rates.pop(gone, None)
        self._gallery.arrange(seating, self.wiring.streams)
        self.taping.arrange(seating, self.wiring.streams)
        self._tell_rates()

    def hear(self, sender: str, page: str, kind: str, data: Any) -> None:
        """A signal of a page; what makes no sense is dropped."""
        if not isinstance(data, dict):
            return
        if kind == "ask":
            self._gallery.ask(sender, data)
            return
        if kind == "state":
            one = self._seating.people.get(sender)
            if one is not None and one.page == page:
                slow = data.get("sends") == "stills"
                self.wiring.streams[sender].forwarder.sends_stills(slow)
            return
        bound = self.wiring.legs.get(str(data.get("leg")))
        if bound is None or (bound.pair[0], bound.page) != (sender, page):
            return
        if kind == "answer" and isinstance(data.get("sdp"), str):
            self._tasks.begin(self.wiring.answer(bound, data["sdp"]))
        elif kind == "candidate" and isinstance(data.get("candidate"), str):
            self._tasks.begin(bound.candidate(data["candidate"]))
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
                self._tasks.begin(self._house.tell_gap(self.id, id, outage, ago))
        self.taping.arrange(self._seating, self.wiring.streams)
        self._tell_rates()
        self._gallery.tick()
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
        await self._tasks.cancel()
        await self._gallery.close()
        await self.wiring.close()

    def _meet(self, one: SessionParticipant, before: SessionParticipant | None) -> None:
        """Whoever comes is told how it stands; whoever comes back is made her offers again."""
        stream = self.wiring.streams[one.id]
        if one.id not in self._pulses:
            self._pulses[one.id] = Liveness(stream, self._clock)
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

    def _tell(self, one: SessionParticipant, kind: str, data: dict[str, Any]) -> None:
        if one.page is not None:
            self._speak(one.id, one.page, kind, data)

    def _tell_all(self, kind: str, data: dict[str, Any]) -> None:
        for one in self._seating.people.values():
            self._tell(one, kind, data)

    def _tell_flow(self, of: str, to: SessionParticipant | None = None) -> None:
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


def _failed(error: BaseException) -> None:
    if isinstance(error, FactRefused):
        log.warning("fact refused", problem=str(error))
    else:
        log.error("session failed", exc_info=error)
