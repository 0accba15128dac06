"""Starts the house in order, watches it, and takes it down within 5 seconds."""

import asyncio
import os
import shlex
import signal
import ssl
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path
from string import Template

from server.operator import OperatorError
from server.ops.locks import lock_data_folder, refuse_taken_ports
from server.ops.processes import ROOT, Service, run_once, say
from server.settings import lan
from server.settings.settings import Settings

PROCFILE = ROOT / "Procfile"
BIN = str(Path(sys.executable).parent)
# Where we ask when the web process listens on every address.
OWN_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 a key, not bound to
OBJECTS_SECONDS = 60.0
SLOW_SECONDS = 30.0
# SeaweedFS needs 2.5 s to end by itself; together they stay below 5 s.
END_SECONDS = 4.0
OBJECTS_STAY_SECONDS = 0.5


def run(settings: Settings, setup: Sequence[str], procfile: Path = PROCFILE) -> None:
    """Runs until SIGINT or SIGTERM. InUseError or SupervisorError when it can't start.

    `setup` names the `smarthands` commands to run, in order, before web and worker start.
    """
    with lock_data_folder(settings.data):
        refuse_taken_ports(settings)
        asyncio.run(Supervisor(settings, procfile).supervise(setup))


def commands(procfile: Path, values: Mapping[str, str]) -> dict[str, list[str]]:
    """Name -> words of its command, `$NAME` filled in from `values`, in the file's order."""
    found = {}
    for line in procfile.read_text(encoding="utf-8").splitlines():
        name, colon, command = line.partition(":")
        if colon:
            found[name.strip()] = [
                Template(word).substitute(values) for word in shlex.split(command)
            ]
    return found


def own_address(host: str) -> str:
    """Where we ask the web process, as part of a URL."""
    asked = OWN_ADDRESS.get(host, host)
    return f"[{asked}]" if ":" in asked else asked


def filled(settings: Settings) -> dict[str, str]:
    """What the lines of a Procfile may name."""
    return {
        "SMARTHANDS_DATA": str(settings.data),
        "SMARTHANDS_S3_URL": settings.s3_url,
        "SMARTHANDS_S3_PORT": str(settings.s3_port),
        "SMARTHANDS_S3_BUCKET": settings.s3_bucket,
        "SMARTHANDS_S3_REGION": settings.s3_region,
        "SMARTHANDS_URL": settings.url,
        "SMARTHANDS_WEB": f"http://{own_address(settings.host)}:{settings.port}",
        "SMARTHANDS_MEDIA_ADDRESSES": ",".join(settings.media_addresses),
        "SMARTHANDS_MEDIA_PORTS": "-".join(map(str, settings.media_ports)),
        "SMARTHANDS_MEDIA_REFUSED": ",".join(settings.media_refused),
        "SMARTHANDS_MEDIA_PRIVATE": str(int(settings.media_private)),
        "SMARTHANDS_MEDIA_LANES": str(int(settings.media_lanes)),
        "SMARTHANDS_MEDIA_BUFFER_MB": str(settings.media_buffer_mb),
        "SMARTHANDS_LAN_ADDRESS": settings.lan_address or "",
        "SMARTHANDS_LAN_PORT": str(settings.lan_port),
        "PORT": str(settings.port),
    }


class SupervisorError(OperatorError):
    """The house can't be started; the message is one line that says what to do."""


class Supervisor:
    """The processes of one data folder."""

    def __init__(self, settings: Settings, procfile: Path) -> None:
        self.settings = settings
        self.environ = {
            **os.environ,
            "PATH": os.pathsep.join([BIN, os.environ.get("PATH", os.defpath)]),
            "PYTHONUNBUFFERED": "1",
            "SMARTHANDS_DATA": str(settings.data),
            # Looked for once: all of them have to agree on it.
            "SMARTHANDS_LAN_ADDRESS": settings.lan_address or "",
        }
        self.object_keys = {
            "AWS_ACCESS_KEY_ID": settings.s3_access_key,
            "AWS_SECRET_ACCESS_KEY": settings.s3_secret_key,
        }
        self.services = {
            name: Service(name, command, self.environ)
            for name, command in commands(procfile, filled(settings)).items()
        }
        self.objects = self.services.pop("objects")
        if not settings.lan:
            self.services.pop("edge", None)
        self.objects.environ = {**self.environ, **self.object_keys}
        if media := self.services.get("media"):
            media.environ = {**self.environ, "SMARTHANDS_MEDIA_TOKEN": settings.media_token}

    async def supervise(self, setup: Sequence[str]) -> None:
        told = asyncio.create_task(self.told_to_end())
        work = asyncio.create_task(self.open(setup))
        try:
            await asyncio.wait([work, told], return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        except OSError as error:
            line = f"{error.filename} can't be started: {error.strerror}"
            raise SupervisorError(line) from None
        finally:
            told.cancel()
            work.cancel()
            await asyncio.wait([work])
            await self.close()

    async def told_to_end(self) -> None:
        told = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup a hang-up is ignored, and stays so.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, told.set)
        await told.wait()

    async def open(self, setup: Sequence[str]) -> None:
        """Objects and database first, then whatever uses them; then watches for ever."""
        await asyncio.gather(self.open_objects(), self.prepare(setup[:1]))
        await self.prepare(setup[1:])
        tasks = [service.start() for service in self.services.values()]
        if self.settings.embedded_objects:
            tasks.append(self.objects.start())
        tasks.append(asyncio.create_task(self.announce()))
        done, _ = await asyncio.wait(tasks, return_when=asyncio.FIRST_EXCEPTION)
        for task in done:
            task.result()

    async def open_objects(self) -> None:
        """Starts the embedded S3 server, or prepares the bucket of another one."""
        if not self.settings.embedded_objects:
            command = ["python", "-m", "storage.bucket", "--url", self.settings.s3_url]
            command += ["--bucket", self.settings.s3_bucket, "--region", self.settings.s3_region]
            command += ["--origin", self.settings.url]
            if await run_once("objects", command, self.objects.environ) != 0:
                raise SupervisorError("S3 can't be used: see the line above")
            return
        ready = self.settings.data / "objects" / "ready"
        ready.unlink(missing_ok=True)
        self.objects.start()
        end = time.monotonic() + OBJECTS_SECONDS
        while not ready.exists():
            if time.monotonic() > end:
                raise SupervisorError("the embedded S3 server does not start: see its lines above")
            await asyncio.sleep(0.05)

    async def prepare(self, setup: Sequence[str]) -> None:
        for name in setup:
            if await run_once(name, ["python", "-m", "server.ops.cli", name], self.environ) != 0:
                raise SupervisorError(f"`smarthands {name}` failed: see its lines above")

    async def announce(self) -> None:
        """Says once when everything answers, and after a while what does not."""
        slow = time.monotonic() + SLOW_SECONDS
        while True:
            status, body = await self.readiness()
            if status == 200:
                say("run", f"Smart Hands is ready: {self.settings.url}")
                self.invite()
                return
            if time.monotonic() > slow:
                say("run", f"not ready yet: {body or 'web does not answer'}")
                slow = time.monotonic() + SLOW_SECONDS
            await asyncio.sleep(0.1)

    def invite(self) -> None:
        given = self.settings
        if given.lan and given.lan_address:
            coloured = sys.stdout.isatty()
            for line in lan.invitation(
                given.data, given.lan_address, given.lan_port, coloured=coloured
            ):
                say("run", line)

    def front(self) -> tuple[str, int, ssl.SSLContext | None]:
        """Where browsers enter. OSError while the edge has made no certificate."""
        given = self.settings
        if given.lan and given.lan_address:
            return given.lan_address, given.lan_port, lan.trust(given.data)
        return OWN_ADDRESS.get(given.host, given.host), given.port, None

    async def readiness(self) -> tuple[int, str]:
        """Status and body of /readyz; 0 when nobody answers."""
        name = self.settings.url.partition("://")[2]
        try:
            host, port, tls = self.front()
            async with asyncio.timeout(5):
                reader, writer = await asyncio.open_connection(host, port, ssl=tls)
                try:
                    writer.write(f"GET /readyz HTTP/1.0\r\nHost: {name}\r\n\r\n".encode())
                    head, _, body = (await reader.read()).partition(b"\r\n\r\n")
                finally:
                    writer.close()
            return int(head.split(b" ", 2)[1]), body.decode(errors="replace").strip()
        except (OSError, TimeoutError, ValueError, IndexError):
            return 0, ""

    async def close(self) -> None:
        """Web and worker first; objects stay a little, for their last requests."""
        began = time.monotonic()
        users = [asyncio.create_task(s.end(END_SECONDS)) for s in self.services.values()]
        await asyncio.wait(users, timeout=OBJECTS_STAY_SECONDS)
        await self.objects.end(END_SECONDS - (time.monotonic() - began))
        await asyncio.gather(*users)
