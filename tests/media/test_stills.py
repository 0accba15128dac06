"""Tess films; Eva asks for a still. Real encoders, a real confined process."""

import asyncio
import base64
import io
import os
import random
import time
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from datetime import UTC, datetime, timedelta
from fractions import Fraction

import av
import psutil
import pytest
from PIL import Image

from realtime.media.darkroom import MEMORY, Darkroom, Size
from realtime.media.developing import LARGEST
from realtime.media.frames import Frame
from realtime.media.stills import FRESH, WALL, NoPicture, Still, Stills, Undecodable
from realtime.media.tracks import CODECS, Codec
from tests.builders.camera import Camera
from tests.builders.load import slack
from tests.builders.peers import run
from tests.builders.pictures import CORNERS, scene

FULL = Size(None, 8 << 20, 90)


@asynccontextmanager
async def filmed(
    codec: Codec = "VP8", size: tuple[int, int] = (1280, 720)
) -> AsyncIterator["Call"]:
    async with Darkroom() as darkroom:
        yield Call(darkroom, codec, size)


class Call:
    def __init__(self, darkroom: Darkroom, codec: Codec, size: tuple[int, int]) -> None:
        self.tess = Camera(codec=codec, picture=scene(*size))
        self.darkroom = darkroom
        self.stills = Stills(self.tess.forwarder, darkroom, time.monotonic)


def corners(still: Still) -> dict[str, tuple[int, int, int]]:
    image = Image.open(io.BytesIO(still.jpeg)).convert("RGB")
    assert image.size == (still.width, still.height)
    x, y = still.width // 4, still.height // 4
    places = {
        "top left": (x, y),
        "top right": (3 * x, y),
        "bottom left": (x, 3 * y),
        "bottom right": (3 * x, 3 * y),
    }
    return {name: image.getpixel(place) for name, place in places.items()}  # type: ignore[misc]


def same_colours(still: Still) -> bool:
    return all(
        abs(seen - meant) < 40
        for name, colour in corners(still).items()
        for seen, meant in zip(colour, CORNERS[name], strict=True)
    )


def decoders() -> list[psutil.Process]:
    return [
        child
        for child in psutil.Process().children()
        if child.is_running() and "realtime.media.developing" in child.cmdline()
    ]


def noise(codec: Codec, width: int, height: int) -> Frame:
    """A keyframe of that size that costs a decoder as much as one can."""
    encoder = av.CodecContext.create({"VP8": "libvpx", "H264": "libx264"}[codec], "w")
    assert isinstance(encoder, av.VideoCodecContext)
    encoder.width, encoder.height, encoder.pix_fmt = width, height, "yuv420p"
    encoder.time_base, encoder.bit_rate = Fraction(1, 30), 20_000_000
    quick = {"preset": "ultrafast", "tune": "zerolatency"}
    encoder.options = {"deadline": "realtime"} if codec == "VP8" else quick
    grain = 1 if width < 1_000 else 16  # more would be more than a frame may have
    image = Image.effect_noise((width // grain, height // grain), 90).convert("RGB")
    image = image.resize((width, height))
    picture = av.VideoFrame.from_image(image)  # type: ignore[no-untyped-call]
    packets = [*encoder.encode(picture.reformat(format="yuv420p")), *encoder.encode(None)]
    return Frame(codec, bytes(packets[0]), width, height)


@pytest.mark.parametrize("codec", CODECS)
def test_eva_has_a_still_of_what_tess_films_now(codec: Codec) -> None:
    async def story() -> None:
        async with filmed(codec) as call:
            before = datetime.now(UTC)
            still = await call.stills.take()
            assert (still.width, still.height) == (1280, 720)
            assert same_colours(still)
            assert before < still.at < datetime.now(UTC)
            assert (call.tess.keyframes_asked(), call.tess.made) == (1, 1)

    run(story())


@pytest.mark.parametrize("codec", CODECS)
def test_a_still_is_there_within_300_ms(codec: Codec) -> None:
    async def story() -> None:
        async with filmed(codec) as call:
            taken = []
            for _ in range(3):
                began = time.monotonic()
                await call.stills.take()
                taken.append(time.monotonic() - began)
                await asyncio.sleep(FRESH)
            print(f"stills took {[round(1_000 * each) for each in taken]} ms")
            assert min(taken) < 0.3 * slack()

    run(story())


def test_while_the_next_still_is_on_its_way_the_one_before_is_given() -> None:
    async def story() -> None:
        async with filmed() as call:
            first, second = call.tess.encoded(), call.tess.encoded()
            call.tess.answers = False
            call.tess.send(first)
            call.tess.send(second, without=len(second) // 2)
            assert same_colours(await call.stills.take())
            assert call.tess.keyframes_asked() == 0
            await asyncio.sleep(FRESH)
            assert same_colours(await call.stills.take())
            assert call.tess.keyframes_asked() == 1

    run(story())


def test_the_walls_still_fits_a_signal_whatever_is_filmed() -> None:
    async def story() -> None:
        async with filmed() as call:
            call.tess.picture = Image.effect_noise((1280, 720), 200).convert("RGB")
            still = await call.stills.take(WALL)
            assert max(still.width, still.height) <= WALL
            assert abs(still.width / still.height - 16 / 9) < 0.02
            assert len(base64.b64encode(still.jpeg)) <= 36_000
            call.tess.picture = scene(720, 1280)
            call.tess.forwarder.tracks["video"].clear()
            call.stills = Stills(call.tess.forwarder, call.darkroom, time.monotonic)
            await asyncio.sleep(FRESH)
            upright = await call.stills.take(WALL)
            assert (upright.width, upright.height) == (270, WALL)
            assert same_colours(upright)

    run(story())


def test_a_fresh_keyframe_is_taken_as_it_is_and_an_older_one_renewed() -> None:
    async def story() -> None:
        async with filmed() as call:
            call.tess.film()
            first = await call.stills.take(WALL)
            assert await call.stills.take(WALL) is first
            assert call.tess.keyframes_asked() == 0
            await asyncio.sleep(FRESH + 0.1)
            second = await call.stills.take(WALL)
            assert second.at - first.at > timedelta(seconds=FRESH)
            assert call.tess.keyframes_asked() == 1

    run(story())


def test_four_who_ask_at_once_cost_one_keyframe() -> None:
    async def story() -> None:
        async with filmed() as call:
            stills = await asyncio.gather(*(call.stills.take(WALL) for _ in range(4)))
            assert all(still is stills[0] for still in stills)
            assert (call.tess.keyframes_asked(), call.tess.made) == (1, 1)

    run(story())


def test_when_tess_films_no_more_eva_has_the_last_picture_under_its_own_time() -> None:
    async def story() -> None:
        async with filmed() as call:
            first = await call.stills.take(WALL)
            call.tess.answers = False
            await asyncio.sleep(FRESH + 0.2)
            began = time.monotonic()
            last = await call.stills.take(WALL)
            assert 1.4 < time.monotonic() - began < 2
            assert last is first
            large = await call.stills.take()
            assert abs((large.at - first.at).total_seconds()) < 0.1
            assert (large.width, large.height) == (1280, 720)

    run(story())


def test_without_a_picture_eva_is_told_so() -> None:
    async def story() -> None:
        async with filmed() as call:
            call.tess.answers = False
            with pytest.raises(NoPicture):
                await call.stills.take(WALL)

    run(story())


@pytest.mark.parametrize("codec", CODECS)
def test_a_keyframe_with_a_hole_is_none_until_what_is_missing_comes(codec: Codec) -> None:
    async def story() -> None:
        async with filmed(codec) as call:
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


def test_a_size_that_no_camera_has_is_refused_before_it_is_decoded() -> None:
    async def story() -> None:
        async with filmed() as call:
            size = (16_383).to_bytes(2, "little")
            call.tess.answers = False
            call.tess.send([b"\x10\x10\x00\x00\x9d\x01\x2a" + size * 2 + bytes(400)])
            with pytest.raises(Undecodable, match="16383 x 16383"):
                await call.stills.take(WALL)
            # Neither does the decoder believe it, should our reading of the header be fooled.
            lies = Frame("VP8", b"\x10\x00\x00\x9d\x01\x2a" + size * 2 + bytes(400), 640, 360)
            with pytest.raises(Undecodable, match="no picture"):
                await call.darkroom.develop(lies, FULL)
            assert len(decoders()) == 1

    run(story())


@pytest.mark.parametrize("codec", CODECS)
def test_the_largest_picture_that_is_allowed_fits_into_the_decoders_memory(codec: Codec) -> None:
    frame = noise(codec, LARGEST, LARGEST)

    async def story() -> None:
        async with Darkroom() as darkroom:
            made = await darkroom.develop(frame, Size(480, 27_000, 70))
            assert 200 < made.width <= 480
            made = await darkroom.develop(frame, FULL)
            assert (made.width, made.height) == (LARGEST, LARGEST)
            [decoder] = decoders()
            assert decoder.memory_info().rss < MEMORY

    run(story())


@pytest.mark.parametrize("codec", CODECS)
def test_broken_keyframes_give_an_error_or_a_picture_and_the_next_still_is_good(
    codec: Codec,
) -> None:
    seed = random.randrange(2**32)
    print(f"seed {seed}")
    chance = random.Random(seed)
    whole = noise(codec, 320, 180)

    def spoiled() -> bytes:
        data = bytearray(whole.data)
        for _ in range(chance.choice((1, 4, 60))):
            data[chance.randrange(len(data))] = chance.randrange(256)
        if chance.random() < 0.4:
            del data[chance.randrange(len(data)) :]
        return bytes(data) if chance.random() < 0.9 else chance.randbytes(chance.randrange(2_000))

    async def story() -> None:
        async with Darkroom() as darkroom:
            for _ in range(150):
                try:
                    made = await darkroom.develop(whole._replace(data=spoiled()), FULL)
                except Undecodable:
                    continue
                else:
                    assert made.jpeg.startswith(b"\xff\xd8")
            good = await darkroom.develop(whole, FULL)
            assert (good.width, good.height) == (320, 180)

    run(story())


def test_a_decoder_that_dies_or_stalls_is_replaced_and_whoever_did_it_rests() -> None:
    async def story() -> None:
        async with filmed() as call:
            [decoder] = decoders()
            call.tess.film()
            decoder.suspend()
            with pytest.raises(Undecodable, match="no picture after 2 s"):
                await call.stills.take(WALL)
            assert not decoder.is_running()
            with pytest.raises(Undecodable, match="its last keyframe ended"):
                await call.stills.take(WALL)
            ines = Camera(forwarder=call.tess.forwarder, picture=scene(640, 360))
            others = Stills(ines.forwarder, call.darkroom, time.monotonic)
            ines.film()
            assert same_colours(await others.take(WALL))
            os.kill(decoders()[0].pid, 9)
            await asyncio.sleep(0.2)
            assert same_colours(await others.take())

    run(story())


def test_whoever_stops_waiting_leaves_no_answer_for_the_next() -> None:
    async def story() -> None:
        async with filmed() as call:
            frame = noise("VP8", 1_280, 720)
            asked = asyncio.ensure_future(call.darkroom.develop(frame, FULL))
            await asyncio.sleep(0.005)
            asked.cancel()
            await asyncio.gather(asked, return_exceptions=True)
            assert same_colours(await call.stills.take(WALL))

    run(story())


def test_the_decoders_end_with_the_node() -> None:
    async def story() -> None:
        async with filmed() as call:
            await call.stills.take(WALL)
            assert len(decoders()) == 1
        assert decoders() == []

    run(story())
