"""A rendition of a decoded picture: shrunk, without transparency, in sRGB, upright.

Shrinking comes first and the rest is done on the small picture: the cost then follows the
rendition and not the camera.
"""

from io import BytesIO
from itertools import product
from typing import Any

from PIL import Image, ImageChops, ImageCms

_SRGB = ImageCms.createProfile("sRGB")
# Nine steps of each channel, in all their mixtures.
_SAMPLE = Image.frombytes(
    "RGB", (27, 27), bytes(min(255, 32 * n) for mix in product(range(9), repeat=3) for n in mix)
)
# A printer's profile has 2 MB at most; cameras' have 4 KB.
_MOST_PROFILE_BYTES = 4 << 20

# The turn that undoes each EXIF orientation (CIPA DC-008, tag 274).
_TURNS = {
    2: Image.Transpose.FLIP_LEFT_RIGHT,
    3: Image.Transpose.ROTATE_180,
    4: Image.Transpose.FLIP_TOP_BOTTOM,
    5: Image.Transpose.TRANSPOSE,
    6: Image.Transpose.ROTATE_270,
    7: Image.Transpose.TRANSVERSE,
    8: Image.Transpose.ROTATE_90,
}


def shaped(
    image: Image.Image, long_side: int, orientation: int, *, told: bytes | None = None
) -> Image.Image:
    """A new RGB picture without any metadata, `long_side` px at most on its longer side. `told` is
    the profile that the file's numbers tell, if they win over the embedded one."""
    profile = image.info.get("icc_profile") or b""
    small = _on_white(shrunk(_resizable(image), long_side))
    small = _in_srgb(small.convert("RGB"), told) if told else _in_srgb(small, profile)
    turn = _TURNS.get(orientation)
    upright = small.copy() if turn is None else small.transpose(turn)
    # Pillow's encoders write what they find here, comments for one.
    upright.info = {}
    return upright


def fitted(size: tuple[int, int], long_side: int) -> tuple[int, int]:
    """Width and height within `long_side`, in proportion, never larger and never zero."""
    scale = min(1.0, long_side / max(size))
    return max(1, round(size[0] * scale)), max(1, round(size[1] * scale))


def shrunk(image: Image.Image, long_side: int) -> Image.Image:
    """The picture within `long_side`; the same object when it is small enough."""
    wanted = fitted(image.size, long_side)
    if wanted == image.size:
        return image
    # Beyond 1:2 a box filter goes first, which looks as good and costs a fraction.
    return image.resize(wanted, Image.Resampling.LANCZOS, reducing_gap=2.0)


def _resizable(image: Image.Image) -> Image.Image:
    if image.has_transparency_data:
        return image.convert("RGBA")
    if image.mode.startswith("I"):  # 16 bits of grey, which convert() would clip
        return image.point(lambda value: value * (1 / 256)).convert("L")
    return image if image.mode in ("RGB", "L", "CMYK") else image.convert("RGB")


def _on_white(image: Image.Image) -> Image.Image:
    if image.mode != "RGBA":
        return image
    paper = Image.new("RGB", image.size, "white")
    paper.paste(image, mask=image.getchannel("A"))
    return paper


def _leaves_alone(transform: ImageCms.ImageCmsTransform) -> bool:
    """Whether no colour of a sample changes by more than a step, which is rounding."""
    after = ImageCms.applyTransform(_SAMPLE, transform)
    assert after is not None
    extremes: Any = ImageChops.difference(_SAMPLE, after).getextrema()
    return all(most <= 1 for _, most in extremes)


def _in_srgb(image: Image.Image, profile: bytes) -> Image.Image:
    if 0 < len(profile) <= _MOST_PROFILE_BYTES:
        try:
            source = ImageCms.getOpenProfile(BytesIO(profile))
            transform = ImageCms.buildTransform(source, _SRGB, image.mode, "RGB")
            # Browsers' own pictures have sRGB's profile; converting costs a quarter of a rendition.
            if image.mode == "RGB" and _leaves_alone(transform):
                return image
            converted = ImageCms.applyTransform(image, transform)
        # A broken profile, or another colour space's: browsers take sRGB then, and so do we.
        except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
            converted = None
        if converted is not None:
            return converted
    return image.convert("RGB")
