"""Chromium's fake camera reaches a second page of Chromium through a real node on loopback."""

from collections.abc import Callable
from itertools import count
from typing import Any

import pytest
from playwright.sync_api import BrowserContext, Page

from realtime.media.forwarding.stream import LiveStream
from realtime.media.forwarding.viewer import Viewer
from realtime.media.rtp import rtcp
from realtime.media.rtp.track import Codec, Kind
from tests.builders.rtp import MemoryOutput
from tests.media.chromium_peers import context, encodes, film, node, told, watch

__all__ = ["context"]
pytestmark = [pytest.mark.journey, pytest.mark.live]


def sees(page: Page, frames: int, seconds: float = 40) -> dict[str, Any]:
    for _ in range(int(seconds * 10)):
        stats = told(page)
        if stats.get("video", {}).get("framesDecoded", 0) >= frames:
            return stats
        page.wait_for_timeout(100)
    raise AssertionError(f"not {frames} frames after {seconds} s: {told(page)}")


def first_frame(page: Page, seconds: float = 10) -> float:
    """The milliseconds from the page's answer to its first decoded frame."""
    for _ in range(int(seconds * 20)):
        milliseconds = told(page)["first"]
        if milliseconds is not None:
            return float(milliseconds)
        page.wait_for_timeout(50)
    raise AssertionError(f"nothing seen after {seconds} s: {told(page)}")


@pytest.mark.parametrize("codec", ["VP8", "H264"])
def test_a_camera_reaches_another_page_and_at_once_a_page_that_joins_late(
    context: BrowserContext, codec: Codec
) -> None:
    if not encodes(context, codec):
        pytest.skip(f"this Chromium encodes no {codec}")
    with node(codec) as running:
        phone, desk = film(running, context), watch(running, context)
        stats = sees(desk, 100)
        assert stats["audio"]["packetsReceived"] > 20
        running.call(running.stream.forwarder.want_keyframe)
        sees(desk, stats["video"]["framesDecoded"] + 10)
        # Keyframe requests are counted, not keyframes: the encoder makes one by itself when it
        # changes size.
        before = told(phone)["video"]["pliCount"]
        late = watch(running, context)
        assert first_frame(late) < 3_000
        assert told(phone)["video"]["pliCount"] == before
        assert not running.stream.lost.keys() & {"format", "ssrc", "flood", "malformed"}
        for page in (phone, desk, late):
            page.close()


def rate(page: Page, seconds: float) -> float:
    """The bits per second of video that the page sends."""
    before = told(page)["video"]
    page.wait_for_timeout(seconds * 1_000)
    after = told(page)["video"]
    passed = (after["timestamp"] - before["timestamp"]) / 1_000
    return float((after["bytesSent"] - before["bytesSent"]) * 8 / passed)


def reaches(page: Page, fits: Callable[[float], bool], remb: Callable[[], None]) -> float:
    """Repeats the REMB until the rate is reached."""
    for _ in range(15):
        remb()
        found = rate(page, 1.5)
        if fits(found):
            return found
    raise AssertionError(f"{found:.0f} bit/s after all")


@pytest.mark.soak
def test_the_camera_keeps_to_the_viewers_estimate_on_a_faster_uplink(
    context: BrowserContext,
) -> None:
    with node("VP8") as running:
        viewers: list[Viewer] = []
        ssrcs: dict[Kind, int] = {"audio": 11, "video": 12}
        stream = running.stream
        running.call(lambda: viewers.append(stream.forwarder.watch(MemoryOutput(), ssrcs)))
        phone = film(running, context)

        def says(*estimates: int) -> None:
            running.call(lambda: viewers[0].rtcp(b"".join(rtcp.remb([12], e) for e in estimates)))

        reaches(phone, lambda bits: bits > 500_000, lambda: None)
        reaches(phone, lambda bits: bits < 240_000, lambda: says(220_000, 200_000))
        reaches(phone, lambda bits: bits > 300_000, lambda: says(3_000_000))
        phone.close()


def test_a_browsers_losses_are_repaired_by_rtx_and_it_reports_its_estimate(
    context: BrowserContext,
) -> None:
    # Each packet has to go through Python to be lost there.
    with node("VP8", fastpath=False) as running:
        phone, desk = film(running, context), watch(running, context)
        sees(desk, 30)
        running.call(lambda: lossy(running.stream, 20))
        sees(desk, 200)
        stats = told(desk)["video"]
        assert stats["retransmittedPacketsReceived"] > 5
        viewer = running.stream.forwarder.viewers[0]
        assert isinstance(viewer, Viewer)
        for _ in range(100):
            if viewer.path.bitrate is not None:
                break
            desk.wait_for_timeout(100)
        assert viewer.path.bitrate is not None
        for page in (phone, desk):
            page.close()


def lossy(stream: LiveStream, each: int) -> None:
    """Loses one of `each` packets of video to the first viewer from now on."""
    [viewer] = stream.forwarder.viewers
    assert isinstance(viewer, Viewer)
    output, counted = viewer.output, count()
    send = output.send_rtp

    def sometimes(packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bool:
        lost = packet[1] & 127 == 97 and next(counted) % each == 0
        return lost or send(packet, sequence, timestamp, ssrc)

    # Packets are lost at the sender, since loopback loses none.
    output.send_rtp = sometimes  # type: ignore[method-assign]
