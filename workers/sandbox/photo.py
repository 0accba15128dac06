"""The confined process for a photo: `… -m workers.sandbox.photo SOURCE INTO PARENT_PID MEMORY CPU`.

It writes INTO/large.jpg and INTO/small.jpg and prints one line of JSON: the facts of the photo, or
`{"unreadable": code, "message": ...}`. The parent judges any other end (a signal, a traceback).
"""

from pathlib import Path
from typing import Any

from PIL import Image

from workers.sandbox.decode import decode
from workers.sandbox.main import main
from workers.sandbox.resize import shrunk

# The longer side in pixels, the larger first: the small one is made from it.
RENDITIONS = {"large": 1600, "small": 320}
_QUALITY = 82


def _render(source: Path, into: Path) -> dict[str, Any]:
    decoded = decode(source, long_side=max(RENDITIONS.values()))
    facts = decoded.facts
    return {
        "width": decoded.width,
        "height": decoded.height,
        "media_type": decoded.media_type,
        "renditions": pictures(decoded.image, into),
        "captured_at": facts.captured_at.isoformat() if facts.captured_at else None,
        "gps": facts.gps,
        "device": facts.device,
        "damaged": decoded.damaged,
    }


def pictures(image: Image.Image, into: Path) -> dict[str, tuple[int, int]]:
    """Write one JPEG for each rendition; returns their widths and heights."""
    renditions = {}
    for name, long_side in RENDITIONS.items():
        image = shrunk(image, long_side)
        image.save(into / f"{name}.jpg", "JPEG", quality=_QUALITY, progressive=True)
        renditions[name] = image.size
    return renditions


if __name__ == "__main__":
    main(_render, "This picture needs more memory to decode than a picture may.")
