"""A picture whose colours are told by numbers looks on the page as Chromium shows the original."""

import base64
import io
import struct
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from PIL import Image, ImageCms
from playwright.sync_api import Page

from tests.builders.browsers import chromium
from tests.builders.pictures import image_bytes
from tests.pictures.rendering import rendered
from workers.sandbox import resize
from workers.sandbox.colour import png_profile

BARS = [
    *((10, 10, 10), (40, 40, 40), (128, 128, 128), (200, 200, 200), (255, 255, 255)),
    *((234, 120, 35), (20, 200, 20), (20, 20, 220), (220, 20, 20), (90, 60, 50), (180, 200, 90)),
]
GREYS = [(level, level, level) for level in range(15, 256, 40)]
BAR = 32
# A rendition is a JPEG, whose own errors these are.
TOLERANCE = 8
# Chromium bends the brightest parts of a higher range by another curve.
TOLERANCE_OF_HIGH_RANGE = 12
SHOWN = """async (address) => {
  const image = new Image();
  image.src = address;
  await image.decode();
  const canvas = new OffscreenCanvas(image.naturalWidth, image.naturalHeight).getContext("2d");
  canvas.drawImage(image, 0, 0);
  const { data } = canvas.getImageData(0, 16, image.naturalWidth, 1);
  return Array.from({ length: image.naturalWidth / 32 }, (_, bar) =>
    Array.from(data.slice(4 * (32 * bar + 16), 4 * (32 * bar + 16) + 3)));
}"""


def bars(colours: list[tuple[int, int, int]]) -> Image.Image:
    picture = Image.new("RGB", (BAR * len(colours), BAR))
    for place, colour in enumerate(colours):
        picture.paste(colour, (BAR * place, 0, BAR * (place + 1), BAR))
    return picture


def png(
    *chunks: tuple[bytes, bytes], picture: Image.Image | None = None, **options: object
) -> bytes:
    """A PNG with these chunks behind its header."""
    content = image_bytes(picture or bars(BARS), "PNG", **options)
    added = b"".join(
        struct.pack(">L", len(data)) + kind + data + struct.pack(">L", zlib.crc32(kind + data))
        for kind, data in chunks
    )
    return content[:33] + added + content[33:]


def gama(value: int) -> tuple[bytes, bytes]:
    return b"gAMA", struct.pack(">L", value)


def chrm(*values: int) -> tuple[bytes, bytes]:
    return b"cHRM", struct.pack(">8L", *values)


def cicp(primaries: int, transfer: int, matrix: int = 0) -> tuple[bytes, bytes]:
    return b"cICP", bytes((primaries, transfer, matrix, 1))


def nclx(primaries: int, transfer: int, picture: Image.Image | None = None) -> bytes:
    """An AVIF that tells its colours so."""
    content = image_bytes(picture or bars(BARS), "AVIF", quality=95, subsampling="4:4:4")
    at = content.index(b"nclx") + 4
    return content[:at] + struct.pack(">HH", primaries, transfer) + content[at + 4 :]


P3 = chrm(31270, 32900, 68000, 32000, 26500, 69000, 15000, 6000)
ADOBE = chrm(31270, 32900, 64000, 33000, 21000, 71000, 15000, 6000)
SRGB = (b"sRGB", b"\0")
CASES: dict[str, Callable[[], bytes]] = {
    "no numbers": png,
    "gAMA of sRGB": lambda: png(gama(45455)),
    "gAMA linear": lambda: png(gama(100000)),
    "gAMA of an old Mac": lambda: png(gama(55556)),
    "gAMA of nothing": lambda: png(gama(0)),
    "cHRM without gAMA": lambda: png(P3),
    "cHRM of P3": lambda: png(gama(45455), P3),
    "cHRM of Adobe RGB": lambda: png(gama(45455), ADOBE),
    "cHRM of P3, linear": lambda: png(gama(100000), P3),
    "cHRM of nothing": lambda: png(gama(45455), chrm(*[0] * 8)),
    "cHRM on a line": lambda: png(gama(45455), chrm(31270, 32900, *[30000, 30000] * 3)),
    "sRGB over gAMA": lambda: png(SRGB, gama(100000), P3),
    "cICP of P3": lambda: png(cicp(12, 13)),
    "cICP of sRGB over gAMA": lambda: png(cicp(1, 13), gama(100000)),
    "cICP over sRGB": lambda: png(cicp(12, 13), SRGB),
    "cICP of BT.2020": lambda: png(cicp(9, 14)),
    "cICP of BT.709": lambda: png(cicp(1, 1)),
    "cICP of BT.601": lambda: png(cicp(6, 6)),
    "cICP linear": lambda: png(cicp(1, 8)),
    "cICP of film": lambda: png(cicp(11, 17)),
    "cICP unknown": lambda: png(cicp(2, 13)),
    "cICP of a kind that is not": lambda: png(cicp(3, 3)),
    "cICP of a palette": lambda: png(cicp(12, 13), picture=bars(BARS).quantize(len(BARS))),
    "gAMA of greys": lambda: png(gama(100000), picture=bars(GREYS).convert("L")),
    "PQ": lambda: png(cicp(9, 16), picture=bars(GREYS)),
    "HLG": lambda: png(cicp(9, 18), picture=bars(GREYS)),
    "nclx of sRGB": lambda: nclx(1, 13),
    "nclx of P3": lambda: nclx(12, 13),
    "nclx of video": lambda: nclx(1, 1),
    "nclx of BT.2020": lambda: nclx(9, 14),
    "nclx of BT.601": lambda: nclx(6, 6),
    "nclx linear": lambda: nclx(1, 8),
    "nclx unknown": lambda: nclx(2, 2),
    "nclx of P3 alone": lambda: nclx(12, 2),
    "nclx of HLG": lambda: nclx(9, 18, bars(GREYS)),
}


@pytest.fixture(scope="module")
def page() -> Iterator[Page]:
    with chromium("--force-color-profile=srgb") as browser:
        page = browser.new_page()
        page.set_content("<p>colours</p>")
        yield page


def shown(page: Page, content: bytes) -> list[tuple[int, ...]]:
    kind = "png" if content[1:4] == b"PNG" else "avif"
    address = f"data:image/{kind};base64,{base64.b64encode(content).decode()}"
    return [tuple(colour) for colour in page.evaluate(SHOWN, address)]


def ours(folder: Path, content: bytes) -> list[tuple[int, ...]]:
    with Image.open(rendered(folder, content).renditions["large"].path) as picture:
        pixels = picture.convert("RGB")
        places = range(BAR // 2, picture.width, BAR)
        # Pillow's type knows of pictures with one channel, too; this one has three.
        return [pixels.getpixel((x, BAR // 2)) for x in places]  # type: ignore[misc]


@pytest.mark.parametrize("case", CASES)
def test_colours_told_by_numbers_look_as_in_chromium(tmp_path: Path, page: Page, case: str) -> None:
    content = CASES[case]()
    tolerance = TOLERANCE_OF_HIGH_RANGE if case in ("PQ", "HLG", "nclx of HLG") else TOLERANCE
    for own, wanted in zip(ours(tmp_path, content), shown(page, content), strict=True):
        assert max(abs(a - b) for a, b in zip(own, wanted, strict=True)) <= tolerance, (own, wanted)


def test_numbers_change_a_heic_as_they_change_an_avif(tmp_path: Path) -> None:
    content = image_bytes(bars(BARS), "HEIF", quality=95, chroma=444)
    at = content.index(b"nclx") + 4
    told = content[:at] + struct.pack(">HH", 12, 13) + content[at + 4 :]
    for own, wanted in zip(ours(tmp_path, told), ours(tmp_path, nclx(12, 13)), strict=True):
        assert max(abs(a - b) for a, b in zip(own, wanted, strict=True)) <= TOLERANCE


CANVAS = """async () => {
  const canvas = new OffscreenCanvas(64, 64);
  const context = canvas.getContext("2d");
  context.fillStyle = "rgb(234 120 35)";
  context.fillRect(0, 0, 64, 64);
  const blob = await canvas.convertToBlob({ type: "image/jpeg", quality: 0.9 });
  return Array.from(new Uint8Array(await blob.arrayBuffer()));
}"""


def test_a_browsers_own_picture_is_not_converted(
    page: Page, monkeypatch: pytest.MonkeyPatch
) -> None:
    with Image.open(io.BytesIO(bytes(page.evaluate(CANVAS)))) as picture:
        assert picture.info["icc_profile"]
        picture.load()
        converted: list[tuple[int, int]] = []
        apply = ImageCms.applyTransform

        def watched(image: Image.Image, transform: ImageCms.ImageCmsTransform) -> object:
            converted.append(image.size)
            return apply(image, transform)

        monkeypatch.setattr(ImageCms, "applyTransform", watched)
        same = resize.shaped(picture, 1600, 1)
        assert picture.size not in converted
        assert same.tobytes() == picture.tobytes()


def test_a_profile_of_a_wider_space_is_still_converted(tmp_path: Path, page: Page) -> None:
    wide = png_profile(png(cicp(12, 13)))
    assert wide is not None
    content = png(icc_profile=wide)
    for own, wanted in zip(ours(tmp_path, content), shown(page, content), strict=True):
        assert max(abs(a - b) for a, b in zip(own, wanted, strict=True)) <= TOLERANCE
