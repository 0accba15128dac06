"""Pages in a call, played by aiortc on loopback: they sign in, enter, answer a node's offers, and
count the frames that they receive."""

import asyncio
from collections.abc import AsyncIterator, Iterator
from contextlib import asynccontextmanager, contextmanager, suppress
from dataclasses import dataclass, field
from typing import Any
from unittest.mock import patch
from uuid import UUID, uuid4

import socketio
from aiortc import (
    AudioStreamTrack,
    MediaStreamTrack,
    RTCConfiguration,
    RTCPeerConnection,
    RTCSessionDescription,
    VideoStreamTrack,
)
from aiortc.mediastreams import MediaStreamError

from tests.builders.peers import HERE, until
from tests.builders.site import login
from tests.builders.web_process import proxy_headers
from tests.builders.world import World


@dataclass(eq=False)
class ReceivedLeg:
    """One leg: whose media it carries, and how many frames of each kind it has brought."""

    name: str
    of: str
    connection: RTCPeerConnection
    frames: dict[str, int] = field(default_factory=lambda: {"audio": 0, "video": 0})
    last: dict[str, float] = field(default_factory=dict)


class CallPage:
    """One page of a call; it always sends sound, and a picture if it `films`."""

    def __init__(self, name: str, *, films: bool) -> None:
        self.name = name
        self.page = f"page-{uuid4().hex[:12]}"
        self.client = socketio.AsyncClient(reconnection=False)
        self.topology: dict[str, Any] = {"connect": [], "participants": [], "path": None}
        self.paths: list[str] = []
        self.me = ""
        self.legs: dict[str, ReceivedLeg] = {}
        self.signals_received: list[dict[str, Any]] = []
        self.dismissed: list[dict[str, Any]] = []
        self.films = films
        self._tasks: set[asyncio.Task[None]] = set()
        self._node: dict[str, Any] = {}
        self.client.on("beat", self._echo)
        self.client.on("topology", self._arrange)
        self.client.on("signal", self._hear)
        self.client.on("dismissed", self._leave)

    async def enter(self, session: UUID, **more: str) -> dict[str, Any]:
        body = {"session": str(session), "page": self.page, **more}
        answer: dict[str, Any] = await self.client.call("enter", body, timeout=10)
        self.me = answer.get("participant", "")
        return answer

    def signals(self, kind: str) -> list[dict[str, Any]]:
        return [signal["data"] for signal in self.signals_received if signal["kind"] == kind]

    def seat(self, name: str) -> dict[str, Any]:
        return next(dict(s) for s in self.topology["participants"] if s["name"] == name)

    def seen(self, of: str, kind: str = "video") -> int:
        """How many frames of this participant have come, over all legs."""
        return sum(leg.frames[kind] for leg in self.legs.values() if leg.of == of)

    def latest(self, of: str, kind: str = "video") -> float:
        """The time of the participant's last frame, by the loop's clock."""
        return max(leg.last.get(kind, 0.0) for leg in self.legs.values() if leg.of == of)

    async def tell(self, kind: str, data: dict[str, Any]) -> dict[str, Any]:
        """Sends a signal to the node and returns its acknowledgement."""
        signal = {"session": self.topology["session"], "kind": kind, "data": data, **self._node}
        answer: dict[str, Any] = await self.client.call("signal", signal, timeout=5)
        return answer

    async def send(self, kind: str, data: dict[str, Any]) -> None:
        signal = {"session": self.topology["session"], "kind": kind, "data": data, **self._node}
        await self.client.emit("signal", signal)

    async def close(self) -> None:
        with suppress(Exception):
            await self.client.disconnect()
        for task in list(self._tasks):
            task.cancel()
        await asyncio.gather(*self._tasks, return_exceptions=True)
        await asyncio.gather(*(leg.connection.close() for leg in self.legs.values()))

    async def _echo(self, _payload: object = None) -> None:
        with suppress(Exception):  # The page may be closing at this moment.
            await self.client.emit("beat")

    async def _arrange(self, topology: dict[str, Any]) -> None:
        self.topology = topology
        self.paths.append(topology["path"])
        for peer in topology["connect"] if topology["path"] == "node" else ():
            self._node = {"to": peer["participant"], "page": peer["page"]}

    async def _leave(self, notice: dict[str, Any]) -> None:
        self.dismissed.append(notice)

    async def _hear(self, signal: dict[str, Any]) -> None:
        self.signals_received.append(signal)
        if signal["kind"] == "offer" and signal["data"]["leg"] not in self.legs:
            task = asyncio.ensure_future(self._answer(signal))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _answer(self, signal: dict[str, Any]) -> None:
        data = signal["data"]
        connection = RTCPeerConnection(RTCConfiguration(iceServers=[]))
        leg = self.legs[data["leg"]] = ReceivedLeg(data["leg"], data["of"], connection)
        connection.on("track", lambda track: self._listen(leg, track))
        await connection.setRemoteDescription(RTCSessionDescription(data["sdp"], "offer"))
        if data["of"] == self.me:
            connection.addTrack(AudioStreamTrack())
            if self.films:
                connection.addTrack(VideoStreamTrack())
        await connection.setLocalDescription()
        sdp = connection.localDescription.sdp
        answer = {"sdp": sdp, "leg": leg.name}
        to = {"to": signal["from"], "page": signal["page"]}
        await self.client.emit(
            "signal", {"session": signal["session"], "kind": "answer", "data": answer, **to}
        )

    def _listen(self, leg: ReceivedLeg, track: MediaStreamTrack) -> None:
        task = asyncio.ensure_future(self._count(leg, track))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)

    async def _count(self, leg: ReceivedLeg, track: MediaStreamTrack) -> None:
        loop = asyncio.get_running_loop()
        with suppress(MediaStreamError):
            while True:
                await track.recv()
                leg.frames[track.kind] += 1
                leg.last[track.kind] = loop.time()


@contextmanager
def on_loopback() -> Iterator[None]:
    """aiortc's own connections reach loopback, and nothing else."""
    with patch("aioice.ice.get_host_addresses", lambda **_: [HERE]):
        yield


@asynccontextmanager
async def signed_in(url: str, token: str, name: str, *, films: bool) -> AsyncIterator[CallPage]:
    page = CallPage(name, films=films)
    await page.client.connect(
        url, headers=proxy_headers(), auth={"token": token}, transports=["websocket"]
    )
    try:
        yield page
    finally:
        await page.close()


@asynccontextmanager
async def call_page(
    url: str, world: World, name: str, *, films: bool = False
) -> AsyncIterator[CallPage]:
    """The page of one of the named people, signed in."""
    async with signed_in(url, login(world, name), name, films=films) as page:
        yield page


@asynccontextmanager
async def in_a_call(
    url: str, world: World, session: UUID
) -> AsyncIterator[tuple[CallPage, CallPage]]:
    """The pages of Tess, who films, and of Eva, who has her picture by now."""
    async with (
        call_page(url, world, "Tess", films=True) as tess,
        call_page(url, world, "Eva") as eva,
    ):
        for page in (tess, eva):
            assert (await page.enter(session))["ok"]
        await until(lambda: eva.legs and eva.seen(tess.me) > 20)
        yield tess, eva
