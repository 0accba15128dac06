"""The recording of a camera that is switched on after the microphone: its pictures, and its
length."""

from pathlib import Path

import pytest

from realtime.media.rtp.track import Codec
from tests.media.recording.filming import FPS, SOUND, Track, at_arrival, film, pictures, sounds
from tests.media.recording.manual_writer import CODECS, ManualWriter, near
from tests.media.recording.reading import jumped


def on_late(manual: ManualWriter, codec: Codec, after: float, seconds: int = 12) -> None:
    """The file of a person who is heard from the beginning, and whose camera is switched on
    later."""
    shown, heard = pictures(codec, seconds * FPS), sounds(round(seconds / SOUND))
    packets = film(codec, shown, heard, Track("video"), Track("audio"))
    manual.take(at_arrival([p for p in packets if p.kind == "audio" or p.arrived > after]))


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("begins", [2, 4, 8])
def test_a_camera_that_is_switched_on_late_is_in_the_file_too(
    tmp_path: Path, codec: Codec, begins: int
) -> None:
    manual = ManualWriter(tmp_path, codec)
    on_late(manual, codec, begins - 0.5)
    seen = manual.read()
    # The first picture stands from the beginning on in MP4, as players show it; the others have
    # their time.
    first = 0.0 if codec == "H264" else begins
    assert near(seen.pictures, [first, *(at / FPS for at in range(begins * FPS + 1, 12 * FPS))])
    assert near(seen.sounds, [at * SOUND for at in range(600)])
    # The file is as long as it plays, however late her picture came.
    assert seen.duration == pytest.approx(12, abs=0.05)
    assert manual.writer.state.seconds == pytest.approx(12, abs=0.05)
    assert jumped(manual.journal.media, begins + 0.5) == pytest.approx(first, abs=0.002)
    assert jumped(manual.journal.media, 11.5) == pytest.approx(10, abs=0.002)
