"""The poster of a recording is made of its first keyframe; a hostile file gives a reason
instead."""

import random
from pathlib import Path

import pytest
from PIL import Image

from tests.builders.clips import RED, clip, sound
from tests.pictures.rendering import near
from workers.sandbox.limits import Limits
from workers.sandbox.renditions import RECORDINGS, RenderResult, render
from workers.sandbox.run import RenderFailed
from workers.sandbox.unreadable import Unreadable

SEEDS = range(12)


def rendered(folder: Path, content: bytes, limits: Limits | None = None) -> RenderResult:
    source = folder / "original"
    source.write_bytes(content)
    return render(source, folder, limits or Limits(), program=RECORDINGS)


def refused(folder: Path, content: bytes) -> str:
    with pytest.raises(Unreadable) as refusal:
        rendered(folder, content)
    assert [file.name for file in folder.iterdir()] == ["original"]
    return refusal.value.code


@pytest.mark.parametrize("kind", ["webm", "mp4"])
def test_the_first_picture_of_a_recording_is_its_poster(tmp_path: Path, kind: str) -> None:
    poster = rendered(tmp_path, clip(kind))
    assert (poster.width, poster.height) == (640, 480)
    assert {name: (r.width, r.height) for name, r in poster.renditions.items()} == {
        "large": (640, 480),
        "small": (320, 240),
    }
    for rendition in poster.renditions.values():
        with Image.open(rendition.path) as image:
            pixel = image.convert("RGB").getpixel((100, 100))
        assert isinstance(pixel, tuple)
        assert near(pixel, RED, 20)


def test_the_beginning_of_a_file_is_enough(tmp_path: Path) -> None:
    whole = clip("webm", seconds=20)
    assert rendered(tmp_path, whole[: len(whole) // 3]).width == 640


def test_another_codec_is_not_decoded(tmp_path: Path) -> None:
    assert refused(tmp_path, clip("mp4", codec="mpeg4")) == "unsupported"


def test_a_recording_of_sound_alone_has_no_poster(tmp_path: Path) -> None:
    assert refused(tmp_path, sound()) == "not_a_picture"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x1a\x45\xdf\xa3",
        b"\x00\x00\x00\x18ftypmp42" + bytes(40),
        b"#EXTM3U\n#EXTINF:1,\nfile:///etc/passwd\n",
        b"ffconcat version 1.0\nfile /etc/passwd\n",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"\x1a\x45\xdf\xa3" + b"\xff" * 4000,
    ],
    ids=["empty", "magic", "ftyp", "playlist", "concat", "svg", "noise"],
)
def test_a_file_that_is_no_recording_is_refused_as_such(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) in {"not_a_picture", "damaged"}


def test_268_million_pixels_become_no_picture(tmp_path: Path) -> None:
    """The keyframes claim this size; the decoder may find it out first."""
    content = clip("webm")
    # The bytes are the start code of a VP8 keyframe, then width and height (RFC 6386, 9.1).
    start = b"\x9d\x01\x2a"
    size = (640).to_bytes(2, "little") + (480).to_bytes(2, "little")
    header = content.replace(start + size, start + b"\xff\x3f\xff\x3f")
    assert header != content
    assert refused(tmp_path, header) in {"too_many_pixels", "damaged", "out_of_memory"}


def test_memory_is_bounded(tmp_path: Path) -> None:
    content = clip("webm", size=(3840, 2160), seconds=0.3)
    small = Limits(memory=230 << 20)
    with pytest.raises((Unreadable, RenderFailed)):
        rendered(tmp_path, content, small)
    assert rendered(tmp_path, content).width == 3840


@pytest.mark.parametrize("seed", SEEDS)
def test_bytes_changed_at_random_give_a_poster_or_a_reason(tmp_path: Path, seed: int) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    content = bytearray(clip(chance.choice(["webm", "mp4"]), seconds=0.5))
    for _ in range(chance.randint(1, 60)):
        content[chance.randrange(len(content))] = chance.randrange(256)
    try:
        poster = rendered(tmp_path, bytes(content[: chance.randint(1, len(content))]))
    except Unreadable as refusal:
        assert refusal.message  # noqa: PT017 either end is a good one
    else:
        assert poster.width * poster.height <= 40_000_000
