"""Tess holds her phone as the rack allows; Cleo sees every picture upright."""

from pathlib import Path

import pytest

from tests.builders.pictures import exif, image_bytes, photo, scene, sensor_pixels
from tests.pictures.rendering import is_upright_scene, rendered

EVERY_WAY = range(1, 9)


@pytest.mark.parametrize("orientation", EVERY_WAY)
@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG", "WEBP", "AVIF"])
def test_a_photo_held_any_way_comes_out_upright(
    tmp_path: Path, kind: str, orientation: int
) -> None:
    # The library pillow-heif writes the turn twice, as iPhones do: in the container and in the
    # EXIF.
    content = image_bytes(
        sensor_pixels(scene(), orientation), kind, exif=exif(orientation=orientation)
    )

    result = rendered(tmp_path, content)

    assert is_upright_scene(result)
    assert (result.width, result.height) == (128, 96)
    assert {(r.width, r.height) for r in result.renditions.values()} == {(128, 96)}


def test_a_heic_is_turned_by_its_container_and_not_by_its_exif(tmp_path: Path) -> None:
    flat, turned = exif(orientation=1), exif(orientation=6)
    content = image_bytes(scene(), "HEIF", exif=flat)
    assert content.count(flat[6:]) == 1

    assert is_upright_scene(rendered(tmp_path, content.replace(flat[6:], turned[6:])))


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
