"""One live session on this node: its legs, its stills, its recording, and the signals and facts by
which pages and the web process learn whose media arrives."""

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
from realtime.media.transport.leg import NodeNetwork

STORED_EVERY = 1.0
RATE_EVERY = 5.0
"""Seconds after which the rate a publisher is to send is sent again, since a signal may be lost."""

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class NodeResources:
    """What all sessions of a node share."""

    network: NodeNetwork
    decoder_pool: DecoderPool
    web_api: WebApi
    recording_setup: RecordingSetup


class Session:
    """`send` sends a signal to one page of one participant. `tick` is to be called four times a
    second."""

    def __init__(
        self,
        id: str,
        resources: NodeResources,
        send: SendSignal,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.id = id
        self.legs = SessionLegs(resources.network, send, clock)
        self.recording = SessionRecording(resources.recording_setup, clock)
        self._stills = SessionStills(id, resources.decoder_pool, resources.web_api, send, clock)
        self._web_api = resources.web_api
        self._send = send
        self._clock = clock
        self._topology = SessionTopology({})
        self._liveness: dict[str, Liveness] = {}
        self._rates: dict[str, tuple[str, float]] = {}
        self._stored_sent_at = float("-inf")
        self._tasks = BackgroundTasks(_failed)

    def arrange(self, message: Any) -> None:
        """The broker's message `topology` is carried out; one that makes no sense is dropped."""
        try:
            topology = read_topology(message)
        except ValueError as error:
            log.warning("topology dropped", session=self.id, problem=str(error)[:200])
            return
        before, self._topology = self._topology, topology
        self.legs.arrange(topology)
        for person in topology.people.values():
            self._meet(person, before.people.get(person.id))
        for gone in set(self._liveness) - set(topology.people):
            self._liveness.pop(gone)
            self._rates.pop(gone, None)
        self._stills.arrange(topology, self.legs.streams)
        self.recording.arrange(topology, self.legs.streams)
        self._send_rates()

    def hear(self, sender: str, page: str, kind: str, data: Any) -> None:
        """A page's signal is carried out; one that makes no sense is dropped."""
        if not isinstance(data, dict):
            return
        if kind == "ask":
            self._stills.ask(sender, data)
        elif kind == "state":
            self._hear_state(sender, page, data)
        else:
            self._hear_of_leg(sender, page, kind, data)

    def _hear_state(self, sender: str, page: str, data: dict[str, Any]) -> None:
        person = self._topology.people.get(sender)
        if person is not None and person.page == page:
            self.legs.streams[sender].forwarder.set_still_mode(data.get("sends") == "stills")

    def _hear_of_leg(self, sender: str, page: str, kind: str, data: dict[str, Any]) -> None:
        leg = self.legs.by_name.get(str(data.get("leg")))
        if leg is None or (leg.pair[0], leg.page) != (sender, page):
            return
        if kind == "answer" and isinstance(data.get("sdp"), str):
            self._tasks.start(self.legs.answer(leg, data["sdp"]))
        elif kind == "candidate" and isinstance(data.get("candidate"), str):
            self._tasks.start(leg.candidate(data["candidate"]))
        elif kind == "lost":
            if liveness := self._liveness.get(sender):
                liveness.blame("network")
            self.legs.replace(leg)

    def tick(self) -> None:
        now = self._clock()
        for id, liveness in self._liveness.items():
            if liveness.check():
                self._send_flow(id)
            if self._topology.people[id].media == "stills":
                liveness.excuse()
            if outage := liveness.outage():
                ago = now - outage.since
                self._tasks.start(self._web_api.report_gap(self.id, id, outage, ago))
        self.recording.arrange(self._topology, self.legs.streams)
        self._send_rates()
        self._stills.tick()
        if now - self._stored_sent_at >= STORED_EVERY and (stored := self.recording.stored()):
            self._stored_sent_at = now
            self._tell_all("stored", stored)

    @property
    def idle(self) -> bool:
        """Whether no participant has a leg here any more."""
        return not self.legs.by_name

    def end(self) -> None:
        """Nothing more is recorded, and what was recorded goes on to S3. The legs are left for the
        pages to end."""
        self.recording.end()
        self.legs.make_no_more()

    async def close(self) -> None:
        self.end()
        await self._tasks.cancel()
        await self._stills.close()
        await self.legs.close()

    def _meet(self, person: SessionParticipant, before: SessionParticipant | None) -> None:
        """A participant who comes is told the flows; one who comes back gets her offers again."""
        stream = self.legs.streams[person.id]
        if person.id not in self._liveness:
            self._liveness[person.id] = Liveness(stream, self._clock)
        came = before is None or (before.page, before.present) != (person.page, person.present)
        if before is not None and before.page not in (None, person.page):
            self._liveness[person.id].blame("page")
        elif not person.present:
            self._liveness[person.id].blame("network")
        if came and person.present:
            self.legs.repeat(person.id)
            self._rates.pop(person.id, None)
            for id in self._liveness:
                self._send_flow(id, to=person)

    def _tell(self, person: SessionParticipant, kind: str, data: dict[str, Any]) -> None:
        if person.page is not None:
            self._send(person.id, person.page, kind, data)

    def _tell_all(self, kind: str, data: dict[str, Any]) -> None:
        for person in self._topology.people.values():
            self._tell(person, kind, data)

    def _send_flow(self, of: str, to: SessionParticipant | None = None) -> None:
        flows = self._liveness[of].flows
        if flows is None:
            return
        data = {"of": of, "audio": flows["audio"], "video": flows["video"]}
        if to is not None:
            self._tell(to, "flow", data)
        else:
            self._tell_all("flow", data)

    def _send_rates(self) -> None:
        """A picture that nobody looks at live needn't fill the publisher's uplink, and one that the
        site forbids is not to be sent at all."""
        now = self._clock()
        live = self._topology.live()
        for person in live:
            needed = "full" if len(live) > 1 or self._topology.state == "on" else "small"
            needed = needed if self._topology.may_film(person) else "none"
            before, at = self._rates.get(person.id, ("", float("-inf")))
            if needed != before or now - at >= RATE_EVERY:
                self._rates[person.id] = needed, now
                self._tell(person, "rate", {"video": needed, "kbps": None})


def _failed(error: BaseException) -> None:
    if isinstance(error, FactRefused):
        log.warning("fact refused", problem=str(error))
    else:
        log.error("session failed", exc_info=error)
