"""A recording as people see it: Chromium plays it, seeks in it, and plays each sound at its
time."""

from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Page

from realtime.media.rtp.track import Codec
from tests.builders.browsers import chromium
from tests.media.recording.filming import FPS, Track, at_arrival, film, pictures, sounds
from tests.media.recording.manual_writer import CODECS, ManualWriter
from tests.media.recording.serving import served
from tests.media.recording.test_late_pictures import on_late

pytestmark = [pytest.mark.journey, pytest.mark.live]

QUIET = b"\xfc\xff\xfe"

PAGE = """<!doctype html><title>recording</title><video id="shown"></video><script>
const video = document.getElementById("shown");
const once = name => new Promise(done => video.addEventListener(name, done, { once: true }));
const picture = () => new Promise(done => video.requestVideoFrameCallback((_, told) => done(told)));
async function open(name) {
  const loaded = once("loadeddata"), first = picture();
  video.src = name;
  await loaded;
  await first; // or a busy machine shows it after the first jump, as if it were that one's
  return { duration: video.duration, until: video.seekable.end(0), width: video.videoWidth };
}
async function jump(to) {
  const seeked = once("seeked"), shown = picture();
  video.currentTime = to;
  await seeked;
  return (await shown).mediaTime;
}
async function play(from) {
  const sound = new AudioContext(), level = sound.createAnalyser(), mute = sound.createGain();
  mute.gain.value = 0;
  sound.createMediaElementSource(video).connect(level).connect(mute).connect(sound.destination);
  const heard = [], samples = new Float32Array(level.fftSize);
  const clock = setInterval(() => {
    level.getFloatTimeDomainData(samples);
    if (samples.some(one => Math.abs(one) > 0.05)) heard.push(video.currentTime);
  }, 20);
  const ended = once("ended");
  await video.play();
  await ended;
  clearInterval(clock);
  return { heard, frames: video.getVideoPlaybackQuality().totalVideoFrames };
}
</script>"""


def recorded(folder: Path, codec: Codec) -> str:
    """A file of ten seconds, of which nothing came from 4 to 6; a tone is in the second and in the
    ninth."""
    manual = ManualWriter(folder, codec)
    tone = sounds(50)
    heard = [tone[at % 50] if at // 50 in (1, 8) else QUIET for at in range(500)]
    tracks = Track("video", 65_000, 2**32 - 9), Track("audio", 65_500, 2**32 - 999)
    packets = film(codec, pictures(codec, 300, key_every=FPS), heard, *tracks)
    manual.take(at_arrival([one for one in packets if not 4 <= one.arrived < 6]))
    manual.writer.close(manual.now)
    return manual.journal.media.name


def shown_late(folder: Path, codec: Codec, begins: int) -> str:
    """A file of twelve seconds, of which the first have sound alone."""
    manual = ManualWriter(folder, codec)
    on_late(manual, codec, begins - 0.5)
    manual.writer.close(manual.now)
    return manual.journal.media.rename(folder / f"{begins}-{manual.journal.media.name}").name


def ask(page: Page, what: str, *arguments: Any) -> Any:
    return page.evaluate(f"([...given]) => {what}(...given)", list(arguments))


@pytest.mark.parametrize("codec", CODECS)
def test_a_recording_plays_and_seeks_with_sounds_at_their_times(
    tmp_path: Path, codec: Codec
) -> None:
    name = recorded(tmp_path, codec)
    with (
        served(tmp_path, {"page.html": PAGE}) as server,
        chromium("--autoplay-policy=no-user-gesture-required") as browser,
    ):
        page = browser.new_page()
        page.goto(f"{server.url}/page.html")
        metadata = ask(page, "open", name)
        assert metadata["duration"] == pytest.approx(10, abs=0.05)
        assert metadata["until"] == metadata["duration"]
        assert metadata["width"] == 160
        assert server.asked
        for to in (8.5, 2.5, 7.2, 0.4):
            assert ask(page, "jump", to) == pytest.approx(to, abs=2 / FPS)
        ask(page, "jump", 0.0)
        played = ask(page, "play", 0)
        heard = played["heard"]
        # Lost packets are no reason to be early: the tone after the gap sounds in its own second.
        first = [at for at in heard if at < 5]
        second = [at for at in heard if at >= 5]
        assert (min(first), max(first)) == pytest.approx((1, 2), abs=0.15)
        assert (min(second), max(second)) == pytest.approx((8, 9), abs=0.15)
        assert played["frames"] >= 200


@pytest.mark.parametrize("codec", CODECS)
def test_a_recording_is_as_long_as_it_plays_however_late_the_picture_began(
    tmp_path: Path, codec: Codec
) -> None:
    names = {begins: shown_late(tmp_path, codec, begins) for begins in (2, 4, 8)}
    with (
        served(tmp_path, {"page.html": PAGE}) as server,
        chromium("--autoplay-policy=no-user-gesture-required") as browser,
    ):
        page = browser.new_page()
        page.goto(f"{server.url}/page.html")
        for begins, name in names.items():
            metadata = ask(page, "open", name)
            assert (begins, metadata["duration"]) == (begins, pytest.approx(12, abs=0.05))
            assert ask(page, "jump", 10.5) == pytest.approx(10.5, abs=2 / FPS)
            assert ask(page, "jump", begins + 0.5) == pytest.approx(begins + 0.5, abs=2 / FPS)
        # The last of them ends at the duration that the file has.
        ask(page, "jump", 10.0)
        ask(page, "play", 0)
        assert page.evaluate("video.currentTime") == pytest.approx(12, abs=0.1)
