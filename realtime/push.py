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

from realtime.sockets.connected import Sockets
from realtime.sockets.post import Post
from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.access.watchers import watchers_of
from smarthands.errors import Code, Problem
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit
from smarthands.model import Event
from smarthands.model.evidence import Audience
from smarthands.people.logins import still_valid

TICK_SECONDS = 0.5
LOOK_BACK = timedelta(seconds=10)
RECHECK_SECONDS = 5
BATCH = 1000
INSIDE = frozenset({Audience.INTERNAL.value, Audience.CLIENT.value})
OUTSIDE = frozenset({Audience.CLIENT.value})
CHANGES_LOGINS = {
    EventKind.LOGIN_ENDED,
    EventKind.PERSON_SIGNED_OUT,
    EventKind.PERSON_RESET,
    EventKind.PERSON_DEACTIVATED,
    EventKind.PERSON_PASSWORD_SET,
    EventKind.PERSON_EDITED,
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
            self._close_ended(kit)

    def _news(self, kit: Kit, now: datetime) -> list[Event]:
        """What was not sent yet, each stream in order: an event that was announced may follow one
        of another process that has to be looked for."""
        news = {}
        while self._waiting:
            event = self._waiting.popleft()
            news[event.stream, event.seq] = event
        with kit.reading() as db:
            besides = self._seen.keys() | news.keys()
            for event in events.recent(db, now - LOOK_BACK, BATCH, besides=besides):
                news[event.stream, event.seq] = event
        return [news[place] for place in sorted(news.keys() - self._seen.keys())]

    def _send(self, kit: Kit, event: Event) -> None:
        kind, _, id = event.stream.partition("/")
        if kind != "job":
            if event.kind in CHANGES_LOGINS:
                self._close_ended(kit)
            return
        job_id = UUID(id)
        if event.kind == EventKind.JOB_ASSIGNED:
            self._take_off(kit, job_id)
        inside, outside = events.wire(event, INSIDE), events.wire(event, OUTSIDE)
        for connected in self._sockets.following(job_id):
            self._post.send("event", inside if connected.actor.internal else outside, connected.sid)
        for hear in self.listeners:
            hear(kit, event)
        self._hint(kit, event, job_id)
        if event.kind in {EventKind.SHARE_REVOKED, EventKind.JOIN_REVOKED}:
            self._close_ended(kit)

    def _hint(self, kit: Kit, event: Event, job_id: UUID) -> None:
        changed = {"job": str(job_id), "seq": event.seq}
        self._post.send("changed", changed, "desk")
        with kit.reading() as db:
            watchers = watchers_of(db, job_id, event.audience)
        if watchers.organization_id:
            self._post.send("changed", changed, f"organization/{watchers.organization_id}")
        for person_id in watchers.people:
            self._post.send("changed", changed, f"person/{person_id}")
        if event.kind == EventKind.JOB_ASSIGNED:
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

    def _close_ended(self, kit: Kit) -> None:
        """Close the sockets whose login or share has expired or was revoked, or whose role changed:
        those come back by themselves, as who they are now."""
        connected = list(self._sockets)
        roles = still_valid(kit, [each.actor for each in connected])
        for each in connected:
            if each.actor not in roles:
                self._post.send("signed_out", {}, each.sid)
                self._post.disconnect(each.sid)
            elif roles[each.actor] != each.actor.role:
                self._post.disconnect(each.sid)
