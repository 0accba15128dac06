"""A picture of any kind that a phone, a scanner or a screenshot tool writes looks on the page as it
does there."""

import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms

from tests.builders.pictures import GREY, RED, image_bytes, photo, scene, sensor_pixels
from tests.pictures.rendering import corners, is_upright_scene, near, rendered

WHITE = (255, 255, 255)


def seen(folder: Path, content: bytes, corner: str = "top left") -> tuple[int, ...]:
    return corners(rendered(folder, content).renditions["large"].path)[corner]


@pytest.mark.parametrize(
    "options",
    [{"progressive": True}, {"subsampling": 0}, {"restart_marker_rows": 1}, {"quality": 30}],
)
def test_each_kind_of_jpeg_is_read_whole(tmp_path: Path, options: dict[str, int]) -> None:
    result = rendered(tmp_path, photo(scene(512, 384), **options))

    assert is_upright_scene(result)
    assert not result.damaged


def test_a_print_shops_cmyk_jpeg_keeps_its_colours(tmp_path: Path) -> None:
    content = photo(scene().convert("CMYK"), quality=95)
    assert is_upright_scene(rendered(tmp_path, content))


def test_a_grey_jpeg_stays_grey(tmp_path: Path) -> None:
    assert near(seen(tmp_path, photo(Image.new("L", (64, 64), 90))), (90, 90, 90), 3)


def test_sixteen_bits_of_grey_are_scaled_and_not_clipped(tmp_path: Path) -> None:
    content = image_bytes(Image.new("I;16", (64, 64), 90 * 256), "PNG")
    assert near(seen(tmp_path, content), (90, 90, 90), 3)


@pytest.mark.parametrize("mode", ["RGBA", "LA", "P"])
@pytest.mark.parametrize("kind", ["PNG", "WEBP"])
def test_transparent_parts_of_a_picture_are_white(tmp_path: Path, kind: str, mode: str) -> None:
    picture = scene().convert("RGBA")
    picture.paste((0, 0, 0, 0), (0, 0, 64, 48))
    content = image_bytes(picture.convert(mode), kind)

    assert near(seen(tmp_path, content), WHITE)
    assert near(seen(tmp_path, content, "bottom right"), GREY)


def test_hidden_colours_do_not_bleed_when_a_picture_shrinks(tmp_path: Path) -> None:
    picture = Image.new("RGBA", (3200, 3200), (255, 0, 0, 0))
    picture.paste((255, 255, 255, 255), (0, 0, 1601, 3200))
    with Image.open(
        rendered(tmp_path, image_bytes(picture, "PNG", compress_level=1)).renditions["large"].path
    ) as large:
        assert large.convert("RGB").getextrema() == ((255, 255),) * 3


@pytest.mark.parametrize("mode", ["1", "L", "P"])
def test_small_palettes_are_read(tmp_path: Path, mode: str) -> None:
    picture = Image.new("RGB", (64, 64), WHITE).convert(mode)
    assert near(seen(tmp_path, image_bytes(picture, "PNG")), WHITE, 2)


@pytest.mark.parametrize("kind", ["PNG", "WEBP", "AVIF"])
def test_the_first_frame_of_an_animation_is_shown(tmp_path: Path, kind: str) -> None:
    second = Image.new("RGB", (128, 96), "black")
    content = image_bytes(scene(), kind, save_all=True, append_images=[second], duration=100)
    assert is_upright_scene(rendered(tmp_path, content))


def test_colours_of_another_profile_become_srgb(tmp_path: Path) -> None:
    exchanged = Image.merge("RGB", scene().split()[::-1])
    content = image_bytes(exchanged, "PNG", icc_profile=swapped_profile())

    assert near(seen(tmp_path, content), RED, 6)


def swapped_profile() -> bytes:
    """An sRGB profile with red and blue exchanged: a reader that ignores it shows blue for red."""
    profile = bytearray(ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes())
    red, blue = profile.find(b"rXYZ"), profile.find(b"bXYZ")
    profile[red : red + 4], profile[blue : blue + 4] = b"bXYZ", b"rXYZ"
    return bytes(profile)


@pytest.mark.parametrize("profile", [b"no profile", b"\xff" * 200_000])
def test_a_broken_profile_is_ignored(tmp_path: Path, profile: bytes) -> None:
    assert is_upright_scene(rendered(tmp_path, photo(icc_profile=profile)))


def test_a_grey_picture_with_a_colour_profile_is_shown(tmp_path: Path) -> None:
    grey = Image.new("L", (64, 64), 90)
    assert near(seen(tmp_path, photo(grey, icc_profile=swapped_profile())), (90, 90, 90), 3)


@pytest.mark.parametrize("size", [(1, 1), (200, 100), (320, 320), (1600, 900)])
def test_a_small_picture_is_never_enlarged(tmp_path: Path, size: tuple[int, int]) -> None:
    result = rendered(tmp_path, photo(scene(*size)))

    large, small = result.renditions["large"], result.renditions["small"]
    assert (large.width, large.height) == size
    assert max(small.width, small.height) == min(320, max(size))


@pytest.mark.parametrize("size", [(65500, 1), (1, 65500)])
def test_a_line_stays_a_line(tmp_path: Path, size: tuple[int, int]) -> None:
    result = rendered(tmp_path, photo(Image.new("RGB", size, RED)))

    assert (result.width, result.height) == size
    assert {min(r.width, r.height) for r in result.renditions.values()} == {1}
    assert {max(r.width, r.height) for r in result.renditions.values()} == {1600, 320}


def test_the_first_of_several_pictures_in_one_jpeg_is_shown(tmp_path: Path) -> None:
    # iPhones append a gain map to a JPEG, as a second picture in one file (MPO).
    file = io.BytesIO()
    scene().save(file, "MPO", save_all=True, append_images=[sensor_pixels(scene(), 3)])
    result = rendered(tmp_path, file.getvalue())

    assert is_upright_scene(result)
    assert (result.media_type, result.damaged) == ("image/jpeg", False)
