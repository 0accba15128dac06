"""A still of what Chromium's fake camera films, in either codec."""

import io
import time
from datetime import timedelta

import pytest
from PIL import Image
from playwright.sync_api import BrowserContext

from realtime.media.rtp.track import Codec
from realtime.media.stills.decoder_pool import DecoderPool
from realtime.media.stills.stills import FRESH, WALL, StillImage, Stills
from tests.media.chromium_peers import Node, context, encodes, film, node, told

__all__ = ["context"]
pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.soak]


async def taken(running: Node) -> tuple[StillImage, StillImage, StillImage, float]:
    async with DecoderPool() as pool:
        stills = Stills(running.stream.forwarder, pool, time.monotonic)
        began = time.monotonic()
        first = await stills.take()
        needed = time.monotonic() - began
        while time.monotonic() - began < 2 * FRESH:
            second = await stills.take(WALL)
        return first, second, await stills.take(WALL), needed


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_a_still_shows_the_fake_camera(context: BrowserContext, codec: Codec) -> None:
    if not encodes(context, codec):
        pytest.skip(f"this Chromium encodes no {codec}")
    with node(codec) as running:
        phone = film(running, context)
        for _ in range(200):
            if told(phone).get("video", {}).get("framesEncoded", 0) > 10:
                break
            phone.wait_for_timeout(100)
        first, second, same, needed = running.do(taken(running))
        # The encoder begins small; the machine decides how large its pictures are by now.
        assert abs(first.width / first.height - 16 / 9) < 0.02
        assert 160 <= second.width <= WALL
        assert same is second
        assert second.at - first.at >= timedelta(seconds=FRESH)
        assert needed < 0.3
        image = Image.open(io.BytesIO(first.jpeg)).convert("RGB")
        assert len(image.resize((8, 8)).getcolors() or []) > 3
        phone.close()
