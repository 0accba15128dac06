"""A call is recorded through the whole house: the node's files are evidence soon after its end."""

import asyncio
import io
import time
from collections.abc import AsyncIterator, Callable, Iterator
from contextlib import asynccontextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import av
import pytest

from tests.builders.callers import Caller, signed_in
from tests.builders.load import slack
from tests.builders.peers import run, until
from tests.builders.residence import Guest, Residence, residence

RECORDED = 6.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Residence]:
    with residence(tmp_path_factory.mktemp("recorded")) as made:
        made.house.wait_for("signed in", seconds=30)
        yield made


@dataclass
class Call:
    """One session, and its people with a page each."""

    home: Residence
    job: str
    session: str
    tess: Guest
    eva: Guest
    phone: Caller
    desk: Caller

    async def ask(self, by: Guest, path: str, body: Any) -> Any:
        address = f"/api/jobs/{self.job}/sessions/{self.session}/{path}"
        return await asyncio.to_thread(by.ask, "POST", address, body)

    async def document(self) -> dict[str, Any]:
        return dict(await asyncio.to_thread(self.eva.ask, "GET", f"/api/jobs/{self.job}"))

    async def consent(self) -> None:
        """Eva asks, and Tess says yes."""
        await self.ask(self.eva, "recording", {"id": str(uuid4())})
        await until(lambda: self.phone.topology["recording"] is not None)
        assert self.phone.topology["recording"]["state"] == "asked"
        await self.ask(self.tess, "recording/consent", {"given": True})
        await until(lambda: self.phone.topology["recording"]["state"] == "on")

    async def recorded(self, number: int, seconds: float) -> list[dict[str, Any]]:
        """The evidence, as soon as so many files are on the job."""
        until = time.monotonic() + seconds
        while True:
            items = (await self.document())["evidence"].values()
            found = [item for item in items if item["kind"] == "recording"]
            if len(found) >= number:
                return found
            assert time.monotonic() < until, (found, self.home.house.log()[-4000:])
            await asyncio.sleep(0.2)

    def content(self, item: dict[str, Any]) -> bytes:
        [content] = self.home.originals(self.job)[item["id"]]
        return content


@asynccontextmanager
async def call(home: Residence) -> AsyncIterator[Call]:
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
        yield Call(home, job, session, tess, eva, phone, desk)


def story(home: Residence, told: Callable[[Call], Any]) -> None:
    async def whole() -> None:
        async with call(home) as made:
            await told(made)

    run(whole())


def measured(content: bytes) -> dict[str, float]:
    """What a player finds: frames of each kind, and seconds."""
    with av.open(io.BytesIO(content), "r") as file:
        found: dict[str, float] = {stream.type: 0 for stream in file.streams}
        for packet in file.demux():
            if packet.size:
                found[packet.stream.type] += len(packet.decode())
        return found | {"seconds": (file.duration or 0) / av.time_base}


def test_what_was_consented_to_is_evidence_ten_seconds_after_the_end(home: Residence) -> None:
    async def told(made: Call) -> None:
        assert made.home.originals(made.job) == {}
        began = time.monotonic()
        await made.consent()
        await until(lambda: any(said["seconds"] > 1 for said in made.phone.signals("stored")))
        await asyncio.sleep(RECORDED)
        said = made.phone.signals("stored")[-1]
        assert said["disk_bytes"] > 0
        assert said["problem"] is None
        await made.ask(made.eva, "end", {})
        lasted = time.monotonic() - began
        films = await made.recorded(2, 10 * slack())
        by_type = {item["media_type"]: measured(made.content(item)) for item in films}
        assert set(by_type) == {"video/webm", "audio/webm"}
        video, voice = by_type["video/webm"], by_type["audio/webm"]
        assert video["video"] > RECORDED * 10
        assert video["audio"] > 100
        assert voice["audio"] > 100
        # Nothing is in it from before the consent.
        assert RECORDED - 1 < video["seconds"] < lasted + 1.5

    story(home, told)


def test_a_refusal_pauses_it_and_nothing_is_kept_in_between(home: Residence) -> None:
    async def told(made: Call) -> None:
        await made.consent()
        await until(lambda: any(said["seconds"] > 1 for said in made.phone.signals("stored")))
        await made.ask(made.tess, "recording/consent", {"given": False})
        await until(lambda: made.desk.topology["recording"]["state"] == "paused")
        await asyncio.sleep(2.5)  # what had come by then is put in order, and written
        before = made.phone.signals("stored")[-1]["disk_bytes"]
        await asyncio.sleep(3)
        assert made.phone.signals("stored")[-1]["disk_bytes"] == before
        await made.ask(made.tess, "recording/consent", {"given": True})
        await until(lambda: made.phone.signals("stored")[-1]["disk_bytes"] > before)
        await made.ask(made.eva, "recording/stop", {})
        await until(lambda: made.desk.topology["recording"] is None)
        [item] = [
            item
            for item in await made.recorded(2, 10 * slack())
            if item["media_type"] == "video/webm"
        ]
        gaps = (await made.document())["gaps"].values()
        assert [gap["why"] for gap in gaps if gap["evidence_id"] == item["id"]] == ["paused"]

    story(home, told)


def test_a_still_comes_out_of_the_video(home: Residence) -> None:
    async def told(made: Call) -> None:
        id = str(uuid4())
        await made.ask(made.eva, "stills", {"id": id})
        asked = time.monotonic()
        await made.desk.send("ask", {"what": "still", "value": id})
        await until(lambda: [said for said in made.desk.signals("still") if said["id"] == id])
        took = time.monotonic() - asked
        print(f"a still took {took * 1000:.0f} ms")
        assert took < 0.3 * slack() + 0.7  # a keyframe is asked for once a second at most

        async def taken() -> bool:
            return bool((await made.document())["stills"][id]["state"] == "taken")

        end = time.monotonic() + 10 * slack()
        while not await taken():
            assert time.monotonic() < end, made.home.house.log()[-4000:]
            await asyncio.sleep(0.1)

    story(home, told)


def test_who_joins_while_it_is_on_is_heard_by_nobody_before_she_consents(home: Residence) -> None:
    async def told(made: Call) -> None:
        await made.consent()
        dan = await asyncio.to_thread(home.invite, "Dan Okafor", "dispatcher")
        seat = await made.ask(dan, "join", {})
        async with signed_in(home.url, dan.cookie, "Dan", films=False) as office:
            assert (await office.enter(UUID(made.session)))["ok"]
            await until(lambda: office.seen(made.phone.me) > 20)
            await until(lambda: {"of": office.me, "audio": True, "video": False} in flows(office))
            await asyncio.sleep(1)
            assert office.me == seat["participant"]
            assert office.me not in {leg.of for leg in made.phone.legs.values()}
            assert made.desk.topology["recording"]["state"] == "on"
            await made.ask(dan, "recording/consent", {"given": True})
            await until(lambda: office.me in {leg.of for leg in made.phone.legs.values()})
            await until(lambda: made.phone.seen(office.me, "audio") > 20)

    story(home, told)


def test_who_watches_on_her_wall_is_asked_when_she_goes_live(home: Residence) -> None:
    async def told(made: Call) -> None:
        dan = await asyncio.to_thread(home.invite, "Dan Okafor", "dispatcher")
        await made.ask(dan, "join", {})
        async with signed_in(home.url, dan.cookie, "Dan", films=False) as office:
            assert (await office.enter(UUID(made.session), media="stills"))["ok"]
            await made.consent()  # Tess's and Eva's are all there is to wait for
            await until(lambda: office.signals("still"))
            await until(lambda: office.signals("stored"))
            assert (await office.enter(UUID(made.session), media="live"))["ok"]
            await until(lambda: office.seen(made.phone.me) > 20)
            await until(lambda: {"of": office.me, "audio": True, "video": False} in flows(office))
            await asyncio.sleep(1)
            assert made.phone.seen(office.me, "audio") == 0
            assert made.desk.topology["recording"]["state"] == "on"
            await made.ask(dan, "recording/consent", {"given": True})
            await until(lambda: made.phone.seen(office.me, "audio") > 20)

    story(home, told)


def test_a_killed_node_has_lost_two_seconds_when_it_is_back_on_its_disk(home: Residence) -> None:
    async def told(made: Call) -> None:
        await made.consent()
        await until(lambda: any(said["seconds"] > 5 for said in made.phone.signals("stored")))
        [node] = made.home.house.those("realtime.media --web")
        acknowledged = made.phone.signals("stored")[-1]["seconds"]
        killed = time.monotonic()
        node.kill()
        films = [
            measured(made.content(item))
            for item in await made.recorded(2, 30 * slack())
            if item["media_type"] == "video/webm"
        ]
        print(f"on the job {time.monotonic() - killed:.1f} s after the kill")
        # What was said to be on disk is there, and the rest up to two seconds before the end.
        assert films[0]["seconds"] >= acknowledged - 0.1
        # The node that came next records on, in a file of its own.
        await until(lambda: made.phone.signals("stored")[-1]["seconds"] < acknowledged)
        await made.ask(made.eva, "end", {})
        await made.recorded(4, 15 * slack())

    story(home, told)


def flows(page: Caller) -> list[dict[str, Any]]:
    return page.signals("flow")
