"""Helpers of the tests of renditions: they render bytes, and read a rendition back."""

from pathlib import Path

import pytest
from PIL import Image

from tests.builders.pictures import CORNERS
from workers.sandbox.limits import Limits
from workers.sandbox.renditions import RenderResult, render
from workers.sandbox.unreadable import Unreadable

Colour = tuple[int, ...]


def rendered(folder: Path, content: bytes, limits: Limits | None = None) -> RenderResult:
    source = folder / "original"
    source.write_bytes(content)
    return render(source, folder, limits or Limits())


def refused(folder: Path, content: bytes, limits: Limits | None = None) -> str:
    """The code of the refusal, after a check that nothing was written."""
    with pytest.raises(Unreadable) as refusal:
        rendered(folder, content, limits)
    assert [file.name for file in folder.iterdir()] == ["original"]
    assert refusal.value.message.endswith(".") or ":" in refusal.value.message
    return refusal.value.code


def corners(path: Path) -> dict[str, Colour]:
    """The colour in the middle of each quarter."""
    with Image.open(path) as image:
        width, height = image.size
        at = {
            "top left": (width // 4, height // 4),
            "top right": (3 * width // 4, height // 4),
            "bottom left": (width // 4, 3 * height // 4),
            "bottom right": (3 * width // 4, 3 * height // 4),
        }
        pixels = image.convert("RGB").load()
        assert pixels is not None
        return {name: pixels[place] for name, place in at.items()}  # type: ignore[misc]


def near(colour: Colour, wanted: Colour, tolerance: int = 12) -> bool:
    return all(abs(a - b) <= tolerance for a, b in zip(colour, wanted, strict=True))


def is_upright_scene(result: RenderResult) -> bool:
    return all(
        near(colour, CORNERS[name])
        for rendition in result.renditions.values()
        for name, colour in corners(rendition.path).items()
    )
