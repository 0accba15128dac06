"""Which media node has which session: asked in when a page comes, moved off when it drains, is
strained or has died. While one moves, the one before goes on: pages make before they break."""

import time
from collections.abc import Callable, Iterable
from typing import Any

import structlog

from realtime.nodes import Node, Nodes, read_load
from realtime.post import Post
from realtime.rooms import Room, Rooms, Seat
from smarthands.errors import Code, Problem, conflict
from smarthands.kit import Kit

TICK_SECONDS = 0.25
SETTLE_SECONDS = 2.0
"""After a start of ours the nodes come back within this, and bring their sessions."""
ARRIVE_SECONDS = 1.5
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
                self._move(room, {sid})
        elif fresh:
            for room in self._rooms:
                self.seek(room)

    def seek(self, room: Room) -> None:
        """A page has come: a node is asked in when there is none yet."""
        if room.direct or room.node is not None or not room.pages():
            return
        if node := self.nodes.least_loaded():
            # Who is connected to the others already stays so until the node has come.
            room.waiting = room.waiting or len(room.pages()) < 2
            self._ask(room, node)
        else:
            room.waiting = time.monotonic() < self._settled_at

    def arrive(self, room: Room, node: Node, page: str) -> None:
        """A node enters: one that was asked in, or one that was here before us. Raises Problem."""
        mine = node.participant(room.session)
        asked = next((s for s in (room.next, room.node) if s and s.participant == mine), None)
        if asked is None and (room.node is not None or room.direct):
            raise conflict("Another node has this session.")
        if node.draining:
            raise Problem(Code.CONFLICT, "This node takes no more sessions.")
        self._gone.pop(room.session, None)
        seat = asked or Seat(mine, None, "media", "media")
        before = room.sit_node(seat, page, node.sid)
        if before is not None and before.sid is not None:
            self._dismiss(room, before.sid, "moved")

    def gone(self, node: Node) -> None:
        """Its socket has closed. What it was asked into and had not come to goes to another."""
        now = time.monotonic()
        for room in self._rooms:
            if room.next is not None and room.next.sid == node.sid:
                room.next = None
            seat = room.node
            if seat is None or seat.participant != node.participant(room.session):
                continue
            if seat.page is None:
                room.node = None
                self._place_again(room, {node.sid})
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
                self._move(room, ())
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

    def _ask(self, room: Room, node: Node) -> None:
        seat = Seat(node.participant(room.session), None, "media", "media", sid=node.sid)
        if room.node is not None and room.node.page is not None:
            room.next = seat
        else:
            room.node = seat
        room.asked_at = time.monotonic()
        node.sessions += 1
        self._post.send("place", {"session": room.session}, node.sid)

    def _move(self, room: Room, without: Iterable[str]) -> None:
        """To another node; to nobody's, when there is none: then the pages connect directly."""
        if room.next is not None and room.next.sid not in set(without):
            return
        if (node := self.nodes.least_loaded(without)) is not None:
            self._ask(room, node)
            return
        left = room.node.sid if room.node is not None else None
        room.unseat_node()
        room.waiting = False
        self._tell(room)
        if left is not None:
            self._dismiss(room, left, "moved")

    def _place_again(self, room: Room, without: Iterable[str]) -> None:
        """Whoever was asked in first does not come."""
        if (node := self.nodes.least_loaded(without)) is not None:
            self._ask(room, node)
        else:
            room.waiting = False
            self._tell(room)

    def _wait_no_longer(self, room: Room, now: float) -> None:
        if room.waiting and room.node is None and now > self._settled_at:
            room.waiting = False
            self.seek(room)
            if room.node is None:
                self._tell(room)
        late = now - room.asked_at > ARRIVE_SECONDS
        if late and room.node is not None and room.node.page is None:
            slow, room.node = room.node.sid or "", None
            self._place_again(room, {slow})
        elif late and room.next is not None:
            slow, room.next = room.next.sid or "", None
            self._move(room, {slow, (room.node.sid if room.node else "") or ""})

    def _relieve(self, node: Node) -> None:
        """One session off a node that can't keep up."""
        for room in self._rooms.of_node(node.sid):
            if room.next is None and room.recording is None:
                log.warning("media node is strained", node=node.name, session=room.session)
                self._move(room, {node.sid})
                return
