"""A Socket.IO client of a few lines over `websockets`, light enough to load a server with hundreds.

The same client speaks to every server that is measured.
"""

import asyncio
import json
from collections import deque
from collections.abc import Callable
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect

Handler = Callable[[Any], None]


class Line:
    """One socket, whose handlers are called as messages come; it echoes `beat` as a page does."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._handlers: dict[str, Handler] = {}
        self._answers: dict[int, asyncio.Future[Any]] = {}
        self._asked = 0
        self.last: deque[str] = deque(maxlen=5)
        self._reading: asyncio.Task[None] | None = None

    @classmethod
    async def open(
        cls, url: str, auth: dict[str, str] | None = None, headers: dict[str, str] | None = None
    ) -> Self:
        address = url.replace("http", "ws", 1) + "/socket.io/?EIO=4&transport=websocket"
        wire = await connect(
            address,
            origin=None,
            additional_headers=headers,
            compression=None,
            max_size=None,
            ping_interval=None,
        )
        await wire.recv()
        await wire.send("40" + json.dumps(auth or {}))
        answer = str(await wire.recv())
        if not answer.startswith("40"):
            raise SystemExit(f"{url} refused: {answer[:200]}")
        line = cls(wire)
        line._reading = asyncio.create_task(line._read())
        return line

    def on(self, name: str, handler: Handler) -> None:
        self._handlers[name] = handler

    async def send(self, name: str, payload: Any) -> None:
        await self._wire.send("42" + json.dumps([name, payload]))

    async def send_text(self, text: str) -> None:
        """Sends a packet that was encoded before."""
        await self._wire.send(text)

    async def ask(self, name: str, payload: Any) -> Any:
        self._asked += 1
        answer = self._answers[self._asked] = asyncio.get_running_loop().create_future()
        await self._wire.send(f"42{self._asked}" + json.dumps([name, payload]))
        return await asyncio.wait_for(answer, 30)

    async def close(self) -> None:
        if self._reading:
            self._reading.cancel()
        await self._wire.close()

    async def _read(self) -> None:
        async for message in self._wire:
            text = str(message)
            if text == "2":
                await self._wire.send("3")
            elif text.startswith('42["beat"'):
                await self._wire.send('42["beat"]')
            elif text.startswith("42["):
                name, *rest = json.loads(text[2:])
                if handler := self._handlers.get(name):
                    handler(rest[0] if rest else None)
            elif text.startswith("43"):
                number, _, rest_of = text[2:].partition("[")
                self._answers.pop(int(number)).set_result(json.loads("[" + rest_of)[0])
            else:
                self.last.append(text[:200])
