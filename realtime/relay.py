"""Signals: entering a session, leaving it, and what its pages tell each other in between."""

from json import JSONEncoder
from typing import Any
from uuid import UUID

import structlog

from realtime.answers import answered, refused
from realtime.post import Post
from realtime.rooms import Room, Rooms
from realtime.sockets import Connected, Sockets
from schemas.signals import BadSignal, is_id, is_page, read_signal
from smarthands import seats
from smarthands.errors import Code, Problem
from smarthands.kit import Kit

MOST_SESSIONS = 20
encode = JSONEncoder(separators=(",", ":")).encode

log = structlog.get_logger()


class Relay:
    """Seats pages, says who connects to whom, and passes signals on."""

    def __init__(self, post: Post, kit: Kit, sockets: Sockets, rooms: Rooms) -> None:
        self._post = post
        self._kit = kit
        self._sockets = sockets
        self._rooms = rooms

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
        to = room.seats.get(signal.to)
        if to is None or to.sid is None or to.page != signal.page:
            return refused(Code.GONE.value, "That page has gone. The next topology says who is.")
        relayed = {
            "session": signal.session,
            "from": me.participant,
            "page": me.page,
            "kind": signal.kind,
            "data": signal.data,
        }
        self._post.send_text(f'2["signal",{encode(relayed)}]', to.sid)
        return None

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
        session, page = _ids(payload)
        if len(connected.sessions) >= MOST_SESSIONS and session not in connected.sessions:
            raise Problem(Code.TOO_MANY, "Too many sessions are open here. Leave one first.")
        found = seats.seating(self._kit, connected.actor, UUID(session))
        if self._sockets.get(sid) is not connected:  # gone while the database was asked
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        room = self._rooms.open(session, found.job_id)
        for seat in room.sync(found.participants, found.seq):
            if seat.sid:
                self.dismiss(room, seat.sid, "left")
        if str(found.participant) in room.seats:
            connected.sessions.add(session)
            if replaced := room.sit(str(found.participant), page, sid):
                self.dismiss(room, replaced, "moved")
            self.tell(room)
        try:
            # Whoever left, or was sent out, or an end, in between has passed this seat by.
            seats.seating(self._kit, connected.actor, UUID(session))
        except Problem:
            connected.sessions.discard(session)
            if room.stand(sid):
                self.tell(room)
            raise
        return {"participant": str(found.participant)}

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


def _ids(payload: Any) -> tuple[str, str]:
    if isinstance(payload, dict) and set(payload) == {"session", "page"}:
        session, page = payload["session"], payload["page"]
        if is_id(session) and is_page(page):
            return session, page
    raise Problem(Code.MALFORMED, "Send {session, page}, an id and what names this page.")
