"""What the facts of sessions mean for sockets: who is rung, who is hushed, who must go."""

from typing import Any
from uuid import UUID

from sqlalchemy import select

from realtime.post import Post
from realtime.relay import Relay
from realtime.rooms import Rooms
from realtime.sockets import Sockets
from smarthands import calls, events
from smarthands.access import job_for
from smarthands.errors import Code, Problem
from smarthands.kit import Kit
from smarthands.model import Event, JobTechnician, Join
from smarthands.model.session import SessionKind

SETTLED = {"session.claimed", "session.ended"}


class Ringing:
    """Called by push for every event of a job, in order."""

    def __init__(self, post: Post, sockets: Sockets, rooms: Rooms, relay: Relay) -> None:
        self._post = post
        self._sockets = sockets
        self._rooms = rooms
        self._relay = relay

    def hear(self, kit: Kit, event: Event) -> None:
        if event.kind == "job.assigned":
            self._unseat_strangers(kit, UUID(event.stream.partition("/")[2]))
        if not event.kind.startswith("session.") or event.kind == "session.reported":
            return
        session: dict[str, Any] = events.body_of(event)["details"]["session"]
        job_id = UUID(event.stream.partition("/")[2])
        if event.kind == "session.asked":
            self._ring(kit, job_id, session)
        if event.kind in SETTLED:
            by = session["claimed_by"] if event.kind == "session.claimed" else session["ended_by"]
            told = {"session": session["id"], "state": session["state"], "by": by}
            self._tell_rung(kit, job_id, session, "quiet", told)
        self._seat(kit, UUID(session["id"]))

    def _ring(self, kit: Kit, job_id: UUID, session: dict[str, Any]) -> None:
        with kit.reading() as db:
            card = calls.card(db, UUID(session["id"]))
        # Found late, after a restart: nobody is rung for what somebody has answered meanwhile.
        if card and card["session"]["state"] == "ringing":
            self._tell_rung(kit, job_id, session, "ring", card)

    def _tell_rung(
        self, kit: Kit, job_id: UUID, session: dict[str, Any], name: str, payload: object
    ) -> None:
        if session["kind"] == SessionKind.HELP:
            self._post.send(name, payload, "experts")
            return
        with kit.reading() as db:
            crew = select(JobTechnician.person_id).where(
                JobTechnician.job_id == job_id, JobTechnician.left_at.is_(None)
            )
            guests = select(Join.person_id).where(
                Join.job_id == job_id, Join.revoked_at.is_(None), Join.person_id.is_not(None)
            )
            for person_id in [*db.scalars(crew), *db.scalars(guests)]:
                self._post.send(name, payload, f"person/{person_id}")

    def _seat(self, kit: Kit, session_id: UUID) -> None:
        """As it is now: an event may be heard after those who came later have sat down."""
        room = self._rooms.get(str(session_id))
        if room is None:
            return
        with kit.reading() as db:
            card = calls.card(db, session_id)
        if card is None or card["session"]["state"] == "ended":
            self._rooms.close(room.session)
            for sid in list(room.by_sid):
                self._relay.dismiss(room, sid, "ended")
            return
        for seat in room.sync(card["session"]["participants"]):
            if seat.sid:
                self._relay.dismiss(room, seat.sid, "left")
        self._relay.tell(room)

    def _unseat_strangers(self, kit: Kit, job_id: UUID) -> None:
        """Whoever was taken off the job has no seat on it either."""
        for room in self._rooms.of_job(job_id):
            for sid in list(room.by_sid):
                connected = self._sockets.get(sid)
                try:
                    with kit.reading() as db:
                        if connected:
                            job_for(db, connected.actor, job_id)
                except Problem as problem:
                    if problem.code != Code.NOT_FOUND:
                        raise
                    room.stand(sid)
                    self._relay.dismiss(room, sid, "left")
                    self._relay.tell(room)
