"""The processes that decode keyframes: input that is too large, broken or slow, and their end."""

import asyncio
import os
import random
import time

import pytest

from realtime.media.rtp.codecs.frame import Keyframe
from realtime.media.rtp.track import CODECS, Codec
from realtime.media.stills.decoder_pool import MEMORY, WITHIN, DecoderPool, StillSize, Undecodable
from realtime.media.stills.decoder_process import LARGEST
from realtime.media.stills.stills import WALL, Stills
from tests.builders.camera import Camera
from tests.builders.peers import run
from tests.builders.pictures import scene
from tests.builders.stills import FULL, decoders, filming_call, noise, same_colours


def test_an_impossible_size_is_refused_before_it_is_decoded() -> None:
    async def story() -> None:
        async with filming_call() as call:
            size = (16_383).to_bytes(2, "little")
            call.tess.answers = False
            call.tess.send([b"\x10\x10\x00\x00\x9d\x01\x2a" + size * 2 + bytes(400)])
            with pytest.raises(Undecodable, match="16383 x 16383"):
                await call.stills.take(WALL)
            # The decoder does not believe the size either, should our parser of the header be
            # fooled.
            lies = Keyframe("VP8", b"\x10\x00\x00\x9d\x01\x2a" + size * 2 + bytes(400), 640, 360)
            with pytest.raises(Undecodable, match="no picture"):
                await call.decoder_pool.decode(lies, FULL)
            assert len(decoders()) == 1

    run(story())


@pytest.mark.parametrize("codec", CODECS)
def test_the_largest_picture_that_is_allowed_fits_into_the_decoders_memory(
    monkeypatch: pytest.MonkeyPatch, codec: Codec
) -> None:
    monkeypatch.setattr("realtime.media.stills.decoder_pool.WITHIN", 60)  # It is about the memory.
    frame = noise(codec, LARGEST, LARGEST)

    async def story() -> None:
        async with DecoderPool() as pool:
            still = await pool.decode(frame, StillSize(480, 27_000, 70))
            assert 200 < still.width <= 480
            still = await pool.decode(frame, FULL)
            assert (still.width, still.height) == (LARGEST, LARGEST)
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
        async with DecoderPool() as pool:
            for _ in range(150):
                try:
                    result = await pool.decode(whole._replace(data=spoiled()), FULL)
                except Undecodable:
                    continue
                else:
                    assert result.jpeg.startswith(b"\xff\xd8")
            good = await pool.decode(whole, FULL)
            assert (good.width, good.height) == (320, 180)

    run(story())


def test_a_decoder_that_dies_or_stalls_is_replaced_and_its_publisher_has_to_wait() -> None:
    async def story() -> None:
        async with filming_call() as call:
            [decoder] = decoders()
            call.tess.film()
            decoder.suspend()
            with pytest.raises(Undecodable, match=f"no picture after {WITHIN:g} s"):
                await call.stills.take(WALL)
            assert not decoder.is_running()
            with pytest.raises(Undecodable, match="its last keyframe ended"):
                await call.stills.take(WALL)
            ines = Camera(forwarder=call.tess.forwarder, picture=scene(640, 360))
            others = Stills(ines.forwarder, call.decoder_pool, time.monotonic)
            ines.film()
            assert same_colours(await others.take(WALL))
            os.kill(decoders()[0].pid, 9)
            await asyncio.sleep(0.2)
            assert same_colours(await others.take())

    run(story())


def test_a_canceled_request_leaves_no_answer_for_the_next_one() -> None:
    async def story() -> None:
        async with filming_call() as call:
            frame = noise("VP8", 1_280, 720)
            request = asyncio.ensure_future(call.decoder_pool.decode(frame, FULL))
            await asyncio.sleep(0.005)
            request.cancel()
            await asyncio.gather(request, return_exceptions=True)
            assert same_colours(await call.stills.take(WALL))

    run(story())


def test_the_decoders_end_with_the_node() -> None:
    async def story() -> None:
        async with filming_call() as call:
            await call.stills.take(WALL)
            assert len(decoders()) == 1
        assert decoders() == []

    run(story())
