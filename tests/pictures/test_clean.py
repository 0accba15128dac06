"""A rendition has nothing of the camera, the place or the person in it."""

import hashlib
import io
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from PIL.PngImagePlugin import PngInfo

from tests.builders.pictures import exif, image_bytes, photo, scene, segments
from tests.pictures.rendering import rendered
from workers.sandbox.renditions import RenderResult

SECRET = b"Tess's phone"
FACTS = exif(gps=(52.5, 13.4), make="Maker", model=SECRET.decode(), taken="2026:03:01 10:20:30")
XMP = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
SRGB = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
APP0, SOF2, TABLES = 0xE0, 0xC2, {0xDB, 0xC4}


def with_metadata(kind: str) -> bytes:
    if kind == "PNG":
        notes = PngInfo()
        notes.add_text("Comment", SECRET.decode())
        notes.add_itxt("XML:com.adobe.xmp", XMP.decode())
        return image_bytes(scene(), kind, exif=FACTS, icc_profile=SRGB, pnginfo=notes)
    more = {"comment": SECRET, "dpi": (300, 300)} if kind == "JPEG" else {}
    return image_bytes(scene(), kind, exif=FACTS, xmp=XMP, icc_profile=SRGB, **more)


def assert_clean(result: RenderResult) -> None:
    for rendition in result.renditions.values():
        content = rendition.path.read_bytes()
        markers = dict(segments(content))
        assert set(markers) - TABLES == {APP0, SOF2}
        # The header is a bare JFIF one: version 1.1, no density, no thumbnail.
        assert markers[APP0] == b"JFIF\0\x01\x01\0\0\x01\0\x01\0\0"
        assert content.count(b"\xff\xd8") == 1
        assert content.endswith(b"\xff\xd9")
        for trace in (SECRET, b"Exif", b"xmp", b"ICC_PROFILE", b"Photoshop"):
            assert trace not in content


@pytest.mark.parametrize("kind", ["JPEG", "HEIF", "PNG", "WEBP", "AVIF"])
def test_a_rendition_carries_no_metadata(tmp_path: Path, kind: str) -> None:
    content = with_metadata(kind)
    assert SECRET in content

    result = rendered(tmp_path, content)

    assert_clean(result)
    assert result.gps == (52.5, 13.4)
    assert result.device == "Maker Tess's phone"


def test_nothing_after_the_end_of_the_picture_is_kept(tmp_path: Path) -> None:
    page = b"<script>alert(document.domain)</script>"
    result = rendered(tmp_path, photo(comment=page) + page)

    assert_clean(result)
    assert not result.damaged
    assert all(page not in r.path.read_bytes() for r in result.renditions.values())


def test_a_rendition_has_its_own_size_and_hash(tmp_path: Path) -> None:
    result = rendered(tmp_path, photo(scene(2000, 1000)))

    for rendition in result.renditions.values():
        content = rendition.path.read_bytes()
        assert rendition.size == len(content)
        assert rendition.sha256 == hashlib.sha256(content).hexdigest()
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.mode) == ("JPEG", "RGB")
            assert image.size == (rendition.width, rendition.height)
