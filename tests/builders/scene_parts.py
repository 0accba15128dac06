"""The parts of a drawn rack: units, ports, optics, cables, stickers. All lengths are pixels."""

import random
from collections.abc import Sequence
from itertools import pairwise

from PIL import Image, ImageChops, ImageDraw, ImageFilter, ImageFont

Point = tuple[float, float]
Colour = tuple[int, int, int]

GREEN, AMBER, RED, DARK = (70, 255, 120), (255, 170, 40), (255, 60, 50), (34, 38, 36)
STEEL, COAL, GOLD = (176, 180, 184), (30, 32, 36), (196, 160, 84)


def shade(colour: Colour, by: float) -> Colour:
    """The colour made lighter by a factor above 1, or darker by one below."""
    red, green, blue = (max(0, min(255, round(part * by))) for part in colour)
    return red, green, blue


def metal(size: tuple[int, int], top: Colour, bottom: Colour, grain: float = 6) -> Image.Image:
    """A metal plate, brushed sideways, lighter where the light falls on it."""
    column = Image.linear_gradient("L").resize(size)
    plate = Image.composite(Image.new("RGB", size, bottom), Image.new("RGB", size, top), column)
    noise = Image.effect_noise((max(1, size[0] // 24), size[1]), grain).resize(size)
    return ImageChops.add(plate, Image.merge("RGB", [noise] * 3), 1, -128)


def rack(size: tuple[int, int], unit: int) -> Image.Image:
    """An empty rack: two rails with square holes, and the dark between them."""
    image = metal(size, (26, 28, 32), (12, 13, 16), 4)
    draw = ImageDraw.Draw(image)
    for left in (0, size[0] - 150):
        image.paste(metal((150, size[1]), (96, 100, 106), (66, 70, 76)), (left, 0))
        for y in range(30, size[1], unit // 3):
            draw.rectangle((left + 58, y, left + 92, y + 34), fill=(14, 15, 17))
            draw.line((left + 58, y + 35, left + 92, y + 35), fill=(150, 154, 160), width=3)
    return image


def faceplate(image: Image.Image, box: tuple[int, int, int, int], colour: Colour) -> None:
    left, top, right, bottom = box
    plate = metal((right - left, bottom - top), shade(colour, 1.25), shade(colour, 0.8))
    image.paste(plate, (left, top))
    draw = ImageDraw.Draw(image)
    draw.line((left, top, right, top), fill=shade(colour, 1.9), width=5)
    draw.line((left, bottom, right, bottom), fill=(6, 6, 8), width=9)
    for x in (left + 46, right - 46):
        for y in (top + 50, bottom - 50):
            draw.ellipse(
                (x - 20, y - 20, x + 20, y + 20), fill=STEEL, outline=(40, 42, 46), width=4
            )
            draw.line((x - 12, y - 7, x + 12, y + 7), fill=(60, 62, 66), width=6)


def socket(draw: ImageDraw.ImageDraw, x: int, y: int, size: int) -> None:
    """Draw a socket for a network plug, with its eight contacts."""
    draw.rectangle((x, y, x + size, y + size), fill=(10, 11, 12), outline=(78, 82, 88), width=4)
    for contact in range(8):
        at = x + 14 + contact * (size - 28) // 7
        draw.line((at, y + 8, at, y + size // 3), fill=GOLD, width=3)
    third = size // 3
    draw.rectangle((x + third, y + size - 14, x + 2 * third, y + size), fill=(24, 26, 28))


def cage(draw: ImageDraw.ImageDraw, box: tuple[int, int, int, int], *, optic: bool) -> None:
    """Draw a cage for an optic; with the optic in it, its two bores and its latch."""
    left, top, right, bottom = box
    draw.rectangle(box, fill=(8, 9, 10), outline=(150, 154, 160), width=6)
    if not optic:
        return
    draw.rectangle((left + 10, top + 12, right - 10, bottom - 12), fill=(120, 124, 130))
    middle = (left + right) // 2
    for x in (left + 22, middle + 6):
        draw.rectangle((x, top + 26, x + (right - left) // 2 - 30, bottom - 30), fill=(20, 22, 30))
    draw.rectangle((left + 14, bottom - 26, right - 14, bottom - 14), fill=(52, 96, 190))


def light(image: Image.Image, at: Point, colour: Colour, radius: int = 9) -> None:
    """Draw a small lamp, and the light that it throws on its surroundings when it is on."""
    x, y = at
    ImageDraw.Draw(image).ellipse((x - radius, y - radius, x + radius, y + radius), fill=colour)
    if colour == DARK:
        return
    spread = radius * 9
    halo = Image.new("RGB", (2 * spread, 2 * spread))
    ImageDraw.Draw(halo).ellipse(
        (spread - radius * 2,) * 2 + (spread + radius * 2,) * 2, fill=colour
    )
    halo = halo.filter(ImageFilter.GaussianBlur(radius * 2.2))
    corner = (round(x) - spread, round(y) - spread)
    under = image.crop((*corner, corner[0] + 2 * spread, corner[1] + 2 * spread))
    image.paste(ImageChops.screen(under, halo), corner)


def curve(points: Sequence[Point], steps: int = 60) -> list[Point]:
    """The points along a cubic Bézier of four points (de Casteljau)."""
    path = []
    for step in range(steps + 1):
        t, left = step / steps, list(points)
        while len(left) > 1:
            left = [(a[0] + (b[0] - a[0]) * t, a[1] + (b[1] - a[1]) * t) for a, b in pairwise(left)]
        path.append(left[0])
    return path


def cable(image: Image.Image, points: Sequence[Point], colour: Colour, width: int = 26) -> None:
    """Draw a cable along these points, with its shadow and a line of light along it."""
    path = curve(points)
    dark = Image.new("L", image.size)
    ImageDraw.Draw(dark).line([(x + 14, y + 20) for x, y in path], fill=150, width=width)
    image.paste((4, 4, 6), mask=dark.filter(ImageFilter.GaussianBlur(12)))
    draw = ImageDraw.Draw(image)
    layers = ((1.0, 0.62, 0), (0.72, 1.0, -0.06), (0.2, 1.5, -0.2))
    for thick, bright, aside in layers:
        moved = [(x + aside * width, y + aside * width) for x, y in path]
        draw.line(
            moved, fill=shade(colour, bright), width=max(2, round(width * thick)), joint="curve"
        )


def plug(draw: ImageDraw.ImageDraw, x: int, y: int, size: int, colour: Colour) -> Point:
    """Draw a plug in a socket; returns the point where its cable begins."""
    draw.rectangle((x + 10, y + 16, x + size - 10, y + size + 30), fill=(206, 208, 206))
    draw.rectangle((x + 14, y + 24, x + size - 14, y + size + 14), fill=(170, 174, 172))
    boot = (x + 16, y + size + 20, x + size - 16, y + size + 70)
    draw.rounded_rectangle(boot, 8, fill=shade(colour, 0.8))
    return x + size / 2, y + size + 60


def sticker(image: Image.Image, at: tuple[int, int], words: str, size: int) -> None:
    """Stick a printed label on, not quite straight."""
    font = ImageFont.load_default(size)
    left, top, right, bottom = font.getbbox(words)
    pad = size // 3
    paper = Image.new(
        "RGB", (round(right - left) + 2 * pad, round(bottom - top) + 2 * pad), (238, 236, 226)
    )
    ImageDraw.Draw(paper).text((pad - left, pad - top), words, font=font, fill=(24, 24, 28))
    solid = Image.new("L", paper.size, 255)
    tilt = random.Random(words).uniform(-1.4, 1.4)
    image.paste(
        paper.rotate(tilt, Image.Resampling.BICUBIC, expand=True),
        at,
        solid.rotate(tilt, Image.Resampling.BICUBIC, expand=True),
    )
