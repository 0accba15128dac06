"""A call is recorded with all processes running: the node's files are evidence soon after its
end."""

import asyncio
import time
from collections.abc import Callable, Iterator
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.call_pages import CallPage, signed_in
from tests.builders.installation import Installation, running_installation
from tests.builders.load import slack
from tests.builders.peers import run, until
from tests.node.recorded_call import RecordedCall, measure, recorded_call

RECORDED = 6.0


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    with running_installation(tmp_path_factory.mktemp("recorded")) as running:
        running.supervisor.wait_for("signed in", seconds=30)
        yield running


def story(home: Installation, test: Callable[[RecordedCall], Any]) -> None:
    async def whole() -> None:
        async with recorded_call(home) as call:
            await test(call)

    run(whole())


def test_a_consented_recording_is_evidence_ten_seconds_after_the_end(home: Installation) -> None:
    async def scenario(call: RecordedCall) -> None:
        assert call.home.originals(call.job) == {}
        began = time.monotonic()
        await call.consent()
        await until(lambda: any(signal["seconds"] > 1 for signal in call.phone.signals("stored")))
        await asyncio.sleep(RECORDED)
        signal = call.phone.signals("stored")[-1]
        assert signal["disk_bytes"] > 0
        assert signal["problem"] is None
        await call.ask(call.eva, "end", {})
        lasted = time.monotonic() - began
        films = await call.recorded(2, 10 * slack())
        by_type = {item["media_type"]: measure(call.content(item)) for item in films}
        assert set(by_type) == {"video/webm", "audio/webm"}
        video, voice = by_type["video/webm"], by_type["audio/webm"]
        assert video["video"] > RECORDED * 10
        assert video["audio"] > 100
        assert voice["audio"] > 100
        # The file has nothing from before the consent.
        assert RECORDED - 1 < video["seconds"] < lasted + 1.5

    story(home, scenario)


def test_a_refusal_pauses_the_recording_and_nothing_is_kept_in_between(home: Installation) -> None:
    async def scenario(call: RecordedCall) -> None:
        await call.consent()
        await until(lambda: any(signal["seconds"] > 1 for signal in call.phone.signals("stored")))
        await call.ask(call.tess, "recording/consent", {"given": False})
        await until(lambda: call.desk.topology["recording"]["state"] == "paused")
        await asyncio.sleep(2.5)  # The packets that had come by then are put in order and written.
        before = call.phone.signals("stored")[-1]["disk_bytes"]
        await asyncio.sleep(3)
        assert call.phone.signals("stored")[-1]["disk_bytes"] == before
        await call.ask(call.tess, "recording/consent", {"given": True})
        await until(lambda: call.phone.signals("stored")[-1]["disk_bytes"] > before)
        await call.ask(call.eva, "recording/stop", {})
        await until(lambda: call.desk.topology["recording"] is None)
        [item] = [
            item
            for item in await call.recorded(2, 10 * slack())
            if item["media_type"] == "video/webm"
        ]
        gaps = (await call.document())["gaps"].values()
        assert [gap["reason"] for gap in gaps if gap["evidence_id"] == item["id"]] == ["paused"]

    story(home, scenario)


def test_a_still_is_taken_from_the_video(home: Installation) -> None:
    async def scenario(call: RecordedCall) -> None:
        id = str(uuid4())
        await call.ask(call.eva, "stills", {"id": id})
        requested_at = time.monotonic()
        await call.desk.send("ask", {"what": "still", "value": id})
        await until(lambda: [signal for signal in call.desk.signals("still") if signal["id"] == id])
        took = time.monotonic() - requested_at
        print(f"a still took {took * 1000:.0f} ms")
        assert took < 0.3 * slack() + 0.7  # A keyframe is requested once a second at most.

        async def taken() -> bool:
            return bool((await call.document())["stills"][id]["state"] == "taken")

        end = time.monotonic() + 10 * slack()
        while not await taken():
            assert time.monotonic() < end, call.home.supervisor.log()[-4000:]
            await asyncio.sleep(0.1)

    story(home, scenario)


def test_a_person_who_joins_a_recorded_call_is_heard_by_nobody_before_she_consents(
    home: Installation,
) -> None:
    async def scenario(call: RecordedCall) -> None:
        await call.consent()
        dan = await asyncio.to_thread(home.invite, "Dan Okafor", "dispatcher")
        seat = await call.ask(dan, "join", {})
        async with signed_in(home.url, dan.cookie, "Dan", films=False) as office:
            assert (await office.enter(UUID(call.session)))["ok"]
            await until(lambda: office.seen(call.phone.me) > 20)
            await until(lambda: {"of": office.me, "audio": True, "video": False} in flows(office))
            await asyncio.sleep(1)
            assert office.me == seat["participant"]
            assert office.me not in {leg.of for leg in call.phone.legs.values()}
            assert call.desk.topology["recording"]["state"] == "on"
            await call.ask(dan, "recording/consent", {"given": True})
            await until(lambda: office.me in {leg.of for leg in call.phone.legs.values()})
            await until(lambda: call.phone.seen(office.me, "audio") > 20)

    story(home, scenario)


def test_a_person_on_her_wall_is_asked_for_consent_when_she_goes_live(home: Installation) -> None:
    async def scenario(call: RecordedCall) -> None:
        dan = await asyncio.to_thread(home.invite, "Dan Okafor", "dispatcher")
        await call.ask(dan, "join", {})
        async with signed_in(home.url, dan.cookie, "Dan", films=False) as office:
            assert (await office.enter(UUID(call.session), media="stills"))["ok"]
            await call.consent()  # Only Tess and Eva are asked.
            await until(lambda: office.signals("still"))
            await until(lambda: office.signals("stored"))
            assert (await office.enter(UUID(call.session), media="live"))["ok"]
            await until(lambda: office.seen(call.phone.me) > 20)
            await until(lambda: {"of": office.me, "audio": True, "video": False} in flows(office))
            await asyncio.sleep(1)
            assert call.phone.seen(office.me, "audio") == 0
            assert call.desk.topology["recording"]["state"] == "on"
            await call.ask(dan, "recording/consent", {"given": True})
            await until(lambda: call.phone.seen(office.me, "audio") > 20)

    story(home, scenario)


def test_a_killed_node_loses_at_most_two_seconds_of_a_recording(home: Installation) -> None:
    async def scenario(call: RecordedCall) -> None:
        await call.consent()
        await until(lambda: any(signal["seconds"] > 5 for signal in call.phone.signals("stored")))
        [node] = call.home.supervisor.those("realtime.media --web")
        acknowledged = call.phone.signals("stored")[-1]["seconds"]
        killed = time.monotonic()
        node.kill()
        films = [
            measure(call.content(item))
            for item in await call.recorded(2, 30 * slack())
            if item["media_type"] == "video/webm"
        ]
        print(f"on the job {time.monotonic() - killed:.1f} s after the kill")
        # The media reported as on disk is there, and the rest up to two seconds before the kill.
        assert films[0]["seconds"] >= acknowledged - 0.1
        # The next node goes on recording, in a file of its own.
        await until(
            lambda: call.phone.signals("stored")[-1]["seconds"] < acknowledged, 20 * slack()
        )
        await call.ask(call.eva, "end", {})
        await call.recorded(4, 15 * slack())

    story(home, scenario)


def flows(page: CallPage) -> list[dict[str, Any]]:
    return page.signals("flow")
