"""The media node: it signs in to the broker, enters the sessions that are placed with it, and
reports its load. It keeps its sessions while the broker is away, and hands them over one by one
when it drains.
"""

import asyncio
import secrets
import time
from dataclasses import dataclass
from functools import partial
from typing import Any

import structlog
from socketio.exceptions import SocketIOError

from realtime.media.session.broker_socket import BrokerSocket
from realtime.media.session.cpu_share import CpuShare
from realtime.media.session.session import NodeResources, Session
from realtime.media.tasks import BackgroundTasks

LOAD_EVERY = 1.0
TICK = 0.25
LINGER = 10.0
"""Seconds for which a session that has moved goes on here: pages make before they break."""
DRAIN = 12.0
COME_BACK = 2.0
LONGEST_PAUSE = 2.0
UPLOADS_AT_END = 0.5
"""Seconds that recordings have to reach S3 when the node ends; the next node sends on the rest."""
GONE = frozenset({"conflict", "not_found", "forbidden"})
"""Refusals by which the broker says that the session is not this node's any more."""

log = structlog.get_logger()


@dataclass(eq=False, slots=True)
class NodeSeat:
    """The node's seat in a session, which it enters as `page`."""

    session: Session
    page: str
    leaving: bool = False


class MediaNode:
    """`run` ends when a drain has been asked for and is done, or has taken `patience` seconds."""

    def __init__(
        self, url: str, token: str, resources: NodeResources, patience: float = DRAIN
    ) -> None:
        self.name = f"node-{secrets.token_urlsafe(9)}"
        self.seats: dict[str, NodeSeat] = {}
        self._left: set[NodeSeat] = set()
        self._resources = resources
        self._patience = patience
        self._draining = asyncio.Event()
        self._cpu_share = CpuShare(time.monotonic)
        self._packets = 0
        self._seats_entered = False
        self._tasks = BackgroundTasks(_failed)
        self._broker = BrokerSocket(url, token, self.name)
        for event, handler in (
            ("connect", self._connected),
            ("disconnect", self._disconnected),
            ("place", self._placed),
            ("topology", self._arrange),
            ("signal", self._hear),
            ("dismissed", self._dismissed),
        ):
            self._broker.on(event, handler)

    def drain(self) -> None:
        """Take no more sessions, and end when the last has moved."""
        self._draining.set()

    async def run(self) -> None:
        for loop in (
            self._broker.stay_connected(self._draining),
            self._tick(),
            self._report_load(),
        ):
            self._tasks.start(loop)
        try:
            await self._draining.wait()
            await self._drained()
        finally:
            self._draining.set()
            await self._broker.disconnect()
            await self._tasks.cancel()
            await asyncio.gather(*(self._close(seat) for seat in self._all_seats()))

    def _all_seats(self) -> list[NodeSeat]:
        """The seats, and those that were left and go on for a while."""
        return [*self.seats.values(), *self._left]

    async def _connected(self) -> None:
        """The node enters its old seats first: only then does the broker hand out more."""
        log.info("signed in", node=self.name, sessions=len(self.seats))
        self._tasks.start(self._come_back())

    async def _come_back(self) -> None:
        """The load is sent within COME_BACK in any case: the broker would take the node for
        hanging."""
        entering = [self._tasks.start(self._enter(seat)) for seat in list(self.seats.values())]
        if entering:
            await asyncio.wait(entering, timeout=COME_BACK)
        self._seats_entered = True
        await self._send_load()

    async def _disconnected(self, _reason: str = "") -> None:
        self._seats_entered = False

    async def _placed(self, message: dict[str, Any]) -> None:
        id = message["session"]
        if (seat := self.seats.get(id)) is None:
            session = Session(id, self._resources, partial(self._send_signal, id))
            seat = self.seats[id] = NodeSeat(session, f"page-{secrets.token_urlsafe(9)}")
        self._tasks.start(self._enter(seat))

    async def _enter(self, seat: NodeSeat) -> None:
        """Try until the broker has said yes or no, or the connection is another: then the seat is
        entered again by that one."""
        sid, pause = self._broker.sid, TICK
        request = {"session": seat.session.id, "page": seat.page}
        while not seat.leaving and sid is not None and self._broker.sid == sid:
            try:
                answer = await self._broker.request("enter", request)
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

    async def _hear(self, signal: dict[str, Any]) -> None:
        if seat := self.seats.get(signal["session"]):
            seat.session.hear(signal["from"], signal["page"], signal["kind"], signal["data"])

    async def _dismissed(self, message: dict[str, Any]) -> None:
        if seat := self.seats.get(message["session"]):
            self._leave(seat, over=message["reason"] == "ended")

    def _send_signal(
        self, session: str, to: str, page: str, kind: str, data: dict[str, Any]
    ) -> None:
        """Dropped while the broker is away: a participant who comes back is told again."""
        if self._broker.signed_in:
            signal = {"session": session, "to": to, "page": page, "kind": kind, "data": data}
            self._tasks.start(self._broker.emit("signal", signal))

    def _leave(self, seat: NodeSeat, *, over: bool = False) -> None:
        """The session may be placed with this node again while the old seat's legs go on."""
        if not seat.leaving:
            seat.leaving = True
            self.seats.pop(seat.session.id, None)
            self._left.add(seat)
            seat.session.end()
            self._tasks.start(self._linger(seat, 0.0 if over else LINGER))

    async def _linger(self, seat: NodeSeat, seconds: float) -> None:
        until = time.monotonic() + seconds
        # Pages end their legs without a word to the node.
        while time.monotonic() < until and not seat.session.idle:  # noqa: ASYNC110
            await asyncio.sleep(TICK)
        await seat.session.close()
        await seat.session.recording.wait_uploaded(float("inf"))
        self._left.discard(seat)

    async def _close(self, seat: NodeSeat) -> None:
        await seat.session.close()
        await seat.session.recording.wait_uploaded(UPLOADS_AT_END)

    async def _drained(self) -> None:
        """Wait until the last session has moved, but not without the broker, since no session can
        move then."""
        await self._send_load()
        until = time.monotonic() + self._patience
        # An event can't be waited for: each of three conditions may end this.
        while (  # noqa: ASYNC110
            self._all_seats() and self._broker.signed_in and time.monotonic() < until
        ):
            await asyncio.sleep(TICK)

    async def _tick(self) -> None:
        while True:
            await asyncio.sleep(TICK)
            for seat in list(self.seats.values()):
                try:
                    seat.session.tick()
                except Exception as error:  # the other sessions have theirs
                    log.error("session failed", session=seat.session.id, exc_info=error)

    async def _report_load(self) -> None:
        while True:
            await asyncio.sleep(LOAD_EVERY)
            await self._send_load()

    async def _send_load(self) -> None:
        if not self._broker.signed_in or not self._seats_entered:
            return
        total = sum(
            stream.packets
            for seat in self._all_seats()
            for stream in seat.session.legs.streams.values()
        )
        load = {
            "cpu": round(self._cpu_share.measure(), 3),
            "packets": max(0, total - self._packets),
            "sessions": len(self.seats),
            "draining": self._draining.is_set(),
            "confined": self._resources.decoder_pool.confined,
        }
        self._packets = total
        await self._broker.emit("load", load)


def _failed(error: BaseException) -> None:
    log.error("node failed at something", exc_info=error)
