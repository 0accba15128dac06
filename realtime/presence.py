"""Who is there, by a heartbeat of our own: the transport's finds a dead phone only after a minute.

The server asks and the page echoes, since browsers slow the timers of hidden pages but not what
their sockets receive.
"""

import time
from uuid import UUID

import structlog

from realtime.relay import Relay
from realtime.rooms import Rooms
from realtime.sockets.connected import Sockets
from realtime.sockets.post import Post
from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.sessions import attendance

TICK_SECONDS = 1.0
BEAT_TICKS = 2
ABSENT_SECONDS = 7.0
NOTE_SECONDS = 30.0

log = structlog.get_logger()


class Presence:
    """Asks every page of the team and of guests whether it is there."""

    def __init__(self, post: Post, sockets: Sockets, rooms: Rooms, relay: Relay) -> None:
        self._post = post
        self._sockets = sockets
        self._rooms = rooms
        self._relay = relay
        self._ticks = 0
        self._noted = time.monotonic()

    def beat(self, sid: str, _payload: object = None) -> None:
        """The echo."""
        connected = self._sockets.get(sid)
        if connected is None:
            return
        connected.heard_at = time.monotonic()
        if not connected.present:
            connected.present = True
            self._relay.mark(connected)

    def tick(self) -> None:
        """Once a second."""
        self._ticks += 1
        now = time.monotonic()
        for connected in self._sockets:
            # Clients and shares only read: nobody waits for them.
            if connected.actor.role is None or connected.actor.role == "client":
                continue
            if connected.present and now - connected.heard_at > ABSENT_SECONDS:
                connected.present = False
                self._relay.mark(connected)
            if self._ticks % BEAT_TICKS == 0:
                self._post.send("beat", None, connected.sid)

    def note(self, kit: Kit) -> None:
        """Write down, now and then, which sessions somebody is in."""
        if time.monotonic() - self._noted < NOTE_SECONDS:
            return
        self._noted = time.monotonic()
        for room in self._rooms:
            if not room.by_sid:  # whoever comes back brings it with her
                self._rooms.close(room.session)
        there = [
            UUID(room.session)
            for room in self._rooms
            if any(seat.present for seat in room.seats.values())
        ]
        if there:
            attendance.mark_present(kit, there)

    def run(self, kit: Kit) -> None:
        """Runs for ever, as a background task of the web process."""
        while True:
            kit.pause(TICK_SECONDS)
            try:
                self.tick()
                self.note(kit)
            except Problem as problem:  # the database is busy: ten minutes are many tries
                log.warning("presence waits", code=problem.code.value)
            except Exception as error:
                log.error("presence failed", exc_info=error)
