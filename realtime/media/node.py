"""The media node: it signs in to the broker, sits in the sessions it is asked into, and says how it
fares. It keeps its sessions while the broker is away, and gives them up one by one when it drains.
"""

import asyncio
import secrets
import time
from collections.abc import Coroutine
from contextlib import suppress
from dataclasses import dataclass
from functools import partial
from typing import Any

import socketio
import structlog
from socketio.exceptions import ConnectionError as Unreachable
from socketio.exceptions import SocketIOError

from realtime.media.session import Means, Session
from realtime.media.vitals import Effort

LOAD_EVERY = 1.0
TICK = 0.25
LINGER = 10.0
"""Seconds for which a session that has moved goes on here: pages make before they break."""
DRAIN = 12.0
RETRY = 1.0
ENTER_WITHIN = 5.0
GOODBYE = 1.0
GONE = frozenset({"conflict", "not_found", "forbidden"})
"""Refusals by which the broker says that the session is not ours any more."""

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class Seat:
    """A session and the page that the node is in it."""

    session: Session
    page: str
    leaving: bool = False


class Node:
    """`run` ends when `drain` has been asked for and is done."""

    def __init__(self, url: str, token: str, means: Means) -> None:
        self.name = f"node-{secrets.token_urlsafe(9)}"
        self.seats: dict[str, Seat] = {}
        self._url = url
        self._token = token
        self._means = means
        self._draining = asyncio.Event()
        self._effort = Effort(time.monotonic)
        self._packets = 0
        self._tasks: set[asyncio.Task[None]] = set()
        # Retries are ours: the client's own wait longer and longer.
        self._socket = socketio.AsyncClient(reconnection=False, logger=False)
        for name, heard in (
            ("connect", self._connected),
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
        keeping = asyncio.ensure_future(self._keep_connected())
        ticking = asyncio.ensure_future(self._tick())
        telling = asyncio.ensure_future(self._tell_load())
        try:
            await self._draining.wait()
            await self._drained()
        finally:
            self._draining.set()
            with suppress(SocketIOError, OSError, TimeoutError):
                await asyncio.wait_for(self._socket.disconnect(), GOODBYE)
            for task in (keeping, ticking, telling, *self._tasks):
                task.cancel()
            await asyncio.gather(keeping, ticking, telling, *self._tasks, return_exceptions=True)
            await asyncio.gather(*(self._close(seat) for seat in list(self.seats.values())))

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
            if self._draining.is_set():
                return
            await asyncio.sleep(RETRY if told else TICK)

    async def _connected(self) -> None:
        """What we are in comes first: only then does the broker hand out more."""
        log.info("signed in", node=self.name, sessions=len(self.seats))
        self._spawn(self._come_back())

    async def _come_back(self) -> None:
        await asyncio.gather(*(self._enter(seat) for seat in list(self.seats.values())))
        await self._tell()

    async def _placed(self, payload: dict[str, Any]) -> None:
        id = payload["session"]
        seat = self.seats.get(id)
        if seat is None or seat.leaving:
            if seat is not None:
                await self._close(seat)
            session = Session(id, self._means, partial(self._say, id))
            seat = self.seats[id] = Seat(session, f"page-{secrets.token_urlsafe(9)}")
        self._spawn(self._enter(seat))

    async def _enter(self, seat: Seat) -> None:
        if seat.leaving:
            return
        said = {"session": seat.session.id, "page": seat.page}
        try:
            answer = await self._socket.call("enter", said, timeout=ENTER_WITHIN)
        except (SocketIOError, OSError, TimeoutError):
            return  # the socket has gone: it is entered again when it is back
        if not answer["ok"]:
            log.info("not entered", session=seat.session.id, problem=answer["error"]["message"])
            if answer["error"]["code"] in GONE:
                self._leave(seat)

    async def _arrange(self, topology: dict[str, Any]) -> None:
        seat = self.seats.get(topology["session"])
        if seat is not None and not seat.leaving:
            seat.session.arrange(topology)

    async def _hear(self, said: dict[str, Any]) -> None:
        if seat := self.seats.get(said["session"]):
            seat.session.hear(said["from"], said["page"], said["kind"], said["data"])

    async def _dismissed(self, said: dict[str, Any]) -> None:
        if seat := self.seats.get(said["session"]):
            self._leave(seat, over=said["reason"] == "ended")

    def _say(self, session: str, to: str, page: str, kind: str, data: dict[str, Any]) -> None:
        """Dropped while the socket is away: whoever comes back is told again."""
        if self._socket.connected:
            said = {"session": session, "to": to, "page": page, "kind": kind, "data": data}
            self._spawn(self._emit("signal", said))

    async def _emit(self, name: str, payload: dict[str, Any]) -> None:
        with suppress(SocketIOError, OSError):
            await self._socket.emit(name, payload)

    def _leave(self, seat: Seat, *, over: bool = False) -> None:
        if not seat.leaving:
            seat.leaving = True
            seat.session.end()
            self._spawn(self._linger(seat, 0.0 if over else LINGER))

    async def _linger(self, seat: Seat, seconds: float) -> None:
        until = time.monotonic() + seconds
        # Pages end their legs without a word to us.
        while time.monotonic() < until and not seat.session.idle:  # noqa: ASYNC110
            await asyncio.sleep(TICK)
        await seat.session.close()
        await seat.session.taping.finished(float("inf"))
        if self.seats.get(seat.session.id) is seat:
            del self.seats[seat.session.id]

    async def _close(self, seat: Seat) -> None:
        await seat.session.close()
        await seat.session.taping.finished(0.5)
        self.seats.pop(seat.session.id, None)

    async def _drained(self) -> None:
        """Until the last session has moved. Without the broker nobody can move: we end at once."""
        await self._tell()
        until = time.monotonic() + DRAIN
        # Three things may end it.
        while self.seats and self._socket.connected and time.monotonic() < until:  # noqa: ASYNC110
            await asyncio.sleep(TICK)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            for seat in list(self.seats.values()):
                if not seat.leaving:
                    seat.session.tick()

    async def _tell_load(self) -> None:
        while True:
            await asyncio.sleep(LOAD_EVERY)
            await self._tell()

    async def _tell(self) -> None:
        if not self._socket.connected:
            return
        total = sum(
            stream.packets
            for seat in self.seats.values()
            for stream in seat.session.wiring.streams.values()
        )
        said = {
            "cpu": round(self._effort.share(), 3),
            "packets": max(0, total - self._packets),
            "sessions": sum(not seat.leaving for seat in self.seats.values()),
            "draining": self._draining.is_set(),
        }
        self._packets = total
        await self._emit("load", said)

    def _spawn(self, work: Coroutine[Any, Any, None]) -> None:
        task = asyncio.ensure_future(work)
        self._tasks.add(task)
        task.add_done_callback(self._done)

    def _done(self, task: asyncio.Task[None]) -> None:
        self._tasks.discard(task)
        if not task.cancelled() and (error := task.exception()) is not None:
            log.error("node failed at something", exc_info=error)
