"""Sixteen photos from real phones and cameras; skipped where they are not at hand."""

from pathlib import Path

import pytest
from PIL import Image, ImageChops, ImageStat

from tests.pictures.rendering import rendered

PHOTOS = Path(__file__).parents[2].parent / "shared" / "data" / "phone-photos"

pytestmark = pytest.mark.skipif(not PHOTOS.is_dir(), reason=f"no real photos at {PHOTOS}")

# The columns are the upright size, the media type, whether the camera wrote a place, and its name.
KNOWN = {
    "DSCN0010.jpg": (640, 480, "image/jpeg", True, "NIKON COOLPIX P6000"),
    "HMD_Nokia_8.3_5G.heif": (3456, 4608, "image/heic", True, None),
    "HMD_Nokia_8.3_5G.jpg": (4608, 1976, "image/jpeg", True, "HMD Global Nokia 8.3 5G"),
    "iphone_13_pro_max.HEIC": (3024, 4032, "image/heic", False, "Apple iPhone 13 Pro Max"),
    "iphone_hdr_NO.jpg": (3264, 2448, "image/jpeg", True, "Apple iPhone 6"),
    "jolla.jpg": (3264, 2448, "image/jpeg", False, "Jolla"),
    "landscape_5.jpg": (600, 450, "image/jpeg", False, None),
    "no_exif.jpg": (322, 466, "image/jpeg", False, None),
    "portrait_1.jpg": (450, 600, "image/jpeg", False, None),
    "portrait_6.jpg": (450, 600, "image/jpeg", False, None),
}


@pytest.mark.parametrize("name", KNOWN)
def test_a_real_photo_is_rendered_and_understood(tmp_path: Path, name: str) -> None:
    result = rendered(tmp_path, (PHOTOS / name).read_bytes())

    facts = (result.width, result.height, result.media_type, result.gps is not None, result.device)
    assert facts == KNOWN[name]
    assert not result.damaged
    for rendition in result.renditions.values():
        assert b"Exif" not in rendition.path.read_bytes()


@pytest.mark.parametrize("name", ["portrait_3.jpg", "portrait_6.jpg", "portrait_8.jpg"])
def test_the_same_portrait_looks_the_same_however_it_was_held(tmp_path: Path, name: str) -> None:
    upright, turned = tmp_path / "upright", tmp_path / "turned"
    for folder, photo in ((upright, "portrait_1.jpg"), (turned, name)):
        folder.mkdir()
        rendered(folder, (PHOTOS / photo).read_bytes())

    with Image.open(upright / "small.jpg") as one, Image.open(turned / "small.jpg") as other:
        assert max(ImageStat.Stat(ImageChops.difference(one, other)).mean) < 6


def test_a_photo_with_broken_data_is_never_passed_off_as_whole(tmp_path: Path) -> None:
    assert rendered(tmp_path, (PHOTOS / "corrupted.jpg").read_bytes()).damaged


@pytest.mark.parametrize("share", [0.1, 0.5, 0.95])
def test_a_truncated_iphone_heic_is_damaged(tmp_path: Path, share: float) -> None:
    whole = (PHOTOS / "iphone_13_pro_max.HEIC").read_bytes()
    result = rendered(tmp_path, whole[: int(len(whole) * share)])
    assert result.damaged
    assert (result.width, result.height) == (3024, 4032)
