"""Tess holds her phone as the rack allows; Cleo sees every picture upright."""

import re
from pathlib import Path

import pytest
from PIL import Image

from tests.builders.pictures import exif, image_bytes, photo, scene, sensor_pixels
from tests.pictures.rendering import is_upright_scene, rendered

EVERY_WAY = range(1, 9)
YCBCR_POSITIONING = 531


@pytest.mark.parametrize("orientation", EVERY_WAY)
@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG", "WEBP", "AVIF"])
def test_a_photo_held_any_way_comes_out_upright(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    # HEIF and AVIF have the turn twice, as iPhones write it: in the container and in the EXIF.
    content = image_bytes(
        sensor_pixels(scene(), orientation), kind, exif=exif(orientation=orientation)
    )

    result = rendered(tmp_path, content)

    assert is_upright_scene(result)
    assert (result.width, result.height) == (128, 96)
    assert {(r.width, r.height) for r in result.renditions.values()} == {(128, 96)}


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", EVERY_WAY)
def test_a_container_without_a_turn_leaves_the_word_to_the_exif(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    # The writers put an orientation into the container: they are given another tag in its place.
    block = Image.Exif()
    block[YCBCR_POSITIONING] = orientation
    unnamed = block.tobytes()[6:]
    content = image_bytes(sensor_pixels(scene(), orientation), kind, exif=block.tobytes())
    assert content.count(unnamed) == 1
    content = content.replace(unnamed, unnamed.replace(b"\x02\x13\0\x03", b"\x01\x12\0\x03"))
    assert re.findall(rb"irot|imir", content) == []

    result = rendered(tmp_path, content)

    assert is_upright_scene(result)
    assert (result.width, result.height) == (128, 96)


@pytest.mark.parametrize("kind", ["HEIF", "AVIF"])
@pytest.mark.parametrize("orientation", range(2, 9))
def test_a_containers_turn_wins_over_its_exif(tmp_path: Path, kind: str, orientation: int) -> None:
    turned = exif(orientation=orientation)
    content = image_bytes(sensor_pixels(scene(), orientation), kind, exif=turned)
    for said in (1, 6):
        contradicted = content.replace(turned[6:], exif(orientation=said)[6:])
        assert is_upright_scene(rendered(tmp_path, contradicted))


def test_a_container_whose_turn_is_none_at_all_has_spoken(tmp_path: Path) -> None:
    turned = exif(orientation=3)
    content = image_bytes(scene(), "HEIF", exif=turned)
    at = content.index(b"irot") + 4
    assert content[at] == 2
    still = content[:at] + b"\0" + content[at + 1 :]
    assert is_upright_scene(rendered(tmp_path, still))


def test_a_large_photo_is_turned_after_it_was_shrunk(tmp_path: Path) -> None:
    content = photo(sensor_pixels(scene(4000, 3000), 6), exif=exif(orientation=6))

    result = rendered(tmp_path, content)

    assert is_upright_scene(result)
    assert (result.width, result.height) == (4000, 3000)
    large, small = result.renditions["large"], result.renditions["small"]
    assert (large.width, large.height) == (1600, 1200)
    assert (small.width, small.height) == (320, 240)


def test_an_orientation_that_does_not_exist_turns_nothing(tmp_path: Path) -> None:
    assert is_upright_scene(rendered(tmp_path, photo(exif=exif(orientation=9))))
