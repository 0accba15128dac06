"""The node's Socket.IO connection to the broker, made again whenever it breaks off."""

import asyncio
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import Any

import socketio
import structlog
from socketio.exceptions import ConnectionError as Unreachable
from socketio.exceptions import SocketIOError

RETRY = 1.0
RETRY_AFTER_A_BREAK = 0.25
ANSWER_WITHIN = 5.0
GOODBYE = 1.0

log = structlog.get_logger()


class BrokerSocket:
    """The node signs in as `node` with the token that it shares with the web process at `url`."""

    def __init__(self, url: str, token: str, node: str) -> None:
        self._url = url
        self._auth = {"service": token, "node": node}
        # The retries are this class's own: the client's wait longer and longer.
        self._client = socketio.AsyncClient(reconnection=False, logger=False)

    def on(self, event: str, handler: Callable[..., Awaitable[None]]) -> None:
        self._client.on(event, handler)

    @property
    def sid(self) -> str | None:
        """The id of the connection, None while there is none."""
        # The client's `connected` becomes true only after what `connect` sets off has begun.
        sid: str | None = self._client.get_sid()
        return sid

    @property
    def signed_in(self) -> bool:
        return self.sid is not None

    async def stay_connected(self, ending: asyncio.Event) -> None:
        """Connect again whenever the connection has broken off, until `ending` is set."""
        failed = False
        while True:
            try:
                await self._client.connect(
                    self._url,
                    auth=self._auth,
                    transports=["websocket"],
                    wait_timeout=ANSWER_WITHIN,
                )
                failed = False
                await self._client.wait()
            except (Unreachable, OSError, TimeoutError) as error:
                if not failed:
                    log.warning("the web process does not answer", problem=str(error)[:200])
                failed = True
            except Exception as error:  # without this loop the node would be lost for good
                log.error("connecting failed", exc_info=error)
                failed = True
            if ending.is_set():
                return
            await asyncio.sleep(RETRY if failed else RETRY_AFTER_A_BREAK)

    async def request(self, event: str, data: dict[str, Any]) -> dict[str, Any]:
        """The broker's answer. Raises SocketIOError, OSError, TimeoutError."""
        answer: dict[str, Any] = await self._client.call(event, data, timeout=ANSWER_WITHIN)
        return answer

    async def emit(self, event: str, data: dict[str, Any]) -> None:
        """An event that can't be sent is dropped."""
        with suppress(SocketIOError, OSError):
            await self._client.emit(event, data)

    async def disconnect(self) -> None:
        with suppress(SocketIOError, OSError, TimeoutError):
            await asyncio.wait_for(self._client.disconnect(), GOODBYE)
