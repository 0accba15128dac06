"""Socket.IO handshakes, following and unfollowing jobs, and the handler of each message.

Handlers are registered on the Socket.IO server itself: no Flask context per message.
"""

from typing import Any
from uuid import UUID

from marshmallow import ValidationError
from socketio import Server
from socketio.exceptions import ConnectionRefusedError as Refused

from realtime.presence import Presence
from realtime.relay import Relay
from realtime.sockets.admission import SocketAdmission
from realtime.sockets.answers import answered
from realtime.sockets.client_sockets import ClientSockets, list_rooms
from realtime.sockets.refusals import CONNECT, Refusals
from schemas.signals.following import FollowSchema
from smarthands import events
from smarthands.access.jobs import job_for
from smarthands.errors import Code, Problem
from smarthands.kit import Kit

MOST_FOLLOWED = 100
EVERYDAY_OF_SIGNALS = frozenset({Code.GONE.value})
"""A page that was reloaded has gone for those who have not heard of it yet."""
FOLLOW = FollowSchema()


class Connection:
    """Admits sockets and keeps the jobs that each of them follows."""

    def __init__(
        self,
        server: Server,
        kit: Kit,
        sockets: ClientSockets,
        admission: SocketAdmission,
        relay: Relay,
        presence: Presence,
        refusals: Refusals,
    ) -> None:
        self._server = server
        self._admission = admission
        self._kit = kit
        self._sockets = sockets
        self._relay = relay
        self._refusals = refusals
        told = refusals.from_handler
        self.signal = told("signal", relay.signal, EVERYDAY_OF_SIGNALS)
        server.on(CONNECT, self.connect)
        server.on("disconnect", self.disconnect)
        server.on("follow", told("follow", self.follow))
        server.on("unfollow", told("unfollow", self.unfollow))
        server.on("enter", told("enter", relay.enter))
        server.on("exit", told("exit", relay.exit))
        server.on("signal", self.signal)
        server.on("beat", presence.beat)
        server.on("load", told("load", relay.placing.load))

    def connect(self, sid: str, environ: dict[str, Any], auth: Any = None) -> None:
        actor = None
        try:
            actor = self._admission.authenticate(sid, environ, auth)
            self._admission.admit(sid, actor)
        except Problem as problem:
            self._refusals.at_connect(problem.code, environ, actor)
            raise Refused(problem.detail, {"code": problem.code.value}) from problem
        self._sockets.add(sid, actor)
        if actor.kind == "system":
            self._relay.placing.signed_in(sid, actor.id)
        for room in list_rooms(actor):
            self._server.enter_room(sid, room)

    def disconnect(self, sid: str, _reason: str = "") -> None:
        if socket := self._sockets.remove(sid):
            self._relay.gone(socket)
        if node := self._relay.placing.nodes.remove(sid):
            self._relay.placing.gone(node)
        self._admission.leave(sid)

    def follow(self, sid: str, payload: Any = None) -> dict[str, Any]:
        """The socket follows before `seq` is read: an event in between is sent, and not missed."""
        return answered(lambda: self._follow(sid, payload))

    def unfollow(self, sid: str, payload: Any = None) -> dict[str, Any]:
        return answered(lambda: self._unfollow(sid, payload))

    def _follow(self, sid: str, payload: Any) -> dict[str, Any]:
        socket = self._sockets.get(sid)
        if socket is None:
            raise Problem(Code.SIGNED_OUT, "This connection has ended. Connect again.")
        job_id = _job_id(payload)
        if len(socket.jobs) >= MOST_FOLLOWED and job_id not in socket.jobs:
            raise Problem(Code.TOO_MANY, "Too many jobs are followed. Unfollow one first.")
        with self._kit.reading() as db:
            job_for(db, socket.actor, job_id)
        socket.jobs.add(job_id)
        try:
            with self._kit.reading() as db:
                # A technician taken off the job meanwhile was not yet a follower when Push looked.
                job = job_for(db, socket.actor, job_id)
                return {"seq": events.last_seq(db, job.stream)}
        except Problem:
            socket.jobs.discard(job_id)
            raise

    def _unfollow(self, sid: str, payload: Any) -> dict[str, Any]:
        job_id = _job_id(payload)
        if socket := self._sockets.get(sid):
            socket.jobs.discard(job_id)
        return {}


def _job_id(payload: Any) -> UUID:
    try:
        job_id: UUID = FOLLOW.load(payload)["job"]
    except (ValidationError, TypeError) as error:
        raise Problem(Code.MALFORMED, "Send {job: id}.") from error
    return job_id
