"""Mallory's files, and honest ones that were cut on the way: each gets its result."""

import io
import random
import struct
import zlib
from pathlib import Path

import pytest
from PIL import Image

from tests.builders.pictures import CORNERS, blank_png, exif, image_bytes, photo, scene
from tests.pictures.rendering import corners, is_upright_scene, near, refused, rendered
from workers.sandbox.unreadable import Unreadable

NOISE = Image.effect_noise((640, 480), 80).convert("RGB")


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\0" * 4096,
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        b"<!doctype html><title>photo.jpg</title>",
        b"%PDF-1.7\n%\xff\xd8\xff",
        image_bytes(scene(), "GIF"),
        image_bytes(scene(), "TIFF"),
        image_bytes(scene(), "BMP"),
    ],
    ids=["empty", "zeros", "SVG", "HTML", "PDF", "GIF", "TIFF", "BMP"],
)
def test_a_file_that_is_no_photo_is_refused_as_such(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) == "not_a_picture"


@pytest.mark.parametrize("options", [{}, {"progressive": True}, {"restart_marker_rows": 1}])
def test_a_truncated_jpeg_is_shown_as_far_as_it_arrived(
    tmp_path: Path, options: dict[str, int]
) -> None:
    whole = photo(scene(800, 600), **options)
    start = whole.find(b"\xff\xda")

    result = rendered(tmp_path, whole[: start + (len(whole) - start) * 6 // 10])

    assert result.damaged
    assert (result.width, result.height) == (800, 600)
    corners_of_cut = corners(result.renditions["large"].path)
    assert near(corners_of_cut["top left"], CORNERS["top left"], 40)
    assert near(corners_of_cut["top right"], CORNERS["top right"], 40)


def test_a_jpeg_cut_within_its_last_bytes_is_damaged_too(tmp_path: Path) -> None:
    whole = photo(NOISE)
    assert not rendered(tmp_path, whole).damaged
    assert rendered(tmp_path, whole[:-2]).damaged


def test_a_jpeg_whose_end_is_zeros_is_damaged(tmp_path: Path) -> None:
    # A phone that lost power while writing leaves such a file: its length is right, its bytes are
    # not.
    whole = photo(NOISE)
    assert rendered(tmp_path, whole[: len(whole) // 2].ljust(len(whole), b"\0")).damaged


def test_a_jpeg_with_foreign_bytes_in_its_middle_is_damaged(tmp_path: Path) -> None:
    whole = bytearray(photo(NOISE))
    whole[20_000:24_096] = random.Random(7).randbytes(4096)
    assert rendered(tmp_path, bytes(whole)).damaged


def test_a_truncated_heic_is_never_passed_off_as_whole(tmp_path: Path) -> None:
    whole = image_bytes(NOISE.resize((1024, 768)), "HEIF", tile_size=256)
    assert not rendered(tmp_path, whole).damaged
    assert rendered(tmp_path, whole[: len(whole) // 2]).damaged


def test_bytes_that_a_maker_appends_to_a_heic_are_no_damage(tmp_path: Path) -> None:
    result = rendered(tmp_path, image_bytes(scene(), "HEIF") + b"SEFT\x01\x02\x03trailer")
    assert is_upright_scene(result)
    assert not result.damaged


def test_a_truncated_png_is_shown_as_far_as_it_arrived(tmp_path: Path) -> None:
    whole = image_bytes(NOISE, "PNG")
    result = rendered(tmp_path, whole[: len(whole) * 6 // 10])
    assert result.damaged
    assert (result.width, result.height) == (640, 480)


@pytest.mark.parametrize("kind", ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"])
def test_a_beginning_without_pixels_is_damaged(tmp_path: Path, kind: str) -> None:
    assert refused(tmp_path, image_bytes(scene(), kind)[:64]) == "damaged"


def test_a_jpeg_without_its_scan_is_damaged(tmp_path: Path) -> None:
    whole = photo()
    assert refused(tmp_path, whole[: whole.find(b"\xff\xda") + 14]) == "damaged"


def jpeg_of_size(width: int, height: int, *, progressive: bool = False) -> bytes:
    """A small JPEG whose header claims this size."""
    content = bytearray(photo(progressive=progressive))
    at = content.find(b"\xff\xc2" if progressive else b"\xff\xc0")
    content[at + 5 : at + 9] = struct.pack(">HH", height, width)
    return bytes(content)


def png_of_size(width: int, height: int) -> bytes:
    return blank_png(width, height, rows=1)


def webp_of_size(width: int, height: int) -> bytes:
    content = bytearray(image_bytes(scene(), "WEBP", exif=exif()))
    assert content[12:16] == b"VP8X"
    content[24:30] = (width - 1).to_bytes(3, "little") + (height - 1).to_bytes(3, "little")
    return bytes(content)


def heif_of_size(kind: str, width: int, height: int) -> bytes:
    content = bytearray(image_bytes(scene(), kind))
    at = content.find(b"ispe") + 8
    content[at : at + 8] = struct.pack(">LL", width, height)
    return bytes(content)


BOMBS = {
    "JPEG": jpeg_of_size(60_000, 60_000),
    "progressive JPEG": jpeg_of_size(12_000, 12_000, progressive=True),
    "PNG": png_of_size(50_000, 50_000),
    "PNG just over": png_of_size(10_000, 8_001),
    "WebP": webp_of_size(16_000, 16_000),
    "WebP just over": webp_of_size(10_000, 6_001),
    "HEIC": heif_of_size("HEIF", 16_000, 16_000),
    "AVIF": heif_of_size("AVIF", 16_000, 16_000),
}


@pytest.mark.parametrize("content", BOMBS.values(), ids=BOMBS.keys())
def test_a_pixel_bomb_is_refused_before_it_is_decoded(tmp_path: Path, content: bytes) -> None:
    assert refused(tmp_path, content) == "too_many_pixels"


def test_a_jpeg_of_200_megapixels_is_no_bomb(tmp_path: Path) -> None:
    content = photo(Image.new("RGB", (16_320, 12_240), (20, 200, 20)), quality=40)
    result = rendered(tmp_path, content)
    assert (result.width, result.height) == (16_320, 12_240)
    assert not result.damaged


def test_thousands_of_scans_are_counted_and_not_decoded(tmp_path: Path) -> None:
    whole = photo(progressive=True)
    last = whole.rfind(b"\xff\xda")
    assert refused(tmp_path, whole[:-2] + whole[last:-2] * 5000 + whole[-2:]) == "too_slow"


def test_a_png_whose_text_explodes_is_shown_without_it(tmp_path: Path) -> None:
    def chunk(kind: bytes, data: bytes) -> bytes:
        crc = zlib.crc32(kind + data)
        return struct.pack(">L", len(data)) + kind + data + struct.pack(">L", crc)

    whole = image_bytes(scene(), "PNG")
    bomb = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(bytes(200_000_000), 9))
    assert is_upright_scene(rendered(tmp_path, whole[:33] + bomb * 3 + whole[33:]))


def test_a_jpeg_that_is_also_a_page_becomes_a_picture_alone(tmp_path: Path) -> None:
    page = b"<html><script>alert(1)</script>"
    result = rendered(tmp_path, photo(comment=page))
    assert is_upright_scene(result)
    assert result.media_type == "image/jpeg"


KINDS = ["JPEG", "PNG", "WEBP", "HEIF", "AVIF"]


@pytest.mark.parametrize("kind", KINDS)
def test_bytes_changed_at_random_give_a_picture_or_a_reason(tmp_path: Path, kind: str) -> None:
    change_at_random(tmp_path, kind, seed=1, rounds=6)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(2, 42))
@pytest.mark.parametrize("kind", KINDS)
def test_bytes_changed_at_random_many_times_give_a_picture_or_a_reason(
    tmp_path: Path, kind: str, seed: int
) -> None:
    change_at_random(tmp_path, kind, seed=seed, rounds=12)


def change_at_random(folder: Path, kind: str, *, seed: int, rounds: int) -> None:
    print(f"seed {seed}")
    chance = random.Random(seed)
    whole = image_bytes(scene(), kind, exif=exif(gps=(1.0, 2.0)))
    for round_ in range(rounds):
        content = bytearray(whole)
        for _ in range(chance.randint(1, 30)):
            content[chance.randrange(16, len(content))] = chance.randrange(256)
        place = folder / str(round_)
        place.mkdir()
        assert_answered(place, bytes(content))


def assert_answered(folder: Path, content: bytes) -> None:
    try:
        result = rendered(folder, content)
    except Unreadable:
        return
    for rendition in result.renditions.values():
        with Image.open(io.BytesIO(rendition.path.read_bytes())) as image:
            image.load()
            assert max(image.size) <= 1600
