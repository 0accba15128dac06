"""Signals: entering a session, leaving it, and what its pages tell each other in between."""

from json import JSONEncoder
from typing import Any
from uuid import UUID

import structlog

from realtime.nodes.nodes import Node, Nodes
from realtime.nodes.placing import Placing
from realtime.rooms import Room, Rooms
from realtime.sockets.answers import answered, refused
from realtime.sockets.connected import Connected, Sockets
from realtime.sockets.post import Post
from schemas.signals.read import FROM_NODES, BadSignal, Signal, is_id, is_page, read_signal
from schemas.signals.topology import WATCHES
from smarthands.errors import Code, Problem
from smarthands.evidence import video_stills
from smarthands.kit import Kit
from smarthands.sessions import attendance, consent
from smarthands.sessions.attendance import Attendance

MOST_SESSIONS = 20
ENTRY = {"session", "page", "media"}
encode = JSONEncoder(separators=(",", ":")).encode

log = structlog.get_logger()


class Relay:
    """Seats pages, says who connects to whom, and passes signals on."""

    def __init__(self, post: Post, kit: Kit, sockets: Sockets, rooms: Rooms, nodes: Nodes) -> None:
        self._post = post
        self._kit = kit
        self._sockets = sockets
        self._rooms = rooms
        self.placing = Placing(post, rooms, nodes, self.tell, self.dismiss)

    def enter(self, sid: str, payload: Any = None) -> dict[str, Any]:
        return answered(lambda: self._enter(sid, payload))

    def exit(self, sid: str, payload: Any = None) -> dict[str, Any]:
        return answered(lambda: self._exit(sid, payload))

    def signal(self, sid: str, payload: Any = None) -> dict[str, Any] | None:
        """The one path that runs for every candidate and every movement of a pointer."""
        try:
            signal = read_signal(payload)
        except BadSignal as error:
            return refused(Code.MALFORMED.value, str(error))
        room = self._rooms.get(signal.session)
        me = room.by_sid.get(sid) if room else None
        if room is None or me is None:
            return refused(Code.NOT_FOUND.value, "You are not in this session. Enter it first.")
        if signal.kind in FROM_NODES and me is not room.node:
            return refused(Code.FORBIDDEN.value, "That is for media nodes to say.")
        to = room.addressee(signal.to)
        if to is None or to.sid is None or to.page != signal.page:
            return refused(Code.GONE.value, "That page has gone. The next topology says who is.")
        if signal.kind == "ask" and to is room.node:
            answer = answered(lambda: self._check_ask(signal))
            if not answer["ok"]:
                return answer
        relayed = {
            "session": signal.session,
            "from": me.participant,
            "page": me.page,
            "kind": signal.kind,
            "data": signal.data,
        }
        self._post.send_text(f'2["signal",{encode(relayed)}]', to.sid)
        return None

    def _check_ask(self, signal: Signal) -> dict[str, Any]:
        """A node knows no database, and would find out only when the picture is made."""
        asked = signal.data or {}
        if asked.get("what") == "still":
            if not is_id(asked.get("value")):
                raise Problem(Code.MALFORMED, "`value` is the still's id.")
            video_stills.check_wanted(self._kit, UUID(signal.session), UUID(asked["value"]))
        return {}

    def gone(self, connected: Connected) -> None:
        """Its socket has closed; the seats stay."""
        for session in connected.sessions:
            if (room := self._rooms.get(session)) and room.stand(connected.sid):
                self.tell(room)

    def mark(self, connected: Connected) -> None:
        """It has fallen silent, or is heard again."""
        for session in connected.sessions:
            room = self._rooms.get(session)
            if room and (seat := room.by_sid.get(connected.sid)):
                seat.present = connected.present
                self.tell(room)

    def tell(self, room: Room) -> None:
        """Everyone in the room learns who is there and whom to connect to."""
        for sid, seat in list(room.by_sid.items()):
            self._post.send("topology", room.topology(seat), sid)

    def dismiss(self, room: Room, sid: str, reason: str) -> None:
        if connected := self._sockets.get(sid):
            connected.sessions.discard(room.session)
        self._post.send("dismissed", {"session": room.session, "reason": reason}, sid)

    def _enter(self, sid: str, payload: Any) -> dict[str, Any]:
        connected = self._sockets.get(sid)
        if connected is None:
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        if node := self.placing.nodes.get(sid):
            return self._enter_node(connected, node, payload)
        session, page, media = _entry(payload)
        if len(connected.sessions) >= MOST_SESSIONS and session not in connected.sessions:
            raise Problem(Code.TOO_MANY, "Too many sessions are open here. Leave one first.")
        found = self._seating(connected, UUID(session), watching=media == "stills")
        if self._sockets.get(sid) is not connected:  # gone while the database was asked
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        room = self._rooms.open(session, found.job_id)
        room.direct = found.direct
        self._sync(room, found)
        if str(found.participant) in room.seats:
            connected.sessions.add(session)
            room.seats[str(found.participant)].media = media
            if replaced := room.sit(str(found.participant), page, sid):
                self.dismiss(room, replaced, "moved")
            self.placing.seek(room)
            self.tell(room)
        try:
            # Whoever left, or was sent out, or an end, in between has passed this seat by.
            attendance.for_person(self._kit, connected.actor, UUID(session))
        except Problem:
            connected.sessions.discard(session)
            if room.stand(sid):
                self.tell(room)
            raise
        return {"participant": str(found.participant)}

    def _seating(self, connected: Connected, session: UUID, *, watching: bool) -> Attendance:
        """Whether a page is on a wall is a fact: a recording doesn't wait for who is."""
        found = attendance.for_person(self._kit, connected.actor, session)
        if found.watching == watching:
            return found
        consent.watch(self._kit, connected.actor, session, watching=watching)
        return attendance.for_person(self._kit, connected.actor, session)

    def _enter_node(self, connected: Connected, node: Node, payload: Any) -> dict[str, Any]:
        session, page, _ = _entry(payload)
        try:
            self._seat_node(connected, node, session, page)
            # An end in between has found nobody here to be dismissed.
            attendance.for_node(self._kit, UUID(session))
        except Problem as problem:
            room = self._rooms.get(session)
            if problem.code != Code.BUSY and room and room.by_sid.get(node.sid):
                connected.sessions.discard(session)
                room.unseat_node()
                self.tell(room)
            raise
        return {"participant": node.participant(session)}

    def _seat_node(self, connected: Connected, node: Node, session: str, page: str) -> None:
        found = attendance.for_node(self._kit, UUID(session))
        if self._sockets.get(node.sid) is not connected:  # gone while the database was asked
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        room = self._rooms.open(session, found.job_id)
        room.direct = found.direct
        self._sync(room, found)
        self.placing.arrive(room, node, page)
        connected.sessions.add(session)
        self.tell(room)

    def _sync(self, room: Room, found: Attendance) -> None:
        for seat in room.sync(found.session, found.seq, found.watchers):
            if seat.sid:
                self.dismiss(room, seat.sid, "left")

    def _exit(self, sid: str, payload: Any) -> dict[str, Any]:
        session = payload.get("session") if isinstance(payload, dict) else None
        if not is_id(session):
            raise Problem(Code.MALFORMED, "Send {session}.")
        if connected := self._sockets.get(sid):
            connected.sessions.discard(session)
        if (room := self._rooms.get(session)) and (seat := room.stand(sid)):
            # It says itself that it won't come back: nobody waits for this page.
            seat.page = None
            self.tell(room)
        return {}


def _entry(payload: Any) -> tuple[str, str, str]:
    """Session, page, and what the page wants of the others' media."""
    if isinstance(payload, dict) and {"session", "page"} <= payload.keys() <= ENTRY:
        session, page, media = payload["session"], payload["page"], payload.get("media", "live")
        if is_id(session) and is_page(page) and media in WATCHES:
            return session, page, media
    raise Problem(Code.MALFORMED, "Send {session, page}, an id and what names this page.")
