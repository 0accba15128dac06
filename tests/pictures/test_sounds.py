"""The rendition of a voice note; a hostile file gives a reason instead."""

import random
from array import array
from itertools import pairwise
from pathlib import Path

import av
import pytest

from tests.builders.clips import clip, long_sound, sound
from workers.sandbox.audio import MOST_SECONDS
from workers.sandbox.limits import Limits
from workers.sandbox.run import RenderFailed
from workers.sandbox.sound import TranscodedSound, transcode
from workers.sandbox.unreadable import CODES, Unreadable

KINDS = {"webm": "libopus", "ogg": "libopus", "mp4": "aac"}
SEEDS = range(12)


def heard(folder: Path, content: bytes, limits: Limits | None = None) -> TranscodedSound:
    (folder / "original").write_bytes(content)
    return transcode(folder / "original", folder, limits or Limits())


def refused(folder: Path, content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        heard(folder, content)
    return refusal.value.code


def pitch(path: Path) -> float:
    """The pitch in Hz: how often the wave comes up from below zero in a second."""
    with av.open(str(path)) as container:
        assert container.format.name == "mp3"
        frames = [
            bytes(frame.planes[0])[: 4 * frame.samples] for frame in container.decode(audio=0)
        ]
    wave = array("f", b"".join(frames))
    ups = sum(1 for before, after in pairwise(wave) if before < 0 <= after)
    return ups * 48_000 / len(wave)


@pytest.mark.parametrize(("kind", "codec"), KINDS.items(), ids=KINDS)
def test_a_voice_note_is_rendered_whole(tmp_path: Path, kind: str, codec: str) -> None:
    rendition = heard(tmp_path, sound(kind, seconds=3.0, codec=codec, hertz=440.0))
    assert rendition.media_type == f"audio/{kind}"
    assert rendition.seconds == pytest.approx(3.0, abs=0.1)
    assert pitch(rendition.path) == pytest.approx(440.0, abs=9)
    assert rendition.path.stat().st_size < 40_000


def test_the_beginning_of_a_voice_note_that_was_cut_off_is_rendered(tmp_path: Path) -> None:
    whole = sound(seconds=10.0, hertz=440.0)
    assert 4 < heard(tmp_path, whole[: len(whole) * 6 // 10]).seconds < 7


def test_a_picture_with_a_sound_gives_its_sound_alone_or_nothing(tmp_path: Path) -> None:
    assert refused(tmp_path, clip("webm")) == "not_a_sound"
    assert not (tmp_path / "sound.mp3").exists()


def test_a_voice_note_longer_than_anybody_speaks_is_refused(tmp_path: Path) -> None:
    assert heard(tmp_path, long_sound(3)).seconds == pytest.approx(3.0, abs=0.1)
    assert refused(tmp_path, long_sound(MOST_SECONDS + 2)) == "too_long"


def test_another_codec_is_not_decoded(tmp_path: Path) -> None:
    assert refused(tmp_path, sound("matroska", codec="pcm_s16le")) == "unsupported"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"RIFF\x24\x00\x00\x00WAVEfmt ",
        b"ID3\x04\x00\x00\x00\x00\x00\x00",
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
    ],
)
def test_a_file_that_is_no_sound_is_refused_as_such(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) == "not_a_sound"


@pytest.mark.parametrize(
    "content",
    [
        b"\x1a\x45\xdf\xa3",
        b"\x1a\x45\xdf\xa3" + b"\xff" * 4000,
        b"OggS" + b"\xff" * 4000,
        b"\x00\x00\x00\x18ftypmp42" + bytes(40),
    ],
)
def test_a_file_that_only_begins_like_a_sound_is_damaged(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) in {"damaged", "not_a_sound"}


@pytest.mark.parametrize("seed", SEEDS)
def test_broken_bytes_end_in_a_sound_or_a_reason(tmp_path: Path, seed: int) -> None:
    chance = random.Random(seed)
    kind = chance.choice(sorted(KINDS))
    content = bytearray(sound(kind, seconds=2.0, codec=KINDS[kind], hertz=300.0))
    for _ in range(chance.choice([1, 20, 400])):
        content[chance.randrange(len(content))] = chance.randrange(256)
    outcome: float | str
    try:
        outcome = heard(tmp_path, bytes(content)).seconds
    except Unreadable as reason:
        outcome = reason.code
    assert outcome in CODES or 0 < float(outcome) <= MOST_SECONDS


def test_a_starved_machine_gives_no_verdict_and_tries_again(tmp_path: Path) -> None:
    with pytest.raises(RenderFailed):
        heard(tmp_path, sound(), Limits(wall=0.01))
