"""Pages of Chromium film and watch as the peers of a real node on loopback."""

import asyncio
import json
import threading
from collections.abc import Callable, Coroutine, Iterator
from contextlib import contextmanager
from typing import Any, TypeVar

import pytest
import uvloop
from playwright.sync_api import BrowserContext, Page

from realtime.media.forwarding.stream import LiveStream
from realtime.media.rtp.track import Codec
from realtime.media.transport.leg import PublisherLeg, ViewerLeg
from tests.builders.browsers import FULL_RATE_CAMERA, chromium
from tests.builders.peers import here

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
L = TypeVar("L", PublisherLeg, ViewerLeg)


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
    """A page whose camera and microphone are published."""
    stream = node.stream
    return _answered(node, context, stream.publisher_leg, stream.publish, films=True)


def watch(node: Node, context: BrowserContext) -> Page:
    """A page that shows what is published."""
    stream = node.stream
    return _answered(node, context, stream.viewer_leg, stream.watch, films=False)


def _answered(
    node: Node,
    context: BrowserContext,
    open_leg: Callable[[], L],
    accept: Callable[[L, str], Coroutine[Any, Any, object]],
    *,
    films: bool,
) -> Page:
    """A page that has answered the offer of a new leg."""

    async def offered() -> tuple[L, str]:
        leg = open_leg()
        return leg, await leg.offer()

    page = context.new_page()
    page.goto(ORIGIN)
    leg, offer = node.do(offered())
    answer = page.evaluate("([offer, films]) => answer(offer, films)", [offer, films])
    node.do(accept(leg, answer))
    return page


def told(page: Page) -> dict[str, Any]:
    return dict(json.loads(page.evaluate("told()")))
