"""Which media node has which session: asked in when a page comes, moved off when it drains, is
strained or has died. While one moves, the one before goes on: pages make before they break."""

import time
from collections.abc import Callable
from typing import Any

import structlog

from realtime.nodes.nodes import Node, Nodes, read_load
from realtime.rooms import Room, Rooms, Seat
from realtime.sockets.post import Post
from smarthands.errors import Code, Problem, conflict
from smarthands.kit import Kit

TICK_SECONDS = 0.25
SETTLE_SECONDS = 2.0
"""After a start of ours the nodes come back within this, and bring their sessions."""
ARRIVE_SECONDS = 1.5
WAIT_SECONDS = 3.0
"""Then the pages connect directly, and let go of that when a node comes all the same."""
RETURN_SECONDS = 1.0
"""A node whose socket has broken off has this long; its media may well have gone on."""
STRAINED = 3

log = structlog.get_logger()


class Placing:
    def __init__(
        self,
        post: Post,
        rooms: Rooms,
        nodes: Nodes,
        tell: Callable[[Room], None],
        dismiss: Callable[[Room, str, str], None],
    ) -> None:
        self.nodes = nodes
        self._post = post
        self._rooms = rooms
        self._tell = tell
        self._dismiss = dismiss
        self._settled_at = time.monotonic() + SETTLE_SECONDS
        self._gone: dict[str, tuple[Seat, float]] = {}

    def load(self, sid: str, payload: Any = None) -> None:
        """A node says how it fares."""
        node, load = self.nodes.get(sid), read_load(payload)
        if node is None or load is None:
            return
        fresh, drained = not node.ready, node.draining
        node.told(load)
        if node.draining and not drained:
            for room in self._rooms.of_node(sid):
                self._let_go(room, node)
        elif fresh:
            for room in self._rooms:
                self.seek(room)

    def signed_in(self, sid: str, name: str) -> None:
        """A node's socket is there. One that broke without a word may not have been missed yet."""
        for before in self.nodes.namesakes(self.nodes.add(sid, name)):
            self._post.disconnect(before.sid)

    def seek(self, room: Room) -> None:
        """A page has come: a node is asked in when there is none yet."""
        if room.direct or room.node is not None or not room.peopled:
            return
        now = time.monotonic()
        if now < self._settled_at:
            room.hope(True, now)  # the one that had it may be about to come back
        else:
            # Who is connected to the others already stays so until the node has come.
            hopes = room.waiting or len(room.pages()) < 2
            room.hope(self._ask(room) and hopes, now)

    def arrive(self, room: Room, node: Node, page: str) -> None:
        """A node enters: one that was asked in, or one that was here before us. Raises Problem."""
        mine = node.participant(room.session)
        asked = next((s for s in (room.next, room.node) if s and s.participant == mine), None)
        if asked is None and (room.node is not None or room.direct):
            raise conflict("Another node has this session.")
        if node.draining and (asked is None or asked.sid != node.sid):
            raise Problem(Code.CONFLICT, "This node takes no more sessions.")
        self._gone.pop(room.session, None)
        seat = asked or Seat(mine, None, "media", "media")
        before = room.sit_node(seat, page, node.sid)
        if before is not None and before.sid is not None:
            self._dismiss(room, before.sid, "moved")

    def gone(self, node: Node) -> None:
        """Its socket has closed. What it was asked into and had not come to goes to another."""
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
                continue  # it is back already, by another socket
            if seat.page is None:
                self._ask_another(room)
            else:
                self._gone[room.session] = seat, now

    def tick(self) -> None:
        now = time.monotonic()
        for node in self.nodes.silent(now):
            log.warning("media node is silent", node=node.name)
            self._post.disconnect(node.sid)
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
        """Whether there is a node that can be asked in; each is asked once. Where no page is, none
        is needed: the next that enters begins anew."""
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
        self._post.send("place", {"session": room.session}, node.sid)
        return True

    def _ask_another(self, room: Room) -> None:
        """Whoever was asked in first does not come."""
        room.node = None
        if not self._ask(room):
            room.unseat_node()
            self._tell(room)

    def _let_go(self, room: Room, node: Node) -> None:
        """It was to take this session over and won't, or has it and won't go on."""
        holder = room.node
        if room.next is not None and room.next.sid == node.sid:
            room.next = None
            here = self.nodes.get((holder and holder.sid) or "")
            if here is not None and not here.draining:
                return  # it was to be relieved, and goes on
        self._move(room)

    def _move(self, room: Room) -> None:
        """To another node; to nobody's, when there is none: then the pages connect directly."""
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
        # The one before is dead: nobody waits for a second one.
        room.node = room.next = None
        if not self._ask(room):
            room.unseat_node()
        self._tell(room)

    def _relieve(self, node: Node) -> None:
        """One session off a node that can't keep up."""
        for room in self._rooms.of_node(node.sid):
            if room.next is None and room.recording is None:
                log.warning("media node is strained", node=node.name, session=room.session)
                self._move(room)
                return
