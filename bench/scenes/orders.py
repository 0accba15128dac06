"""Orders to a process that is measured, and between pages: JSON over a WebSocket on loopback.

An order is `{"id", "do", ...}` and is answered `{"id", "result"}`. A client that said `hello` under
a name gets what others `tell` that name, so that every call is set up by the same trivial means.
"""

import asyncio
import itertools
import json
import socket
import subprocess
import sys
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping
from contextlib import asynccontextmanager
from typing import Any

import psutil
from websockets.asyncio.client import ClientConnection, connect
from websockets.asyncio.server import ServerConnection, serve

from bench.scenes.house import ROOT
from storage.process import bound
from storage.seaweed.ports import free_ports

Handler = Callable[..., Awaitable[Any]]


class Desk:
    """The side that takes orders."""

    def __init__(self, handlers: Mapping[str, Handler]) -> None:
        self._handlers = handlers
        self._known: dict[str, ServerConnection] = {}

    async def open(self, port: int) -> None:
        """Serves until it is cancelled."""
        async with serve(self._attend, "127.0.0.1", port, compression=None, ping_interval=None):
            print("ready", flush=True)
            await asyncio.get_running_loop().create_future()

    async def _attend(self, wire: ServerConnection) -> None:
        async for message in wire:
            order = json.loads(message)
            number, name = order.pop("id", None), order.pop("do")
            if name == "hello":
                self._known[order["name"]] = wire
                result: Any = True
            elif name == "tell":
                await self._known[order["name"]].send(json.dumps({"told": order["what"]}))
                result = True
            else:
                result = await self._handlers[name](**order)
            if number is not None:
                await wire.send(json.dumps({"id": number, "result": result}))


class Orders:
    """The side that gives orders, one at a time."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._numbers = itertools.count(1)

    async def ask(self, name: str, **arguments: Any) -> Any:
        number = next(self._numbers)
        await self._wire.send(json.dumps({"id": number, "do": name, **arguments}))
        while True:
            answer = json.loads(await asyncio.wait_for(self._wire.recv(), 40))
            if answer.get("id") == number:
                return answer["result"]


def own_address() -> str:
    """The address that all media goes to, in every arm: Janus never gathers on loopback, so it is
    the machine's first other address, whose packets don't leave the machine either."""
    for addresses in psutil.net_if_addrs().values():
        for one in addresses:
            if one.family == socket.AF_INET and not one.address.startswith("127."):
                return one.address
    raise SystemExit("these benches need an IPv4 address besides loopback")


@asynccontextmanager
async def process(module: str, *wrapped: str) -> AsyncIterator[tuple[Orders, int, str]]:
    """A module that opens a desk at the port it is given, under the command `wrapped`, if any: its
    orders, its process and its address."""
    async with listening(module, *wrapped) as (pid, port):
        url = f"ws://127.0.0.1:{port}"
        async with connect(url, compression=None, max_size=None, ping_interval=None) as wire:
            yield Orders(wire), pid, url


@asynccontextmanager
async def listening(module: str, *wrapped: str) -> AsyncIterator[tuple[int, int]]:
    """A module that listens at the port it is given, and prints a line when it does: its process
    and that port."""
    port = free_ports(None).master
    command = [*wrapped, sys.executable, "-m", module, str(port)]
    child = subprocess.Popen(  # noqa: ASYNC220  (nothing else goes on yet)
        command, cwd=ROOT, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, preexec_fn=bound()
    )
    try:
        assert child.stdout is not None
        said = await asyncio.to_thread(child.stdout.readline)
        if said != b"ready\n":
            raise SystemExit(f"{module} did not start: {said!r}")
        yield child.pid, port
    finally:
        child.terminate()
        try:
            await asyncio.to_thread(child.wait, 10)
        except subprocess.TimeoutExpired:
            child.kill()
            await asyncio.to_thread(child.wait)
