"""Tess's phone takes photos of 200 megapixels, in HEIC; Cleo sees them like any other."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageFilter
from pillow_heif import HeifImageFile

from tests.builders.heif_grid import Turn, grid_heic, with_thumbnail
from tests.builders.pictures import BLUE, GREEN, GREY, RED, image_bytes, scene
from tests.pictures.rendering import is_upright_scene, near, refused, rendered
from workers.sandbox.heif import read_container
from workers.sandbox.tiles import from_parts

TILE = 1024
COLOURS = (RED, GREEN, BLUE, GREY)
TURNS: list[list[Turn]] = [
    [],
    *([(b"irot", quarters)] for quarters in range(4)),
    *([(b"imir", axis)] for axis in range(2)),
    [(b"irot", 1), (b"imir", 1)],
]


def large(columns: int = 9, rows: int = 9) -> bytes:
    """The scene in tiles of one colour each; the last column and row overhang."""
    places = [
        2 * (row >= rows // 2) + (column >= columns // 2)
        for row in range(rows)
        for column in range(columns)
    ]
    tiles = [Image.new("RGB", (TILE, TILE), colour) for colour in COLOURS]
    size = (TILE * columns - 300, TILE * rows - 200)
    return grid_heic(tiles, places, columns, size)


def test_a_heic_above_80_megapixels_is_put_together_from_its_tiles(tmp_path: Path) -> None:
    result = rendered(tmp_path, large())
    assert (result.width, result.height, result.damaged) == (8_916, 9_016, False)
    assert is_upright_scene(result)
    assert max(result.renditions["large"].width, result.renditions["large"].height) == 1_600


@pytest.mark.parametrize("turns", TURNS, ids=str)
def test_tiles_give_what_the_decoder_makes_of_the_whole(turns: list[Turn]) -> None:
    picture = scene(400, 300).filter(ImageFilter.GaussianBlur(8))
    corners = [(x, y) for y in range(0, 300, 128) for x in range(0, 400, 128)]
    tiles = [picture.crop((x, y, x + 128, y + 128)) for x, y in corners]
    content = grid_heic(tiles, range(12), 4, (400, 300), turns)
    # pillow-heif has no types; getextrema and getpixel know of pictures with one channel, too.
    whole: Image.Image = HeifImageFile(io.BytesIO(content))  # type: ignore[no-untyped-call]
    own = from_parts(read_container(content), 400)
    assert own is not None
    assert own.size == whole.size
    differences = ImageChops.difference(own, whole.convert("RGB")).getextrema()
    assert max(most for _, most in differences) <= 6  # type: ignore[misc]


def test_a_thumbnail_stands_for_a_picture_without_tiles() -> None:
    container, _ = with_thumbnail(image_bytes(scene(), "HEIF"), image_bytes(scene(64, 48), "HEIF"))
    own = from_parts(container, 1_600)
    assert own is not None
    assert own.size == (64, 48)
    assert near(own.getpixel((16, 12)), RED)  # type: ignore[arg-type]


def test_a_large_picture_without_tiles_or_thumbnail_is_too_large() -> None:
    assert from_parts(read_container(image_bytes(scene(), "HEIF")), 1_600) is None


def test_more_than_250_megapixels_are_too_many(tmp_path: Path) -> None:
    assert refused(tmp_path, large(16, 16)) == "too_many_pixels"


def test_a_large_heic_without_the_bytes_of_its_tiles_is_damaged(tmp_path: Path) -> None:
    whole = large()
    assert refused(tmp_path, whole[: whole.index(b"mdat") + 40]) == "damaged"
