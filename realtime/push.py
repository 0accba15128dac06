"""Pushing committed events to the sockets of this process, whichever process recorded them.

The events of this process come by `announce`; those of others are found by looking at the table, so
that no message queue is needed. A push may be lost; `seq` and the catch-up feed make that harmless.
"""

import threading
from collections import deque
from collections.abc import Callable, Sequence
from datetime import datetime, timedelta
from uuid import UUID

import structlog

from realtime.sockets.client_sockets import ClientSockets
from realtime.sockets.emitter import Emitter
from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.access.watchers import watchers_of
from smarthands.errors import Code, Problem
from smarthands.event_kinds import EventKind
from smarthands.events import RecordedEvent
from smarthands.kit import Kit
from smarthands.people.logins import still_valid

TICK_SECONDS = 0.5
LOOK_BACK = timedelta(seconds=10)
RECHECK_SECONDS = 5
BATCH = 1000
YIELD_SECONDS = 0.0005
"""The pause after each event. A pause of no length would let no socket be read, since gevent polls
only once all that is ready has run."""
CHANGES_LOGINS = {
    EventKind.LOGIN_ENDED,
    EventKind.PERSON_SIGNED_OUT,
    EventKind.PERSON_RESET,
    EventKind.PERSON_DEACTIVATED,
    EventKind.PERSON_PASSWORD_SET,
    EventKind.PERSON_EDITED,
}

Listener = Callable[[Kit, RecordedEvent], None]
"""A part of the broker that acts on the events of jobs."""

log = structlog.get_logger()


class Push:
    """Sends each event to the sockets that follow its job, and closes those of ended logins."""

    def __init__(self, emitter: Emitter, sockets: ClientSockets) -> None:
        self._emitter = emitter
        self._sockets = sockets
        self.listeners: list[Listener] = []
        self._waiting: deque[RecordedEvent] = deque()
        self._wake = threading.Event()
        self._seen: dict[tuple[str, int], datetime] = {}
        self._rechecked: datetime | None = None

    def announce(self, recorded: Sequence[RecordedEvent]) -> None:
        """Called after each commit; costs nothing while nobody is connected."""
        if len(self._sockets):
            self._waiting.extend(recorded)
            self._wake.set()

    def run(self, kit: Kit) -> None:
        """Runs for ever, as a background task of the web process."""
        while True:
            self._wake.wait(TICK_SECONDS)
            self._wake.clear()
            if not self._waiting and not self._sockets.await_events:
                continue
            try:
                self.step(kit)
            except Problem as problem:  # the database is busy: the next step finds the same events
                log.warning("push waits", code=problem.code.value)
            except Exception as error:
                log.error("push failed", exc_info=error)

    def step(self, kit: Kit) -> None:
        """Send what is new, and look now and then whether logins and shares still hold."""
        now = kit.now()
        self._seen = {place: at for place, at in self._seen.items() if at > now - 2 * LOOK_BACK}
        for event in self._news(kit, now):
            self._seen[event.stream, event.seq] = event.at
            try:
                self._send(kit, event)
            except Problem:
                del self._seen[event.stream, event.seq]
                raise
            kit.pause(YIELD_SECONDS)
        if self._rechecked is None or now - self._rechecked > timedelta(seconds=RECHECK_SECONDS):
            self._rechecked = now
            self._close_ended(kit)

    def _news(self, kit: Kit, now: datetime) -> list[RecordedEvent]:
        """The events that were not sent yet, each stream in order: an event that was announced may
        follow one of another process that has to be looked for."""
        news = {}
        while self._waiting:
            event = self._waiting.popleft()
            news[event.stream, event.seq] = event
        with kit.reading() as db:
            besides = self._seen.keys() | news.keys()
            for event in events.recent(db, now - LOOK_BACK, BATCH, besides=besides):
                news[event.stream, event.seq] = event
        return [news[place] for place in sorted(news.keys() - self._seen.keys())]

    def _send(self, kit: Kit, event: RecordedEvent) -> None:
        kind, _, id = event.stream.partition("/")
        if kind != "job":
            if event.kind in CHANGES_LOGINS:
                self._close_ended(kit)
            return
        job_id = UUID(id)
        if event.kind == EventKind.JOB_ASSIGNED:
            self._take_off(kit, job_id)
        views: dict[frozenset[str], object] = {}  # readers of the same audiences get the same event
        for socket in self._sockets.following(job_id):
            audiences = socket.actor.audiences
            if audiences not in views:
                views[audiences] = events.wire(event, audiences)
            self._emitter.emit("event", views[audiences], socket.sid)
        for hear in self.listeners:
            hear(kit, event)
        self._hint(kit, event, job_id)
        if event.kind in {EventKind.SHARE_REVOKED, EventKind.JOIN_REVOKED}:
            self._close_ended(kit)

    def _hint(self, kit: Kit, event: RecordedEvent, job_id: UUID) -> None:
        """Tell lists that show the job that it has changed."""
        changed = {"job": str(job_id), "seq": event.seq}
        self._emitter.emit("changed", changed, "desk")
        with kit.reading() as db:
            watchers = watchers_of(db, job_id, event.audience)
        if watchers.organization_id:
            self._emitter.emit("changed", changed, f"organization/{watchers.organization_id}")
        for person_id in watchers.people:
            self._emitter.emit("changed", changed, f"person/{person_id}")
        if event.kind == EventKind.JOB_ASSIGNED:
            self._emitter.emit("changed", {"job": None, "seq": None}, "technicians")

    def _take_off(self, kit: Kit, job_id: UUID) -> None:
        """Sockets of people who are no longer on the job stop following it."""
        for socket in self._sockets.following(job_id):
            try:
                with kit.reading() as db:
                    job_for(db, socket.actor, job_id)
            except Problem as problem:
                if problem.code != Code.NOT_FOUND:
                    raise
                socket.jobs.discard(job_id)
                self._emitter.emit("unfollowed", {"job": str(job_id)}, socket.sid)

    def _close_ended(self, kit: Kit) -> None:
        """Close the sockets whose login or share has expired or was revoked, or whose role changed:
        the latter come back by themselves, in the new role."""
        sockets = list(self._sockets)
        roles = still_valid(kit, [socket.actor for socket in sockets])
        for socket in sockets:
            if socket.actor not in roles:
                self._emitter.emit("signed_out", {}, socket.sid)
                self._emitter.disconnect(socket.sid)
            elif roles[socket.actor] != socket.actor.role:
                self._emitter.disconnect(socket.sid)
