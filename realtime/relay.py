"""Signalling of sessions: a page enters, exchanges signals with the others, and exits."""

from json import JSONEncoder
from typing import Any
from uuid import UUID

import structlog

from realtime.nodes.nodes import Node, Nodes
from realtime.nodes.placing import Placing
from realtime.rooms import NONE, Room, Rooms, Seat
from realtime.sdp_video import with_video
from realtime.sockets.answers import answered, refused
from realtime.sockets.client_sockets import ClientSocket, ClientSockets
from realtime.sockets.emitter import Emitter
from schemas.signals.read import FROM_NODES, SENDERS, BadSignal, Signal, is_id, is_page, read_signal
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
    """Seats pages, tells each whom to connect to, and relays signals from page to page."""

    def __init__(
        self, emitter: Emitter, kit: Kit, sockets: ClientSockets, rooms: Rooms, nodes: Nodes
    ) -> None:
        self._emitter = emitter
        self._kit = kit
        self._sockets = sockets
        self._rooms = rooms
        self.placing = Placing(emitter, rooms, nodes, self.tell, self.dismiss)

    def enter(self, sid: str, payload: Any = None) -> dict[str, Any]:
        return answered(lambda: self._enter(sid, payload))

    def exit(self, sid: str, payload: Any = None) -> dict[str, Any]:
        return answered(lambda: self._exit(sid, payload))

    def signal(self, sid: str, payload: Any = None) -> dict[str, Any] | None:
        """Relay one signal. This path runs for every candidate and every movement of a pointer."""
        try:
            signal = read_signal(payload)
        except BadSignal as error:
            return refused(Code.MALFORMED.value, str(error))
        room = self._rooms.get(signal.session)
        me = room.by_sid.get(sid) if room else None
        if room is None or me is None:
            return refused(Code.NOT_FOUND.value, "You are not in this session. Enter it first.")
        if me.role not in SENDERS[signal.kind]:
            whose = "media nodes" if signal.kind in FROM_NODES else "others in this session"
            return refused(Code.FORBIDDEN.value, f"That is for {whose} to say.")
        to = room.addressee(signal.to)
        if to is None or to.sid is None or to.page != signal.page:
            return refused(Code.GONE.value, "That page has gone. The next topology says who is.")
        if signal.kind == "ask":
            answer = answered(lambda: self._check_ask(room, to, signal))
            if not answer["ok"]:
                return answer
        relayed = {
            "session": signal.session,
            "from": me.participant,
            "page": me.page,
            "kind": signal.kind,
            "data": _as_allowed(room, me, to, signal),
        }
        self._emitter.emit_text(f'2["signal",{encode(relayed)}]', to.sid)
        return None

    def _check_ask(self, room: Room, to: Seat, signal: Signal) -> dict[str, Any]:
        """Check a request for a still before its node hears of it: a node knows no database, and
        would find out only when the picture is made. A phone hears of none where the site allows no
        pictures."""
        request = signal.data or {}
        if request.get("what") != "still":
            return {}
        if room.photo_rule == NONE:
            raise Problem(Code.PHOTO_POLICY, "This site allows no photos.")
        if to is room.node:
            if not is_id(request.get("value")):
                raise Problem(Code.MALFORMED, "`value` is the still's id.")
            video_stills.check_wanted(self._kit, UUID(signal.session), UUID(request["value"]))
        return {}

    def gone(self, socket: ClientSocket) -> None:
        """A socket has closed; the seats stay."""
        for session in socket.sessions:
            if (room := self._rooms.get(session)) and room.stand(socket.sid):
                self.tell(room)

    def mark(self, socket: ClientSocket) -> None:
        """A socket has fallen silent, or is heard again."""
        for session in socket.sessions:
            room = self._rooms.get(session)
            if room and (seat := room.by_sid.get(socket.sid)):
                seat.present = socket.present
                self.tell(room)

    def tell(self, room: Room) -> None:
        """Tell everyone in the room who is there and whom to connect to."""
        for sid, seat in list(room.by_sid.items()):
            self._emitter.emit("topology", room.topology(seat), sid)

    def dismiss(self, room: Room, sid: str, reason: str) -> None:
        if socket := self._sockets.get(sid):
            socket.sessions.discard(room.session)
        self._emitter.emit("dismissed", {"session": room.session, "reason": reason}, sid)

    def _enter(self, sid: str, payload: Any) -> dict[str, Any]:
        socket = self._sockets.get(sid)
        if socket is None:
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        if node := self.placing.nodes.get(sid):
            return self._enter_node(socket, node, payload)
        session, page, media = _entry(payload)
        if len(socket.sessions) >= MOST_SESSIONS and session not in socket.sessions:
            raise Problem(Code.TOO_MANY, "Too many sessions are open here. Leave one first.")
        state = self._seating(socket, UUID(session), watching=media == "stills")
        if self._sockets.get(sid) is not socket:  # gone while the database was asked
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        room = self._rooms.open(session, state.job_id)
        room.direct, room.photo_rule = state.direct, state.photo_rule
        self._sync(room, state)
        if str(state.participant) in room.seats:
            socket.sessions.add(session)
            room.seats[str(state.participant)].media = media
            if replaced := room.sit(str(state.participant), page, sid):
                self.dismiss(room, replaced, "moved")
            self.placing.seek(room)
            self.tell(room)
        try:
            # The seat may be lost, or the session ended, while we looked: check again.
            attendance.for_person(self._kit, socket.actor, UUID(session))
        except Problem:
            socket.sessions.discard(session)
            if room.stand(sid):
                self.tell(room)
            raise
        return {"participant": str(state.participant)}

    def _seating(self, socket: ClientSocket, session: UUID, *, watching: bool) -> Attendance:
        """The attendance after noting whether this page only watches, as on a wall: that is a fact,
        since a recording doesn't wait for the consent of a page that watches."""
        state = attendance.for_person(self._kit, socket.actor, session)
        if state.watching == watching:
            return state
        consent.watch(self._kit, socket.actor, session, watching=watching)
        return attendance.for_person(self._kit, socket.actor, session)

    def _enter_node(self, socket: ClientSocket, node: Node, payload: Any) -> dict[str, Any]:
        session, page, _ = _entry(payload)
        try:
            self._seat_node(socket, node, session, page)
            # The session may have ended while the node was not yet here to be dismissed.
            attendance.for_node(self._kit, UUID(session))
        except Problem as problem:
            room = self._rooms.get(session)
            if problem.code != Code.BUSY and room and room.by_sid.get(node.sid):
                socket.sessions.discard(session)
                room.unseat_node()
                self.tell(room)
            raise
        return {"participant": node.participant(session)}

    def _seat_node(self, socket: ClientSocket, node: Node, session: str, page: str) -> None:
        state = attendance.for_node(self._kit, UUID(session))
        if self._sockets.get(node.sid) is not socket:  # gone while the database was asked
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        room = self._rooms.open(session, state.job_id)
        room.direct, room.photo_rule = state.direct, state.photo_rule
        self._sync(room, state)
        self.placing.arrive(room, node, page)
        socket.sessions.add(session)
        self.tell(room)

    def _sync(self, room: Room, state: Attendance) -> None:
        for seat in room.sync(state.session, state.seq, state.watchers):
            if seat.sid:
                self.dismiss(room, seat.sid, "left")

    def _exit(self, sid: str, payload: Any) -> dict[str, Any]:
        session = payload.get("session") if isinstance(payload, dict) else None
        if not is_id(session):
            raise Problem(Code.MALFORMED, "Send {session}.")
        if socket := self._sockets.get(sid):
            socket.sessions.discard(session)
        if (room := self._rooms.get(session)) and (seat := room.stand(sid)):
            # The page says itself that it won't come back: nobody waits for it.
            seat.page = None
            self.tell(room)
        return {}


def _as_allowed(room: Room, me: Seat, to: Seat, signal: Signal) -> Any:
    """The data of a signal. In a description between people, the picture of who is on site is left
    out where the site forbids it; what goes to a node, the node drops itself."""
    if signal.kind not in ("offer", "answer") or room.node is me or room.node is to:
        return signal.data
    sends, receives = room.may_film(me), room.may_film(to)
    if sends and receives:
        return signal.data
    return signal.data | {"sdp": with_video(signal.data["sdp"], sends=sends, receives=receives)}


def _entry(payload: Any) -> tuple[str, str, str]:
    """The session, the page, and what the page wants of the others' media."""
    if isinstance(payload, dict) and {"session", "page"} <= payload.keys() <= ENTRY:
        session, page, media = payload["session"], payload["page"], payload.get("media", "live")
        if is_id(session) and is_page(page) and media in WATCHES:
            return session, page, media
    raise Problem(Code.MALFORMED, "Send {session, page}, an id and what names this page.")
