"""Tess films, and Eva asks for a still: real encoders, and a real confined process."""

import asyncio
import base64
import time
from datetime import UTC, datetime, timedelta

import pytest
from PIL import Image

from realtime.media.rtp.track import CODECS, Codec
from realtime.media.stills.stills import FRESH, WALL, NoPicture, Stills
from tests.builders.load import slack
from tests.builders.peers import run
from tests.builders.pictures import scene
from tests.builders.stills import filming_call, same_colours


@pytest.mark.parametrize("codec", CODECS)
def test_eva_gets_a_still_of_what_tess_films_now(codec: Codec) -> None:
    async def story() -> None:
        async with filming_call(codec) as call:
            before = datetime.now(UTC)
            still = await call.stills.take()
            assert (still.width, still.height) == (1280, 720)
            assert same_colours(still)
            assert before < still.at < datetime.now(UTC)
            assert (call.tess.keyframe_requests(), call.tess.keyframes_made) == (1, 1)

    run(story())


@pytest.mark.parametrize("codec", CODECS)
def test_a_still_is_there_within_300_ms(codec: Codec) -> None:
    async def story() -> None:
        async with filming_call(codec) as call:
            taken = []
            for _ in range(3):
                began = time.monotonic()
                await call.stills.take()
                taken.append(time.monotonic() - began)
                await asyncio.sleep(FRESH)
            print(f"stills took {[round(1_000 * each) for each in taken]} ms")
            assert sorted(taken)[1] < 0.3 * slack()

    run(story())


def test_the_previous_still_is_returned_while_the_next_one_is_on_its_way() -> None:
    async def story() -> None:
        async with filming_call() as call:
            first, second = call.tess.encoded(), call.tess.encoded()
            call.tess.answers = False
            call.tess.send(first)
            call.tess.send(second, without=len(second) // 2)
            assert same_colours(await call.stills.take())
            assert call.tess.keyframe_requests() == 0
            await asyncio.sleep(FRESH)
            assert same_colours(await call.stills.take())
            assert call.tess.keyframe_requests() == 1

    run(story())


def test_a_still_for_the_wall_fits_into_a_signal_whatever_is_filmed() -> None:
    async def story() -> None:
        async with filming_call() as call:
            call.tess.picture = Image.effect_noise((1280, 720), 200).convert("RGB")
            still = await call.stills.take(WALL)
            assert max(still.width, still.height) <= WALL
            assert abs(still.width / still.height - 16 / 9) < 0.02
            assert len(base64.b64encode(still.jpeg)) <= 36_000
            call.tess.picture = scene(720, 1280)
            call.tess.forwarder.tracks["video"].clear()
            call.stills = Stills(call.tess.forwarder, call.decoder_pool, time.monotonic)
            await asyncio.sleep(FRESH)
            upright = await call.stills.take(WALL)
            assert (upright.width, upright.height) == (270, WALL)
            assert same_colours(upright)

    run(story())


def test_a_fresh_keyframe_is_used_as_it_is_and_an_older_one_renewed() -> None:
    async def story() -> None:
        async with filming_call() as call:
            call.tess.film()
            first = await call.stills.take(WALL)
            assert await call.stills.take(WALL) is first
            assert call.tess.keyframe_requests() == 0
            await asyncio.sleep(FRESH + 0.1)
            second = await call.stills.take(WALL)
            assert second.at - first.at > timedelta(seconds=FRESH)
            assert call.tess.keyframe_requests() == 1

    run(story())


def test_four_requests_at_once_cost_one_keyframe() -> None:
    async def story() -> None:
        async with filming_call() as call:
            stills = await asyncio.gather(*(call.stills.take(WALL) for _ in range(4)))
            assert all(still is stills[0] for still in stills)
            assert (call.tess.keyframe_requests(), call.tess.keyframes_made) == (1, 1)

    run(story())


def test_eva_gets_the_last_picture_with_its_own_time_when_tess_films_no_more() -> None:
    async def story() -> None:
        async with filming_call() as call:
            first = await call.stills.take(WALL)
            call.tess.answers = False
            await asyncio.sleep(FRESH + 0.2)
            began = time.monotonic()
            last = await call.stills.take(WALL)
            assert 1.4 < time.monotonic() - began < 2 * slack()
            assert last is first
            large = await call.stills.take()
            assert abs((large.at - first.at).total_seconds()) < 0.1
            assert (large.width, large.height) == (1280, 720)

    run(story())


def test_a_request_for_a_still_without_a_picture_is_refused() -> None:
    async def story() -> None:
        async with filming_call() as call:
            call.tess.answers = False
            with pytest.raises(NoPicture):
                await call.stills.take(WALL)

    run(story())


@pytest.mark.parametrize("codec", CODECS)
def test_a_keyframe_with_a_lost_packet_is_used_only_once_the_packet_comes(codec: Codec) -> None:
    async def story() -> None:
        async with filming_call(codec) as call:
            call.tess.answers = False
            call.tess.picture = Image.effect_noise((640, 360), 90).convert("RGB")
            payloads = call.tess.encoded()
            assert len(payloads) > 3
            call.tess.send(payloads, without=2)
            with pytest.raises(NoPicture):
                await call.stills.take(WALL)
            call.tess.send(call.tess.encoded())
            assert (await call.stills.take(WALL)).width > 300

    run(story())
