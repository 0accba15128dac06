"""The supervisor: starts all processes in order, watches them, and ends them within 5 seconds."""

import asyncio
import os
import shlex
import signal
import ssl
import sys
import time
from collections.abc import Mapping
from pathlib import Path
from string import Template

from server.operator import OperatorError
from server.ops.environments import child_environ, store_environ
from server.ops.locks import lock_data_folder, refuse_taken_ports
from server.ops.private_files import close_folder
from server.ops.processes import ROOT, Service, run_once, say
from server.settings import lan
from server.settings.settings import Settings

PROCFILE = ROOT / "Procfile"
# The address that is asked for readiness when the web process listens on every address.
OWN_ADDRESS = {"0.0.0.0": "127.0.0.1", "::": "::1"}  # noqa: S104 a key, not bound to
OBJECTS_SECONDS = 60.0
SLOW_SECONDS = 30.0
# SeaweedFS needs 2.5 s to end by itself; all processes together stay below 5 s.
END_SECONDS = 4.0
OBJECTS_STAY_SECONDS = 0.5


def run(settings: Settings, procfile: Path = PROCFILE, *, examples: bool = False) -> None:
    """Runs until SIGINT or SIGTERM. InUseError or SupervisorError when it can't start."""
    with lock_data_folder(settings.data):
        if mended := close_folder(settings.data):
            say("run", f"closed {mended} files and folders in {settings.data} to other accounts")
        refuse_taken_ports(settings)
        asyncio.run(Supervisor(settings, procfile, examples=examples).supervise())


def commands(procfile: Path, values: Mapping[str, str]) -> dict[str, list[str]]:
    """Name -> words of its command, `$NAME` filled in from `values`, in the file's order."""
    words = {}
    for line in procfile.read_text(encoding="utf-8").splitlines():
        name, colon, command = line.partition(":")
        if colon:
            words[name.strip()] = [
                Template(word).substitute(values) for word in shlex.split(command)
            ]
    return words


def own_address(host: str) -> str:
    """The host at which the web process is asked, as part of a URL."""
    asked = OWN_ADDRESS.get(host, host)
    return f"[{asked}]" if ":" in asked else asked


def procfile_values(settings: Settings) -> dict[str, str]:
    """The variables that the lines of a Procfile may name."""
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
    """The processes can't be started; the message is one line that says what to do."""


class Supervisor:
    """The processes of one data folder."""

    def __init__(self, settings: Settings, procfile: Path, *, examples: bool = False) -> None:
        self.settings = settings
        self.examples = examples and not settings.production
        self.services = {
            name: Service(name, command, child_environ(settings, os.environ, name))
            for name, command in commands(procfile, procfile_values(settings)).items()
        }
        self.objects = self.services.pop("objects")
        if not settings.lan:
            self.services.pop("edge", None)
        self.objects.environ = store_environ(settings, os.environ)

    async def supervise(self) -> None:
        ending = asyncio.create_task(self.told_to_end())
        work = asyncio.create_task(self.open())
        try:
            await asyncio.wait([work, ending], return_when=asyncio.FIRST_COMPLETED)
            if work.done():
                work.result()
        except OSError as error:
            line = f"{error.filename} can't be started: {error.strerror}"
            raise SupervisorError(line) from None
        finally:
            ending.cancel()
            work.cancel()
            await asyncio.wait([work])
            await self.close()

    async def told_to_end(self) -> None:
        signalled = asyncio.Event()
        for number in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            # Under nohup a hang-up is ignored, and stays ignored.
            if number != signal.SIGHUP or signal.getsignal(number) != signal.SIG_IGN:
                asyncio.get_running_loop().add_signal_handler(number, signalled.set)
        await signalled.wait()

    async def open(self) -> None:
        """Starts objects and database, then the processes that use them; then watches for ever."""
        await asyncio.gather(self.open_objects(), self.prepare_database())
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

    async def prepare_database(self) -> None:
        """Migrates, and in development fills an empty database, before web and worker start."""
        name = "migrate" if self.settings.production else "seed"
        environ = child_environ(self.settings, os.environ, name)
        if await run_once(name, ["python", "-m", "server.ops.cli", name], environ) != 0:
            raise SupervisorError(f"`smarthands {name}` failed: see its lines above")

    async def add_examples(self) -> None:
        """Adds the example jobs. Nothing depends on them: a failure says so and stops nobody."""
        environ = child_environ(self.settings, os.environ, "seed")
        await run_once("examples", ["python", "-m", "server.ops.cli", "examples"], environ)

    async def announce(self) -> None:
        """Prints once that everything answers, and after a while what does not."""
        slow = time.monotonic() + SLOW_SECONDS
        while True:
            status, body = await self.readiness()
            if status == 200:
                say("run", f"Smart Hands is ready: {self.settings.url}")
                self.invite()
                if self.examples:
                    await self.add_examples()
                return
            if time.monotonic() > slow:
                say("run", f"not ready yet: {body or 'web does not answer'}")
                slow = time.monotonic() + SLOW_SECONDS
            await asyncio.sleep(0.1)

    def invite(self) -> None:
        settings = self.settings
        if settings.lan and settings.lan_address:
            coloured = sys.stdout.isatty()
            for line in lan.invitation(
                settings.data, settings.lan_address, settings.lan_port, coloured=coloured
            ):
                say("run", line)

    def front(self) -> tuple[str, int, ssl.SSLContext | None]:
        """Host, port and TLS that browsers use. OSError before the edge has a certificate."""
        settings = self.settings
        if settings.lan and settings.lan_address:
            return settings.lan_address, settings.lan_port, lan.trust(settings.data)
        return OWN_ADDRESS.get(settings.host, settings.host), settings.port, None

    async def readiness(self) -> tuple[int, str]:
        """Status and body of /readyz; status 0 when nothing answers."""
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
        """Ends web and worker first; objects stay a little, for their last requests."""
        began = time.monotonic()
        users = [asyncio.create_task(s.end(END_SECONDS)) for s in self.services.values()]
        await asyncio.wait(users, timeout=OBJECTS_STAY_SECONDS)
        await self.objects.end(END_SECONDS - (time.monotonic() - began))
        await asyncio.gather(*users)
