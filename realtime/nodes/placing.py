"""Placing sessions on media nodes.

A node is asked into a session when a page comes, and the session moves to another when the node
drains, is strained or has died. The node before goes on meanwhile: pages make before they break.
"""

import time
from collections.abc import Callable
from typing import Any

import structlog

from realtime.nodes.nodes import Node, Nodes, read_load
from realtime.rooms import Room, Rooms, Seat
from realtime.sockets.answers import refused
from realtime.sockets.emitter import Emitter
from smarthands.errors import Code, Problem, conflict
from smarthands.kit import Kit

TICK_SECONDS = 0.25
SETTLE_SECONDS = 2.0
"""The time after a start of the broker in which nodes come back and bring their sessions."""
ARRIVE_SECONDS = 1.5
WAIT_SECONDS = 3.0
"""After this the pages connect directly, and let go of that when a node comes all the same."""
RETURN_SECONDS = 1.0
"""The time for a node whose socket broke to come back; its media may well have gone on."""
STRAINED = 3

log = structlog.get_logger()


class Placing:
    """Asks nodes into rooms and moves rooms between nodes. `tell` sends everyone in a room the new
    topology, `dismiss` tells a socket that it has lost its seat and why."""

    def __init__(
        self,
        emitter: Emitter,
        rooms: Rooms,
        nodes: Nodes,
        tell: Callable[[Room], None],
        dismiss: Callable[[Room, str, str], None],
    ) -> None:
        self.nodes = nodes
        self._emitter = emitter
        self._rooms = rooms
        self._tell = tell
        self._dismiss = dismiss
        self._settled_at = time.monotonic() + SETTLE_SECONDS
        self._gone: dict[str, tuple[Seat, float]] = {}

    def load(self, sid: str, payload: Any = None) -> dict[str, Any] | None:
        """Take the load that a node sends each second."""
        node, load = self.nodes.get(sid), read_load(payload)
        if node is None:
            return refused(Code.FORBIDDEN.value, "That is for media nodes to say.")
        if load is None:
            return None
        fresh, drained = not node.ready, node.draining
        node.told(load)
        if node.draining and not drained:
            for room in self._rooms.of_node(sid):
                self._let_go(room, node)
        elif fresh:
            for room in self._rooms:
                self.seek(room)
        return None

    def signed_in(self, sid: str, name: str) -> None:
        """A node's socket is there. An earlier one that broke may not have been missed yet."""
        for before in self.nodes.namesakes(self.nodes.add(sid, name)):
            self._emitter.disconnect(before.sid)

    def seek(self, room: Room) -> None:
        """Ask a node in, since a page has come, when the room has none yet."""
        if room.direct or room.node is not None or not room.peopled:
            return
        now = time.monotonic()
        if now < self._settled_at:
            room.hope(True, now)  # the node that had the session may be about to come back
        else:
            # Pages that are connected to each other already stay so until the node has come.
            hopes = room.waiting or len(room.pages()) < 2
            room.hope(self._ask(room) and hopes, now)

    def arrive(self, room: Room, node: Node, page: str) -> None:
        """Seat a node that enters: it was asked in, or had the session before the broker started.
        Raises Problem."""
        own = node.participant(room.session)
        asked = next((s for s in (room.next, room.node) if s and s.participant == own), None)
        if asked is None and (room.node is not None or room.direct):
            raise conflict("Another node has this session.")
        if node.draining and (asked is None or asked.sid != node.sid):
            raise Problem(Code.CONFLICT, "This node takes no more sessions.")
        self._gone.pop(room.session, None)
        seat = asked or Seat(own, None, "media", "media")
        before = room.sit_node(seat, page, node.sid)
        if before is not None and before.sid is not None:
            self._dismiss(room, before.sid, "moved")

    def gone(self, node: Node) -> None:
        """A node's socket has closed. A session that it was asked into and had not entered goes to
        another node."""
        now = time.monotonic()
        if not len(self.nodes):
            log.warning("no media node is left", node=node.name)
        for room in self._rooms:
            if room.next is not None and room.next.sid == node.sid:
                self._let_go(room, node)
            seat = room.node
            if seat is None or seat.participant != node.participant(room.session):
                continue
            if seat.sid not in (None, node.sid):
                continue  # the node is back already, by another socket
            if seat.page is None:
                self._ask_another(room)
            else:
                self._gone[room.session] = seat, now

    def tick(self) -> None:
        """Move what waits too long; called every TICK_SECONDS."""
        now = time.monotonic()
        for node in self.nodes.silent(now):
            log.warning("media node is silent", node=node.name)
            self._emitter.disconnect(node.sid)
        for session, (seat, since) in list(self._gone.items()):
            room = self._rooms.get(session)
            if room is None or room.node is not seat or seat.sid is not None:
                del self._gone[session]
            elif now - since > RETURN_SECONDS:
                del self._gone[session]
                log.warning("media node has gone", session=session)
                self._move(room)
        for room in self._rooms:
            self._wait_no_longer(room, now)
        for node in self.nodes:
            if node.strained >= STRAINED:
                node.strained = 0
                self._relieve(node)

    def run(self, kit: Kit) -> None:
        """Runs for ever, as a background task of the web process."""
        while True:
            kit.pause(TICK_SECONDS)
            try:
                self.tick()
            except Exception as error:
                log.error("placing failed", exc_info=error)

    def _ask(self, room: Room) -> bool:
        """Ask a node in; whether there was one to ask. Each node is asked once for a room. A room
        without pages needs none: the next page that enters begins anew."""
        if not room.peopled:
            return False
        holder = room.node if room.node is not None and room.node.page is not None else None
        node = self.nodes.least_loaded(room.tried | {(holder and holder.sid) or ""})
        if node is None:
            return False
        seat = Seat(node.participant(room.session), None, "media", "media", sid=node.sid)
        if holder is not None:
            room.next = seat
        else:
            room.node = seat
        room.tried.add(node.sid)
        room.asked_at = time.monotonic()
        node.asked()
        self._emitter.emit("place", {"session": room.session}, node.sid)
        return True

    def _ask_another(self, room: Room) -> None:
        """Ask another node, since the one that was asked first does not come."""
        room.node = None
        if not self._ask(room):
            room.unseat_node()
            self._tell(room)

    def _let_go(self, room: Room, node: Node) -> None:
        """The node was to take this session over and won't, or has it and won't go on."""
        holder = room.node
        if room.next is not None and room.next.sid == node.sid:
            room.next = None
            here = self.nodes.get((holder and holder.sid) or "")
            if here is not None and not here.draining:
                return  # the node that was to be relieved goes on
        self._move(room)

    def _move(self, room: Room) -> None:
        """Move the room to another node; when there is none, the pages connect directly."""
        if room.next is not None or self._ask(room):
            return
        left = room.node.sid if room.node is not None else None
        room.unseat_node()
        self._tell(room)
        if left is not None:
            self._dismiss(room, left, "moved")

    def _wait_no_longer(self, room: Room, now: float) -> None:
        if room.waiting and room.node is None and now > self._settled_at:
            self.seek(room)
            if room.node is None:
                room.hope(False, now)
                self._tell(room)
        if room.waiting and now - room.waiting_since > WAIT_SECONDS:
            room.hope(False, now)
            self._tell(room)
        if now - room.asked_at <= ARRIVE_SECONDS:
            return
        if room.node is not None and room.node.page is None:
            self._ask_another(room)
        elif room.next is not None and (slow := self.nodes.get(room.next.sid or "")) is not None:
            self._overdue(room, slow)

    def _overdue(self, room: Room, slow: Node) -> None:
        if room.node is not None and room.node.sid is not None:
            self._let_go(room, slow)
            return
        # The node before is dead: nobody waits for a second one.
        room.node = room.next = None
        if not self._ask(room):
            room.unseat_node()
        self._tell(room)

    def _relieve(self, node: Node) -> None:
        """Move one session off a node that can't keep up."""
        for room in self._rooms.of_node(node.sid):
            if room.next is None and room.recording is None:
                log.warning("media node is strained", node=node.name, session=room.session)
                self._move(room)
                return
