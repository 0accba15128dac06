"""Debian's Janus with its VideoRoom, an instance of our own on loopback: `apt-get install janus`.

It is set to be as cheap and as quick as it goes here: one plugin, one transport, no events, no
logging, one thread for all media, one address to be reached at.
"""

import asyncio
import itertools
import json
import os
import shutil
import subprocess
import time
from collections.abc import AsyncIterator, Callable
from contextlib import asynccontextmanager
from pathlib import Path
from typing import Any, Self

from websockets.asyncio.client import ClientConnection, connect
from websockets.typing import Subprotocol

from bench.scenes.orders import own_address
from storage.process import bound
from storage.seaweed.ports import free_ports

ROOM = 1234
EVENT_LOOPS = 1
LIBRARIES = Path("/usr/lib/x86_64-linux-gnu/janus")
PROTOCOL = Subprotocol("janus-protocol")


def installed() -> None:
    """Debian's service would listen on every address, so that its unit is masked beforehand, and
    never started."""
    if shutil.which("janus"):
        return
    if os.geteuid() != 0 or not shutil.which("apt-get"):
        raise SystemExit(
            "this bench needs Janus: apt-get install janus (as root it does so itself)"
        )
    if shutil.which("systemctl"):
        subprocess.run(["systemctl", "mask", "janus"], capture_output=True, check=False)
    quiet = os.environ | {"DEBIAN_FRONTEND": "noninteractive"}
    subprocess.run(["apt-get", "update"], capture_output=True, check=False)
    subprocess.run(
        ["apt-get", "install", "-y", "janus"], env=quiet, capture_output=True, check=True
    )


def configured(folder: Path, port: int) -> None:
    libraries = next(iter(Path("/usr/lib").glob("*/janus")), LIBRARIES)
    (folder / "none").mkdir(parents=True)
    (folder / "janus.jcfg").write_text(f"""
general: {{
  configs_folder = "{folder}"
  plugins_folder = "{libraries}/plugins"
  transports_folder = "{libraries}/transports"
  events_folder = "{folder}/none"
  loggers_folder = "{folder}/none"
  debug_level = 1
  admin_secret = "of this bench"
  event_loops = {EVENT_LOOPS}
  session_timeout = 0
}}
media: {{ rtp_port_range = "37000-39000" }}
nat: {{ ice_enforce_list = "{own_address()}", ignore_mdns = true }}
plugins: {{ disable = "{_others(libraries / "plugins", "libjanus_videoroom.so")}" }}
transports: {{ disable = "{_others(libraries / "transports", "libjanus_websockets.so")}" }}
events: {{ broadcast = false }}
""")
    (folder / "janus.transport.websockets.jcfg").write_text(f"""
general: {{ json = "compact", ws = true, ws_port = {port}, ws_interface = "lo", wss = false }}
admin: {{ admin_ws = false }}
""")
    (folder / "janus.plugin.videoroom.jcfg").write_text(f"""
general: {{ events = false }}
room-{ROOM}: {{
  description = "bench", publishers = 20, bitrate = 2000000, fir_freq = 0,
  audiocodec = "opus", videocodec = "vp8", record = false, notify_joining = false,
  audiolevel_ext = false, videoorient_ext = false, playoutdelay_ext = false
}}
""")


def _others(folder: Path, kept: str) -> str:
    return ",".join(sorted(one.name for one in folder.glob("*.so") if one.name != kept))


@asynccontextmanager
async def running(folder: Path) -> AsyncIterator[tuple[str, int]]:
    """The address of its WebSocket, and its process."""
    installed()
    port = free_ports(None).master
    configured(folder, port)
    with (folder / "log").open("wb") as log:
        process = subprocess.Popen(  # noqa: ASYNC220  (nothing else goes on yet)
            ["janus", "--configs-folder", str(folder)],
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            preexec_fn=bound(),
        )
    url = f"ws://127.0.0.1:{port}"
    try:
        end = time.monotonic() + 20
        while True:
            try:
                async with connect(url, subprotocols=[PROTOCOL]):
                    break
            except OSError:
                if process.poll() is not None or time.monotonic() > end:
                    raise SystemExit(
                        f"Janus did not start: {(folder / 'log').read_text()}"
                    ) from None
                await asyncio.sleep(0.1)
        yield url, process.pid
    finally:
        process.terminate()
        await asyncio.to_thread(process.wait, 20)


class Handle:
    """One handle of the plugin, in a session and on a socket of its own."""

    def __init__(self, wire: ClientConnection) -> None:
        self._wire = wire
        self._numbers = itertools.count(1)
        self._address: dict[str, int] = {}
        self._alive: asyncio.Task[None] | None = None

    @classmethod
    async def open(cls, url: str) -> Self:
        handle = cls(await connect(url, subprotocols=[PROTOCOL], compression=None, max_size=None))
        session = (await handle._ask({"janus": "create"}))["data"]["id"]
        handle._address = {"session_id": session}
        attach = {"janus": "attach", "plugin": "janus.plugin.videoroom"}
        handle._address["handle_id"] = (await handle._ask(attach))["data"]["id"]
        return handle

    async def do(self, body: dict[str, Any], jsep: dict[str, str] | None = None) -> dict[str, Any]:
        """The event that answers a request of the plugin's."""
        message: dict[str, Any] = {"janus": "message", "body": body}
        return await self._ask(message | ({"jsep": jsep} if jsep else {}))

    async def publish(self, offer: str) -> tuple[int, str]:
        """The feed, and Janus' answer."""
        joined = await self.do({"request": "join", "ptype": "publisher", "room": ROOM})
        publish = {"request": "publish", "audiocodec": "opus", "videocodec": "vp8"}
        done = await self.do(publish, {"type": "offer", "sdp": offer})
        return joined["plugindata"]["data"]["id"], done["jsep"]["sdp"]

    async def subscribe(self, feed: int) -> str:
        """The offer of Janus."""
        join = {"request": "join", "ptype": "subscriber", "room": ROOM, "streams": [{"feed": feed}]}
        return str((await self.do(join))["jsep"]["sdp"])

    async def start(self, answer: str) -> None:
        await self.do({"request": "start"}, {"type": "answer", "sdp": answer})

    async def up(self) -> None:
        """The feed of a publisher once it is connected: before, VideoRoom has no such feed."""
        await self._heard(lambda heard: heard["janus"] == "webrtcup")

    async def close(self) -> None:
        await self._ask({"janus": "detach"})
        await self._wire.close()

    async def _ask(self, message: dict[str, Any]) -> dict[str, Any]:
        number = str(next(self._numbers))
        await self._wire.send(json.dumps(message | self._address | {"transaction": number}))
        heard = await self._heard(
            lambda heard: heard.get("transaction") == number and heard["janus"] != "ack"
        )
        if heard["janus"] == "error" or "error" in heard.get("plugindata", {}).get("data", {}):
            raise SystemExit(f"Janus refused {message}: {heard}")
        return heard

    async def _heard(self, wanted: Callable[[dict[str, Any]], bool]) -> dict[str, Any]:
        while True:
            heard: dict[str, Any] = json.loads(await asyncio.wait_for(self._wire.recv(), 20))
            if wanted(heard):
                return heard
