"""Pictures for the example jobs, drawn by code: a fan tray and a patch panel."""

import io

from PIL import Image, ImageDraw

SIZE = (1600, 1200)
METAL, DARK, DUST = (96, 104, 114), (34, 38, 44), (150, 138, 120)
AMBER, GREEN, WHITE = (240, 160, 30), (60, 200, 110), (238, 240, 242)
Colour = tuple[int, int, int]


def draw(scene: str) -> bytes:
    """The JPEG of a scene: `dark`, `dusty`, `clean`, `bright`, `panel` or `labels`."""
    image = Image.new("RGB", SIZE, METAL)
    pen = ImageDraw.Draw(image)
    pen.rectangle((60, 60, SIZE[0] - 60, SIZE[1] - 60), fill=DARK, outline=WHITE, width=4)
    if scene in ("panel", "labels"):
        _panel(pen, labelled=24 if scene == "labels" else 0)
    else:
        dust = scene in ("dark", "dusty")
        _fans(
            pen,
            DUST if dust else METAL,
            AMBER if dust else GREEN,
            large=scene in ("dusty", "clean"),
        )
    content = io.BytesIO()
    image.save(content, "JPEG", quality=85)
    return content.getvalue()


def _fans(pen: ImageDraw.ImageDraw, blades: Colour, lamp: Colour, *, large: bool) -> None:
    for centre in (800,) if large else (430, 800, 1170):
        for radius in range(480 if large else 170, 20, -44):
            box = (centre - radius, 600 - radius, centre + radius, 600 + radius)
            pen.ellipse(box, outline=blades, width=12)
        pen.ellipse((centre - 24, 576, centre + 24, 624), fill=blades)
    pen.rounded_rectangle((1380, 960, 1480, 1060), radius=20, fill=lamp)


def _panel(pen: ImageDraw.ImageDraw, *, labelled: int) -> None:
    for port in range(48):
        row, column = divmod(port, 16)
        left, top = 130 + column * 85, 240 + row * 280
        pen.rectangle((left, top, left + 62, top + 62), fill=METAL, outline=WHITE, width=3)
        if port < labelled:
            pen.rectangle((left, top + 80, left + 62, top + 112), fill=WHITE)
            pen.text((left + 14, top + 82), f"{port + 1:02d}", fill=DARK, font_size=28)
