"""The media node: it signs in to the broker, sits in the sessions it is asked into, and says how it
fares. It keeps its sessions while the broker is away, and gives them up one by one when it drains.
"""

import asyncio
import secrets
import time
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import socketio
import structlog
from socketio.exceptions import ConnectionError as Unreachable
from socketio.exceptions import SocketIOError

from realtime.media.session.liveness import CpuShare
from realtime.media.session.session import NodeResources, Session
from realtime.media.tasks import BackgroundTasks

LOAD_EVERY = 1.0
TICK = 0.25
LINGER = 10.0
"""Seconds for which a session that has moved goes on here: pages make before they break."""
DRAIN = 12.0
RETRY = 1.0
ENTER_WITHIN = 5.0
COME_BACK = 2.0
LONGEST_PAUSE = 2.0
GOODBYE = 1.0
AT_LAST = 0.5
"""Seconds for recordings when the house is gone, or drains too slowly; the next node sends on what
is left."""
GONE = frozenset({"conflict", "not_found", "forbidden"})
"""Refusals by which the broker says that the session is not ours any more."""

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class NodeSeat:
    """A session and the page that the node is in it."""

    session: Session
    page: str
    leaving: bool = False


class MediaNode:
    """`run` ends when `drain` has been asked for and is done, or has taken `patience` seconds."""

    def __init__(self, url: str, token: str, means: NodeResources, patience: float = DRAIN) -> None:
        self.name = f"node-{secrets.token_urlsafe(9)}"
        self.seats: dict[str, NodeSeat] = {}
        self._left: set[NodeSeat] = set()
        self._url = url
        self._token = token
        self._means = means
        self._patience = patience
        self._draining = asyncio.Event()
        self._effort = CpuShare(time.monotonic)
        self._packets = 0
        self._back = False
        self._tasks = BackgroundTasks(
            lambda error: log.error("node failed at something", exc_info=error)
        )
        # Retries are ours: the client's own wait longer and longer.
        self._socket = socketio.AsyncClient(reconnection=False, logger=False)
        for name, heard in (
            ("connect", self._connected),
            ("disconnect", self._disconnected),
            ("place", self._placed),
            ("topology", self._arrange),
            ("signal", self._hear),
            ("dismissed", self._dismissed),
        ):
            self._socket.on(name, heard)

    def drain(self) -> None:
        """Take no more sessions, and end when the last has moved."""
        self._draining.set()

    async def run(self) -> None:
        for loop in (self._keep_connected(), self._tick(), self._tell_load()):
            self._tasks.begin(loop)
        try:
            await self._draining.wait()
            await self._drained()
        finally:
            self._draining.set()
            with suppress(SocketIOError, OSError, TimeoutError):
                await asyncio.wait_for(self._socket.disconnect(), GOODBYE)
            await self._tasks.cancel()
            await asyncio.gather(*(self._close(seat) for seat in self._all()))

    def _all(self) -> list[NodeSeat]:
        """Also those that go on for a while."""
        return [*self.seats.values(), *self._left]

    @property
    def _signed_in(self) -> bool:
        # The client's `connected` becomes true only after what `connect` sets off has begun.
        return self._socket.get_sid() is not None

    async def _keep_connected(self) -> None:
        told = False
        auth = {"service": self._token, "node": self.name}
        while True:
            try:
                await self._socket.connect(
                    self._url, auth=auth, transports=["websocket"], wait_timeout=ENTER_WITHIN
                )
                told = False
                await self._socket.wait()
            except (Unreachable, OSError, TimeoutError) as error:
                if not told:
                    log.warning("the house does not answer", problem=str(error)[:200])
                told = True
            except Exception as error:  # without this loop nobody would ever hear of us again
                log.error("connecting failed", exc_info=error)
                told = True
            if self._draining.is_set():
                return
            await asyncio.sleep(RETRY if told else TICK)

    async def _connected(self) -> None:
        """What we are in comes first: only then does the broker hand out more."""
        log.info("signed in", node=self.name, sessions=len(self.seats))
        self._tasks.begin(self._come_back())

    async def _come_back(self) -> None:
        """The broker is told of us by then in any case: it would take us for hanging."""
        entering = [self._tasks.begin(self._enter(seat)) for seat in list(self.seats.values())]
        if entering:
            await asyncio.wait(entering, timeout=COME_BACK)
        self._back = True
        await self._tell()

    async def _disconnected(self, _reason: str = "") -> None:
        self._back = False

    async def _placed(self, payload: dict[str, Any]) -> None:
        id = payload["session"]
        if (seat := self.seats.get(id)) is None:
            session = Session(id, self._means, partial(self._say, id))
            seat = self.seats[id] = NodeSeat(session, f"page-{secrets.token_urlsafe(9)}")
        self._tasks.begin(self._enter(seat))

    async def _enter(self, seat: NodeSeat) -> None:
        """Until the broker has said yes or no, or the socket is another: then it is entered again
        by that."""
        sid, pause = self._socket.get_sid(), TICK
        said = {"session": seat.session.id, "page": seat.page}
        while not seat.leaving and sid is not None and self._socket.get_sid() == sid:
            try:
                answer = await self._socket.call("enter", said, timeout=ENTER_WITHIN)
            except (SocketIOError, OSError, TimeoutError) as error:
                problem = type(error).__name__
            else:
                if answer["ok"]:
                    return
                problem = answer["error"]["message"]
                if answer["error"]["code"] in GONE:
                    log.info("not entered", session=seat.session.id, problem=problem)
                    self._leave(seat)
                    return
            log.info("enters again", session=seat.session.id, problem=problem)
            await asyncio.sleep(pause)
            pause = min(2 * pause, LONGEST_PAUSE)

    async def _arrange(self, topology: dict[str, Any]) -> None:
        seat = self.seats.get(topology["session"])
        if seat is not None:
            seat.session.arrange(topology)

    async def _hear(self, said: dict[str, Any]) -> None:
        if seat := self.seats.get(said["session"]):
            seat.session.hear(said["from"], said["page"], said["kind"], said["data"])

    async def _dismissed(self, said: dict[str, Any]) -> None:
        if seat := self.seats.get(said["session"]):
            self._leave(seat, over=said["reason"] == "ended")

    def _say(self, session: str, to: str, page: str, kind: str, data: dict[str, Any]) -> None:
        """Dropped while the socket is away: whoever comes back is told again."""
        if self._signed_in:
            said = {"session": session, "to": to, "page": page, "kind": kind, "data": data}
            self._tasks.begin(self._emit("signal", said))

    async def _emit(self, name: str, payload: dict[str, Any]) -> None:
        with suppress(SocketIOError, OSError):
            await self._socket.emit(name, payload)

    def _leave(self, seat: NodeSeat, *, over: bool = False) -> None:
        """It may be placed with us again while this one goes on for the legs that it has."""
        if not seat.leaving:
            seat.leaving = True
            self.seats.pop(seat.session.id, None)
            self._left.add(seat)
            seat.session.end()
            self._tasks.begin(self._linger(seat, 0.0 if over else LINGER))

    async def _linger(self, seat: NodeSeat, seconds: float) -> None:
        until = time.monotonic() + seconds
        # Pages end their legs without a word to us.
        while time.monotonic() < until and not seat.session.idle:  # noqa: ASYNC110
            await asyncio.sleep(TICK)
        await seat.session.close()
        await seat.session.taping.finished(float("inf"))
        self._left.discard(seat)

    async def _close(self, seat: NodeSeat) -> None:
        await seat.session.close()
        await seat.session.taping.finished(AT_LAST)

    async def _drained(self) -> None:
        """Until the last session has moved. Without the broker nobody can move: we end at once."""
        await self._tell()
        until = time.monotonic() + self._patience
        # Three things may end it.
        while self._all() and self._signed_in and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(TICK)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            for seat in list(self.seats.values()):
                try:
                    seat.session.tick()
                except Exception as error:  # the other sessions have theirs
                    log.error("session failed", session=seat.session.id, exc_info=error)

    async def _tell_load(self) -> None:
        while True:
            await asyncio.sleep(LOAD_EVERY)
            await self._tell()

    async def _tell(self) -> None:
        if not self._signed_in or not self._back:
            return
        total = sum(
            stream.packets
            for seat in self._all()
            for stream in seat.session.wiring.streams.values()
        )
        said = {
            "cpu": round(self._effort.share(), 3),
            "packets": max(0, total - self._packets),
            "sessions": len(self.seats),
            "draining": self._draining.is_set(),
        }
        self._packets = total
        await self._emit("load", said)
