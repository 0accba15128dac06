"""What the facts of sessions mean for sockets: who is rung, who is hushed, who must go."""

from typing import Any
from uuid import UUID

from realtime.relay import Relay
from realtime.rooms import Rooms
from realtime.sockets.post import Post
from smarthands import events
from smarthands.access.watchers import people_on_site
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit
from smarthands.model import Event
from smarthands.model.session import SessionKind
from smarthands.sessions import ringing

SETTLED = {EventKind.SESSION_CLAIMED, EventKind.SESSION_ENDED}


class Ringing:
    """Called by push for every event of a job, in order."""

    def __init__(self, post: Post, rooms: Rooms, relay: Relay) -> None:
        self._post = post
        self._rooms = rooms
        self._relay = relay

    def hear(self, kit: Kit, event: Event) -> None:
        if event.kind in {EventKind.JOB_ASSIGNED, EventKind.JOIN_REVOKED}:
            self._unseat_strangers(kit, UUID(event.stream.partition("/")[2]))
        if not event.kind.startswith(("session.", "recording.")):
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
            told = {"session": session["id"], "state": session["state"], "by": by}
            self._tell_rung(kit, job_id, session, "quiet", told)
        self._seat(kit, event.stream, UUID(session["id"]))

    def _ring(self, kit: Kit, job_id: UUID, session: dict[str, Any]) -> None:
        with kit.reading() as db:
            card = ringing.card(db, UUID(session["id"]))
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
            rung = people_on_site(db, job_id)
        for person_id in rung:
            self._post.send(name, payload, f"person/{person_id}")

    def _seat(self, kit: Kit, stream: str, session_id: UUID) -> None:
        """As it is now: an event may be heard after those who came later have sat down."""
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

    def _unseat_strangers(self, kit: Kit, job_id: UUID) -> None:
        """Whoever was taken off the job, or whose link was taken back, has no seat on it either,
        also while her socket is away: what the others send goes from page to page."""
        rooms = self._rooms.of_job(job_id)
        if not rooms:
            return
        with kit.reading() as db:
            known = people_on_site(db, job_id)
        for room in rooms:
            for seat in room.send_out(known):
                if seat.sid:
                    self._relay.dismiss(room, seat.sid, "left")
            self._relay.tell(room)
