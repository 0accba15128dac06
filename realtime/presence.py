"""Presence of pages by a heartbeat of our own, since Engine.IO's finds a dead phone only after a
minute.

The server asks and the page echoes, since browsers slow the timers of hidden pages but not what
their sockets receive.
"""

import time
from uuid import UUID

import structlog

from realtime.relay import Relay
from realtime.rooms import Rooms
from realtime.sockets.client_sockets import ClientSockets
from realtime.sockets.emitter import Emitter
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

    def __init__(
        self, emitter: Emitter, sockets: ClientSockets, rooms: Rooms, relay: Relay
    ) -> None:
        self._emitter = emitter
        self._sockets = sockets
        self._rooms = rooms
        self._relay = relay
        self._ticks = 0
        self._noted = time.monotonic()

    def beat(self, sid: str, _payload: object = None) -> None:
        """A page has echoed."""
        socket = self._sockets.get(sid)
        if socket is None:
            return
        socket.heard_at = time.monotonic()
        if not socket.present:
            socket.present = True
            self._relay.mark(socket)

    def tick(self) -> None:
        """Ask pages and mark those that have fallen silent; called once a second."""
        self._ticks += 1
        now = time.monotonic()
        for socket in self._sockets:
            # Clients and the holders of shares only read: nobody waits for them.
            if socket.actor.role is None or socket.actor.role == "client":
                continue
            if socket.present and now - socket.heard_at > ABSENT_SECONDS:
                socket.present = False
                self._relay.mark(socket)
            if self._ticks % BEAT_TICKS == 0:
                self._emitter.emit("beat", None, socket.sid)

    def note(self, kit: Kit) -> None:
        """Write to the database, now and then, which sessions somebody is in."""
        if time.monotonic() - self._noted < NOTE_SECONDS:
            return
        self._noted = time.monotonic()
        for room in self._rooms:
            if not room.by_sid:  # a page that comes back opens the room anew
                self._rooms.close(room.session)
        attended = [
            UUID(room.session)
            for room in self._rooms
            if any(seat.present for seat in room.seats.values())
        ]
        if attended:
            attendance.mark_present(kit, attended)

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
