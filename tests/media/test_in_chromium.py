"""Chromium's fake camera through a real node to a second page of Chromium on loopback."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from itertools import count
from typing import Any, TypeVar

import pytest
import uvloop
from playwright.sync_api import BrowserContext, Page

from realtime.media.forwarding.stream import LiveStream
from realtime.media.forwarding.viewer import Viewer
from realtime.media.rtp import rtcp
from realtime.media.rtp.track import Codec, Kind
from tests.builders.browsers import FULL_RATE_CAMERA, chromium
from tests.builders.peers import here
from tests.builders.rtp import MemoryOutput

pytestmark = pytest.mark.journey

# Camera and peer connections need a secure origin; the test itself answers requests to this one.
ORIGIN = "https://call.test/"
PAGE = """<!doctype html><title>call</title><video autoplay muted playsinline></video><script>
const connection = new RTCPeerConnection();
const gathered = () => new Promise(done => {
  if (connection.iceGatheringState === "complete") return done();
  connection.onicegatheringstatechange = () =>
    connection.iceGatheringState === "complete" && done();
});
async function answer(offer, films) {
  await connection.setRemoteDescription({ type: "offer", sdp: offer });
  if (films) {
    const size = { width: 1280, height: 720, frameRate: 30 };
    const media = await navigator.mediaDevices.getUserMedia({ audio: true, video: size });
    for (const transceiver of connection.getTransceivers()) {
      transceiver.direction = "sendonly";
      const kind = transceiver.receiver.track.kind;
      await transceiver.sender.replaceTrack(media.getTracks().find(one => one.kind === kind));
    }
  } else connection.ontrack = event => {
    const video = document.querySelector("video");
    (video.srcObject ??= new MediaStream()).addTrack(event.track);
  };
  await connection.setLocalDescription(await connection.createAnswer());
  await gathered();
  window.answered = performance.now();
  if (!films) untilFirst();
  return connection.localDescription.sdp;
}
async function untilFirst() {
  for (;;) {
    for (const stat of (await connection.getStats()).values())
      if (stat.framesDecoded) return (window.first = performance.now());
    await new Promise(done => setTimeout(done, 5));
  }
}
async function told() {
  const found = { state: connection.connectionState, first: window.first - window.answered };
  for (const stat of (await connection.getStats()).values()) {
    if (stat.type === "inbound-rtp") found[stat.kind] = stat;
    if (stat.type === "outbound-rtp") found[stat.kind] = stat;
    if (stat.type === "candidate-pair" && stat.nominated) found.pair = stat;
  }
  return JSON.stringify(found);
}
</script>"""

T = TypeVar("T")


class Node:
    """A stream on an event loop of its own, since Playwright has the main thread's."""

    def __init__(self, codec: Codec, fastpath: bool) -> None:
        self._loop = uvloop.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever)
        self._thread.start()
        self.stream = self.do(self._open(codec, fastpath))

    async def _open(self, codec: Codec, fastpath: bool) -> LiveStream:
        return LiveStream(here(fastpath=fastpath), [codec])

    def do(self, work: Coroutine[Any, Any, T]) -> T:
        return asyncio.run_coroutine_threadsafe(work, self._loop).result(30)

    def call(self, work: Callable[[], None]) -> None:
        self._loop.call_soon_threadsafe(work)

    def close(self) -> None:
        self.do(self.stream.close())
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join()
        self._loop.close()


@contextmanager
def node(codec: Codec, *, fastpath: bool = True) -> Iterator[Node]:
    node_ = Node(codec, fastpath)
    try:
        yield node_
    finally:
        node_.close()


@pytest.fixture(scope="module")
def context() -> Iterator[BrowserContext]:
    with chromium(
        *FULL_RATE_CAMERA,
        "--autoplay-policy=no-user-gesture-required",
        "--allow-loopback-in-peer-connection",
    ) as browser:
        context = browser.new_context(permissions=["camera", "microphone"])
        context.route(ORIGIN, lambda route: route.fulfill(body=PAGE, content_type="text/html"))
        yield context
        context.close()


def encodes(context: BrowserContext, codec: Codec) -> bool:
    page = context.new_page()
    page.goto(ORIGIN)
    codecs = page.evaluate("RTCRtpSender.getCapabilities('video').codecs.map(one => one.mimeType)")
    page.close()
    return f"video/{codec}" in codecs


def film(node: Node, context: BrowserContext) -> Page:
    async def offered() -> tuple[Any, str]:
        leg = node.stream.publisher_leg()
        return leg, await leg.offer()

    page = context.new_page()
    page.goto(ORIGIN)
    leg, offer = node.do(offered())
    answer = page.evaluate("offer => answer(offer, true)", offer)
    node.do(node.stream.publish(leg, answer))
    return page


def watch(node: Node, context: BrowserContext) -> Page:
    async def offered() -> tuple[Any, str]:
        leg = node.stream.viewer_leg()
        return leg, await leg.offer()

    page = context.new_page()
    page.goto(ORIGIN)
    leg, offer = node.do(offered())
    answer = page.evaluate("offer => answer(offer, false)", offer)
    node.do(node.stream.watch(leg, answer))
    return page


def told(page: Page) -> dict[str, Any]:
    return dict(json.loads(page.evaluate("told()")))


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
