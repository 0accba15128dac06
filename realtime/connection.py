"""The broker's door: handshakes, following and unfollowing.

Handlers are registered on the Socket.IO server itself: no Flask context per message.
"""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import structlog
from marshmallow import ValidationError
from socketio import Server
from socketio.exceptions import ConnectionRefusedError as Refused

from realtime.lobby import Lobby
from realtime.sockets import Sockets, list_rooms
from schemas.sockets import Follow
from smarthands import events
from smarthands.access import job_for
from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.kit import Kit

MOST_FOLLOWED = 100
FOLLOW = Follow()
Authenticate = Callable[[dict[str, Any], Any], Actor]

log = structlog.get_logger()


class Connection:
    """Admits sockets and notes what each may follow."""

    def __init__(
        self,
        server: Server,
        kit: Kit,
        sockets: Sockets,
        lobby: Lobby,
        authenticate: Authenticate,
    ) -> None:
        self._server = server
        self._lobby = lobby
        self._kit = kit
        self._sockets = sockets
        self._authenticate = authenticate
        server.on("connect", self.connect)
        server.on("disconnect", self.disconnect)
        server.on("follow", self.follow)
        server.on("unfollow", self.unfollow)

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        try:
            actor = self._authenticate(environ, auth)
        except Problem as problem:
            raise Refused(problem.detail, {"code": problem.code.value}) from problem
        self._lobby.admit(sid)
        self._sockets.add(sid, actor)
        for room in list_rooms(actor):
            self._server.enter_room(sid, room)

    def disconnect(self, sid: str, _reason: str = "") -> None:
        self._sockets.remove(sid)
        self._lobby.send_back(sid)

    def follow(self, sid: str, payload: Any = None) -> dict[str, Any]:
        """Follow first, then read `seq`: what happens in between is sent, and not missed."""
        return _answered(lambda: self._follow(sid, payload))

    def unfollow(self, sid: str, payload: Any = None) -> dict[str, Any]:
        return _answered(lambda: self._unfollow(sid, payload))

    def _follow(self, sid: str, payload: Any) -> dict[str, Any]:
        connected = self._sockets.get(sid)
        if connected is None:
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        job_id = _job_id(payload)
        if len(connected.jobs) >= MOST_FOLLOWED and job_id not in connected.jobs:
            raise Problem(Code.TOO_MANY, "Too many jobs are followed. Unfollow one first.")
        with self._kit.reading() as db:
            job_for(db, connected.actor, job_id)
        connected.jobs.add(job_id)
        try:
            with self._kit.reading() as db:
                # Whoever was taken off meanwhile was passed over by what takes off followers.
                job = job_for(db, connected.actor, job_id)
                return {"seq": events.last_seq(db, job.stream)}
        except Problem:
            connected.jobs.discard(job_id)
            raise

    def _unfollow(self, sid: str, payload: Any) -> dict[str, Any]:
        job_id = _job_id(payload)
        if connected := self._sockets.get(sid):
            connected.jobs.discard(job_id)
        return {}


def _job_id(payload: Any) -> UUID:
    try:
        job_id: UUID = FOLLOW.load(payload)["job"]
    except (ValidationError, TypeError) as error:
        raise Problem(Code.MALFORMED, "Send {job: id}.") from error
    return job_id


def _answered(act: Callable[[], dict[str, Any]]) -> dict[str, Any]:
    try:
        return {"ok": True} | act()
    except Problem as problem:
        return {"ok": False, "error": {"code": problem.code.value, "message": problem.detail}}
    except Exception as error:
        log.error("unexpected", exc_info=error)
        message = "Something on the server failed. Try again."
        return {"ok": False, "error": {"code": Code.INTERNAL.value, "message": message}}
