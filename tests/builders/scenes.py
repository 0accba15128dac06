"""Drawn photos of a rack, such as a technician takes, so that no real person or place is shown."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from functools import cache

from PIL import Image, ImageChops, ImageDraw, ImageEnhance, ImageFilter

from tests.builders.pictures import exif, photo
from tests.builders.scene_parts import (
    AMBER,
    COAL,
    DARK,
    GREEN,
    RED,
    Colour,
    cable,
    cage,
    faceplate,
    light,
    metal,
    plug,
    rack,
    socket,
    sticker,
)

UNIT = 320
WIDE, HIGH = 3000, 5 * UNIT
SWITCH_TOP = 2 * UNIT
PORT = 74
CABLES = ((42, 92, 190), (228, 190, 48), (150, 152, 156), (206, 96, 40), (60, 150, 92))


def port_at(column: int, row: int) -> tuple[int, int]:
    return 330 + column * (PORT + 8) + column // 6 * 26, SWITCH_TOP + 66 + row * 118


def cage_at(number: int) -> tuple[int, int, int, int]:
    left = 2480 + number % 2 * 150
    top = SWITCH_TOP + 60 + number // 2 * 118
    return left, top, left + 130, top + 92


@cache
def front(uplink: Colour, *, optic: bool = True, patched: bool = True) -> Image.Image:
    """The whole rack; `uplink` is the colour of the lamp at the first optic."""
    image = rack((WIDE, HIGH), UNIT)
    draw = ImageDraw.Draw(image)
    chance = random.Random(7)
    for unit, colour in enumerate(((58, 60, 66), (70, 72, 78), (44, 56, 66), COAL, (62, 64, 70))):
        faceplate(image, (110, unit * UNIT + 4, WIDE - 110, (unit + 1) * UNIT - 6), colour)
    vents(draw, 0)
    bays(image, draw, 4 * UNIT)
    for number in range(4):
        cage(draw, cage_at(number), optic=optic and number < 2)
    for column in range(24):
        for row in range(2):
            socket(draw, *port_at(column, row), PORT)
    lamps(image, chance, uplink)
    if patched:
        patch(image, chance)
    fibre(image, optic=optic)
    sticker(image, (170, SWITCH_TOP + 36), "U7", 62)
    sticker(image, (150, SWITCH_TOP + 190), "NW-SW-014", 30)
    return image


def vents(draw: ImageDraw.ImageDraw, top: int) -> None:
    for x in range(300, WIDE - 300, 34):
        for y in range(top + 60, top + UNIT - 60, 30):
            draw.ellipse((x, y, x + 18, y + 18), fill=(12, 13, 15))


def bays(image: Image.Image, draw: ImageDraw.ImageDraw, top: int) -> None:
    for x in range(300, WIDE - 420, 300):
        image.paste(metal((276, UNIT - 90), (46, 48, 54), (30, 32, 36)), (x, top + 44))
        draw.rectangle((x + 20, top + 64, x + 190, top + UNIT - 66), fill=(20, 21, 24))
        light(image, (x + 236, top + 84), GREEN, 7)


def lamps(image: Image.Image, chance: random.Random, uplink: Colour) -> None:
    for column in range(24):
        for row in range(2):
            x, y = port_at(column, row)
            colour = GREEN if chance.random() < 0.8 else DARK
            light(image, (x + PORT / 2, y - 14), colour, 6)
    for number in range(4):
        left, top, right, _ = cage_at(number)
        colour = uplink if number == 0 else GREEN if number == 1 else DARK
        light(image, ((left + right) / 2, top - 16), colour, 9)
    light(image, (290, SWITCH_TOP + 250), GREEN, 8)


def patch(image: Image.Image, chance: random.Random) -> None:
    """Draw cables from most ports, down through the guide below."""
    draw = ImageDraw.Draw(image)
    for column in range(24):
        row = chance.randrange(2)
        if chance.random() < 0.3:
            continue
        colour = CABLES[chance.choice((0, 0, 0, 1, 1, 2, 3, 4))]
        begin = plug(draw, *port_at(column, row), PORT, colour)
        end = (begin[0] + chance.uniform(-420, 420), HIGH + 40.0)
        bend = chance.uniform(180, 420)
        cable(image, (begin, (begin[0], begin[1] + bend), (end[0], end[1] - 380), end), colour)


def fibre(image: Image.Image, *, optic: bool) -> None:
    """Draw the cables of the uplinks; the first hangs loose when its optic is out."""
    aqua = (58, 190, 196)
    for number in (0, 1):
        left, top, right, bottom = cage_at(number)
        x, y = (left + right) / 2, (top + bottom) / 2
        if number == 0 and not optic:
            x, y = x - 60, y + 250
        else:
            draw = ImageDraw.Draw(image)
            draw.rounded_rectangle((x - 34, y - 20, x + 34, y + 74), 8, fill=(70, 120, 200))
        end = (x + 240 - number * 60, HIGH + 30.0)
        cable(image, ((x, y + 60), (x, y + 360), (end[0], end[1] - 420), end), aqua, 18)


def optic_on_mat() -> Image.Image:
    """An optic, taken out and laid on the blue mat."""
    image = metal((2400, 1800), (62, 104, 150), (36, 66, 104), 14)
    shadow = Image.new("L", image.size)
    ImageDraw.Draw(shadow).rounded_rectangle((560, 700, 1960, 1240), 40, fill=210)
    image.paste((10, 16, 26), mask=shadow.filter(ImageFilter.GaussianBlur(40)))
    body = metal((1300, 440), (214, 216, 218), (120, 124, 130), 10)
    image.paste(body, (540, 640))
    draw = ImageDraw.Draw(image)
    draw.rectangle((540, 640, 1840, 652), fill=(240, 242, 244))
    draw.rectangle((540, 700, 700, 1030), fill=(24, 26, 30))
    for top in (724, 884):
        draw.rounded_rectangle(
            (556, top, 690, top + 124), 10, fill=(8, 9, 12), outline=(90, 94, 100), width=8
        )
        draw.ellipse((600, top + 40, 644, top + 84), fill=(150, 152, 156))
    draw.rounded_rectangle((430, 660, 560, 1060), 30, outline=(54, 96, 190), width=44)
    for x in range(1500, 1830, 40):
        draw.rectangle((x, 1000, x + 22, 1076), fill=(150, 120, 60))
    sticker(image, (820, 720), "10G SR  850 nm", 84)
    sticker(image, (820, 880), "S/N FNS2214L0AB", 56)
    dust = random.Random(3)
    for _ in range(240):
        left, top_of, size = dust.gauss(640, 90), dust.gauss(860, 130), dust.uniform(1, 5)
        draw.ellipse((left, top_of, left + size, top_of + size), fill=(196, 190, 178))
    return image


@dataclass(frozen=True)
class Shot:
    """The camera's view of a scene: `place` has its corners, clockwise from top left. `sharp` is
    the middle of what is in focus, as shares of the picture. `warm` above 1 is lamp light."""

    scene: Callable[[], Image.Image]
    place: tuple[int, int, int, int, int, int, int, int]
    sharp: tuple[float, float] = (0.5, 0.5)
    warm: float = 1.0
    size: tuple[int, int] = (1600, 1200)


def taken(shot: Shot, seed: int) -> Image.Image:
    """The shot as a phone takes it: askew, sharp in the middle, darker at the rim, with grain."""
    seen = shot.scene().transform(
        shot.size, Image.Transform.QUAD, _counted_down(shot.place), Image.Resampling.BICUBIC
    )
    image = Image.composite(seen, seen.filter(ImageFilter.GaussianBlur(3.2)), _focus(shot))
    rim = Image.radial_gradient("L").resize(shot.size).point(lambda value: 255 - value * 150 // 255)
    image = ImageChops.multiply(image, Image.merge("RGB", [rim] * 3))
    red, green, blue = ImageEnhance.Brightness(image).enhance(1.45).split()
    red, blue = red.point(lambda v: v * shot.warm), blue.point(lambda v: v / shot.warm)
    grain = Image.merge("RGB", [Image.effect_noise(shot.size, 9 + seed % 3)] * 3)
    return ImageChops.add(Image.merge("RGB", (red, green, blue)), grain, 1, -128)


def _counted_down(place: tuple[int, ...]) -> tuple[int, ...]:
    """Pillow counts the corners the other way round: top left, bottom left, and so on."""
    return place[0:2] + place[6:8] + place[4:6] + place[2:4]


def _focus(shot: Shot) -> Image.Image:
    """A mask that is white where the picture is sharp."""
    wide, high = shot.size[0] // 4, shot.size[1] // 4
    x, y, reach = shot.sharp[0] * wide, shot.sharp[1] * high, wide / 2.2
    near = Image.new("L", (wide, high))
    ImageDraw.Draw(near).ellipse((x - reach, y - reach, x + reach, y + reach), fill=255)
    return near.filter(ImageFilter.GaussianBlur(reach / 2)).resize(shot.size)


UPLINK = (2180, 520, 2880, 560, 2860, 1080, 2160, 1050)
SHOTS = {
    "port": Shot(lambda: front(RED), UPLINK, (0.5, 0.35)),
    "neighbours": Shot(lambda: front(RED), (420, 500, 1700, 560, 1680, 1540, 400, 1500), warm=1.06),
    "label": Shot(lambda: front(AMBER), (120, 620, 760, 600, 770, 1080, 110, 1100), (0.3, 0.45)),
    "cables": Shot(lambda: front(AMBER), (900, 700, 2200, 640, 2240, 1600, 880, 1600), warm=0.95),
    "optic": Shot(optic_on_mat, (200, 260, 2200, 200, 2260, 1660, 180, 1700), warm=1.04),
    "link": Shot(lambda: front(GREEN), (2150, 540, 2870, 500, 2880, 1060, 2170, 1080), (0.5, 0.35)),
    "rack": Shot(lambda: front(GREEN), (60, 0, 2960, 40, 2900, 1600, 20, 1560)),
}


@cache
def scene(name: str) -> bytes:
    """One of SHOTS as a JPEG with the data that a camera writes into it."""
    image = taken(SHOTS[name], len(name))
    block = exif(taken="2026:03:01 10:20:30", make="Fairphone", model="5", gps=(50.11, 8.68))
    return photo(image, quality=86, exif=block)
