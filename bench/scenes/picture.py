"""A film for the fake camera, 720p30, that takes the encoder's whole rate.

Chromium's own pattern is so plain that VP8 needs half of 1.5 Mbit/s for it. Here a texture pans
without a seam, and a corner of it flickers.
"""

import random
from pathlib import Path

WIDTH, HEIGHT, FRAMES = 1280, 720, 64
PERIOD = 640
FLICKER_WIDTH, FLICKER_HEIGHT, FLICKER_LEVELS = 480, 270, 24
SEED = 720


def filmed(path: Path) -> Path:
    """A Y4M file of about 88 MB."""
    draw = random.Random(SEED)
    rows = _texture(draw)
    faint = bytes(112 + level % FLICKER_LEVELS for level in range(256))
    colours = bytes((120,)) * (WIDTH * HEIGHT // 4) + bytes((136,)) * (WIDTH * HEIGHT // 4)
    with path.open("wb") as file:
        file.write(b"YUV4MPEG2 W%d H%d F30:1 Ip A1:1 C420jpeg\n" % (WIDTH, HEIGHT))
        for number in range(FRAMES):
            at = number * PERIOD // FRAMES
            file.write(b"FRAME\n")
            for height, row in enumerate(rows):
                shown = row[at : at + WIDTH]
                if height < FLICKER_HEIGHT:
                    noise = draw.randbytes(FLICKER_WIDTH).translate(faint)
                    shown = noise + shown[FLICKER_WIDTH:]
                file.write(shown)
            file.write(colours)
    return path


def _texture(draw: random.Random) -> list[bytes]:
    """Rows of PERIOD pixels, as often as a pan needs them: blocks with a grain."""
    rows = []
    for height in range(HEIGHT):
        if height % 16 == 0:
            blocks = [draw.randrange(40, 200) for _ in range(PERIOD // 16)]
        grain = draw.randbytes(PERIOD)
        row = bytes(blocks[at // 16] + grain[at] % 12 for at in range(PERIOD))
        rows.append(row * (WIDTH // PERIOD + 1))
    return rows
