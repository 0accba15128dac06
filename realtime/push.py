"""Commit, then speak: events reach the sockets of this process, whoever recorded them.

Own events come by `announce`; those of other processes are found by looking at the table, so that
no queue is needed. A push may be lost; `seq` and the catch-up feed make that harmless.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog
from sqlalchemy import select, tuple_

from realtime.sockets.connected import Sockets
from realtime.sockets.post import Post
from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.kit import Kit
from smarthands.model import Event, Job, JobTechnician, Join, Login, Person, Share
from smarthands.model.evidence import Audience

TICK_SECONDS = 0.5
LOOK_BACK = timedelta(seconds=10)
RECHECK_SECONDS = 5
BATCH = 1000
INSIDE = frozenset({Audience.INTERNAL.value, Audience.CLIENT.value})
OUTSIDE = frozenset({Audience.CLIENT.value})
CHANGES_LOGINS = {
    "login.ended",
    "person.signed_out",
    "person.reset",
    "person.deactivated",
    "person.password_set",
    "person.edited",
}

Listener = Callable[[Kit, Event], None]
"""Whoever else acts on the events of jobs."""

log = structlog.get_logger()


class Push:
    """Sends what happened to whoever follows it, and closes the sockets of ended logins."""

    def __init__(self, post: Post, sockets: Sockets) -> None:
        self._post = post
        self._sockets = sockets
        self.listeners: list[Listener] = []
        self._waiting: deque[Event] = deque()
        self._wake = threading.Event()
        self._seen: dict[tuple[str, int], datetime] = {}
        self._rechecked: datetime | None = None

    def announce(self, recorded: Sequence[Event]) -> None:
        """Called after each commit; costs nothing while nobody is connected."""
        if len(self._sockets):
            self._waiting.extend(recorded)
            self._wake.set()

    def run(self, kit: Kit) -> None:
        """Runs for ever, as a background task of the web process."""
        while True:
            self._wake.wait(TICK_SECONDS)
            self._wake.clear()
            if not len(self._sockets):
                continue
            try:
                self.step(kit)
            except Problem as problem:  # the database is busy: the next step finds the same events
                log.warning("push waits", code=problem.code.value)
            except Exception as error:
                log.error("push failed", exc_info=error)

    def step(self, kit: Kit) -> None:
        now = kit.now()
        self._seen = {place: at for place, at in self._seen.items() if at > now - 2 * LOOK_BACK}
        for event in self._news(kit, now):
            self._seen[event.stream, event.seq] = event.at
            try:
                self._send(kit, event)
            except Problem:
                del self._seen[event.stream, event.seq]
                raise
        if self._rechecked is None or now - self._rechecked > timedelta(seconds=RECHECK_SECONDS):
            self._rechecked = now
            self._close_ended(kit, now)

    def _news(self, kit: Kit, now: datetime) -> list[Event]:
        """What was not sent yet, each stream in order: an event that was announced may follow one
        of another process that has to be looked for."""
        found = {}
        while self._waiting:
            event = self._waiting.popleft()
            found[event.stream, event.seq] = event
        with kit.reading() as db:
            recent = select(Event.stream, Event.seq).where(Event.at > now - LOOK_BACK)
            places = db.execute(recent.order_by(Event.at).limit(BATCH)).all()
            missing = [place for place in places if place not in self._seen and place not in found]
            for event in db.scalars(
                select(Event).where(tuple_(Event.stream, Event.seq).in_(missing))
            ):
                found[event.stream, event.seq] = event
        return [found[place] for place in sorted(found.keys() - self._seen.keys())]

    def _send(self, kit: Kit, event: Event) -> None:
        kind, _, id = event.stream.partition("/")
        if kind != "job":
            if event.kind in CHANGES_LOGINS:
                self._close_ended(kit, kit.now())
            return
        job_id = UUID(id)
        if event.kind == "job.assigned":
            self._take_off(kit, job_id)
        inside, outside = events.wire(event, INSIDE), events.wire(event, OUTSIDE)
        for connected in self._sockets.following(job_id):
            self._post.send("event", inside if connected.actor.internal else outside, connected.sid)
        for hear in self.listeners:
            hear(kit, event)
        self._hint(kit, event, job_id)
        if event.kind in {"share.revoked", "join.revoked"}:
            self._close_ended(kit, kit.now())

    def _hint(self, kit: Kit, event: Event, job_id: UUID) -> None:
        changed = {"job": str(job_id), "seq": event.seq}
        self._post.send("changed", changed, "desk")
        with kit.reading() as db:
            organization = db.scalar(select(Job.organization_id).where(Job.id == job_id))
            crew = db.scalars(
                select(JobTechnician.person_id).where(
                    JobTechnician.job_id == job_id, JobTechnician.left_at.is_(None)
                )
            ).all()
            guests = db.scalars(
                select(Join.person_id).where(
                    Join.job_id == job_id, Join.person_id.is_not(None), Join.revoked_at.is_(None)
                )
            ).all()
        if event.audience == Audience.CLIENT:
            self._post.send("changed", changed, f"organization/{organization}")
            for person_id in guests:
                self._post.send("changed", changed, f"person/{person_id}")
        for person_id in crew:
            self._post.send("changed", changed, f"person/{person_id}")
        if event.kind == "job.assigned":
            self._post.send("changed", {"job": None, "seq": None}, "technicians")

    def _take_off(self, kit: Kit, job_id: UUID) -> None:
        """Whoever is no longer on the job stops following it."""
        for connected in self._sockets.following(job_id):
            try:
                with kit.reading() as db:
                    job_for(db, connected.actor, job_id)
            except Problem as problem:
                if problem.code != Code.NOT_FOUND:
                    raise
                connected.jobs.discard(job_id)
                self._post.send("unfollowed", {"job": str(job_id)}, connected.sid)

    def _close_ended(self, kit: Kit, now: datetime) -> None:
        """Close the sockets whose login or share has expired or was revoked, or whose role changed:
        those come back by themselves, as who they are now."""
        # A media node holds no login: its token is the house's own.
        connected = [each for each in self._sockets if each.actor.kind != "system"]
        logins = {c.actor.login_id for c in connected if c.actor.login_id}
        shares = {UUID(c.actor.id) for c in connected if c.actor.kind == "share"}
        with kit.reading() as db:
            roles: dict[UUID | None, str] = dict(
                db.execute(
                    select(Login.id, Person.role)
                    .join(Person, Person.id == Login.person_id)
                    .where(Login.id.in_(logins), Login.revoked_at.is_(None))
                    .where(Login.expires_at > now, Person.deactivated_at.is_(None))
                ).all()
            )
            open_shares = select(Share.id).where(Share.id.in_(shares), Share.expires_at > now)
            valid = set(db.scalars(open_shares.where(Share.revoked_at.is_(None))))
        for each in connected:
            key = _key(each.actor)
            if key not in valid and key not in roles:
                self._post.send("signed_out", {}, each.sid)
                self._post.disconnect(each.sid)
            elif key in roles and roles[key] != each.actor.role:
                self._post.disconnect(each.sid)


def _key(actor: Actor) -> UUID | None:
    return UUID(actor.id) if actor.kind == "share" else actor.login_id
