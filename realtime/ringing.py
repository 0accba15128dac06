"""What events of sessions mean for sockets: who is rung, whose ringing ends, who must leave."""

from typing import Any
from uuid import UUID

from realtime.relay import Relay
from realtime.rooms import Rooms
from realtime.sockets.emitter import Emitter
from smarthands import events
from smarthands.access.watchers import people_on_site
from smarthands.event_kinds import EventKind
from smarthands.events import RecordedEvent
from smarthands.kit import Kit
from smarthands.sessions import attendance, ringing

MAY_CHANGE_POLICY = {EventKind.JOB_PHOTO_POLICY_SET, EventKind.JOB_EDITED}
SETTLED = {EventKind.SESSION_CLAIMED, EventKind.SESSION_ENDED}


class Ringing:
    """Called by push for every event of a job, in order."""

    def __init__(self, emitter: Emitter, rooms: Rooms, relay: Relay) -> None:
        self._emitter = emitter
        self._rooms = rooms
        self._relay = relay

    def hear(self, kit: Kit, event: RecordedEvent) -> None:
        if event.kind in {EventKind.JOB_ASSIGNED, EventKind.JOIN_REVOKED}:
            self._unseat_strangers(kit, UUID(event.stream.partition("/")[2]))
        if event.kind in MAY_CHANGE_POLICY:
            self._follow_policy(kit, UUID(event.stream.partition("/")[2]))
        if not event.kind.startswith(("session.", "recording.", "guest.")):
            return
        session: dict[str, Any] | None = events.body_of(event)["details"].get("session")
        if session is None or event.kind == EventKind.SESSION_REPORTED:
            return
        job_id = UUID(event.stream.partition("/")[2])
        if event.kind == EventKind.SESSION_ASKED:
            self._ring(kit, job_id, session)
        if event.kind in SETTLED:
            by = (
                session["claimed_by"]
                if event.kind == EventKind.SESSION_CLAIMED
                else session["ended_by"]
            )
            quiet = {"session": session["id"], "state": session["state"], "by": by}
            self._tell_rung(kit, job_id, session, "quiet", quiet)
        self._seat(kit, event.stream, UUID(session["id"]))

    def _ring(self, kit: Kit, job_id: UUID, session: dict[str, Any]) -> None:
        with kit.reading() as db:
            card = ringing.card(db, UUID(session["id"]))
        # An event may be found late, after a restart, when somebody has answered meanwhile.
        if card and card["session"]["state"] == "ringing":
            self._tell_rung(kit, job_id, session, "ring", card)

    def _tell_rung(
        self, kit: Kit, job_id: UUID, session: dict[str, Any], name: str, payload: object
    ) -> None:
        if ringing.rings_at_desk(session):
            self._emitter.emit(name, payload, "experts")
            return
        with kit.reading() as db:
            rung = people_on_site(db, job_id)
        for person_id in rung:
            self._emitter.emit(name, payload, f"person/{person_id}")

    def _seat(self, kit: Kit, stream: str, session_id: UUID) -> None:
        """Seat the session's participants as they are now: an event may be heard after people who
        came later have sat down."""
        room = self._rooms.get(str(session_id))
        if room is None:
            return
        with kit.reading() as db:
            card, seq = ringing.card(db, session_id), events.last_seq(db, stream)
        if card is None or card["session"]["state"] == "ended":
            self._rooms.close(room.session)
            for sid in list(room.by_sid):
                self._relay.dismiss(room, sid, "ended")
            return
        for seat in room.sync(card["session"], seq):
            if seat.sid:
                self._relay.dismiss(room, seat.sid, "left")
        self._relay.tell(room)

    def _follow_policy(self, kit: Kit, job_id: UUID) -> None:
        """Tell everyone in the job's rooms what the site allows of pictures now."""
        for room in self._rooms.of_job(job_id):
            rule = attendance.photo_rule_at(kit, job_id)
            if rule != room.photo_rule:
                room.photo_rule = rule
                self._relay.tell(room)

    def _unseat_strangers(self, kit: Kit, job_id: UUID) -> None:
        """Take the seats of people who were taken off the job or whose link was revoked, also while
        their sockets are away, since what the others send goes from page to page."""
        rooms = self._rooms.of_job(job_id)
        if not rooms:
            return
        with kit.reading() as db:
            on_site = people_on_site(db, job_id)
        for room in rooms:
            for seat in room.send_out(on_site):
                if seat.sid:
                    self._relay.dismiss(room, seat.sid, "left")
            self._relay.tell(room)
