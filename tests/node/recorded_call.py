"""A call with all processes running, which a test records: its people, their pages, its files."""

import asyncio
import io
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import av

from tests.builders.call_pages import CallPage, signed_in
from tests.builders.installation import Guest, Installation
from tests.builders.peers import until


@dataclass
class RecordedCall:
    """A session whose people have a page each."""

    home: Installation
    job: str
    session: str
    tess: Guest
    eva: Guest
    phone: CallPage
    desk: CallPage

    async def ask(self, by: Guest, path: str, body: Any) -> Any:
        address = f"/api/jobs/{self.job}/sessions/{self.session}/{path}"
        return await asyncio.to_thread(by.ask, "POST", address, body)

    async def document(self) -> dict[str, Any]:
        return dict(await asyncio.to_thread(self.eva.ask, "GET", f"/api/jobs/{self.job}"))

    async def consent(self) -> None:
        """Eva asks to record, and Tess consents."""
        await self.ask(self.eva, "recording", {"id": str(uuid4())})
        await until(lambda: self.phone.topology["recording"] is not None)
        assert self.phone.topology["recording"]["state"] == "asked"
        await self.ask(self.tess, "recording/consent", {"given": True})
        await until(lambda: self.phone.topology["recording"]["state"] == "on")

    async def recorded(self, number: int, seconds: float) -> list[dict[str, Any]]:
        """The recordings among the evidence, as soon as so many are on the job."""
        deadline = time.monotonic() + seconds
        while True:
            items = (await self.document())["evidence"].values()
            recordings = [item for item in items if item["kind"] == "recording"]
            if len(recordings) >= number:
                return recordings
            assert time.monotonic() < deadline, (recordings, self.home.supervisor.log()[-4000:])
            await asyncio.sleep(0.2)

    def content(self, item: dict[str, Any]) -> bytes:
        [content] = self.home.originals(self.job)[item["id"]]
        return content


@asynccontextmanager
async def recorded_call(home: Installation) -> AsyncIterator[RecordedCall]:
    def prepare() -> tuple[Guest, Guest, str, str]:
        tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lindqvist", "expert")
        dan = home.invite("Dan Okafor", "dispatcher")
        job = str(home.job(dan, "Core switch, no link", tess)["id"])
        seat = tess.ask("POST", f"/api/jobs/{job}/sessions", {"id": str(uuid4())})
        session = str(seat["session"]["id"])
        eva.ask("POST", f"/api/jobs/{job}/sessions/{session}/claim", {})
        return tess, eva, job, session

    tess, eva, job, session = await asyncio.to_thread(prepare)
    async with (
        signed_in(home.url, tess.cookie, "Tess", films=True) as phone,
        signed_in(home.url, eva.cookie, "Eva", films=False) as desk,
    ):
        for page in (phone, desk):
            assert (await page.enter(UUID(session)))["ok"]
        await until(lambda: desk.legs and desk.seen(phone.me) > 10)
        await until(lambda: phone.seen(desk.me, "audio") > 10)
        yield RecordedCall(home, job, session, tess, eva, phone, desk)


def measure(content: bytes) -> dict[str, float]:
    """The number of frames of each kind in a file, and its seconds."""
    with av.open(io.BytesIO(content), "r") as file:
        counts: dict[str, float] = {stream.type: 0 for stream in file.streams}
        for packet in file.demux():
            if packet.size:
                counts[packet.stream.type] += len(packet.decode())
        return counts | {"seconds": (file.duration or 0) / av.time_base}
