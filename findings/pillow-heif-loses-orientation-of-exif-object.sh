#!/usr/bin/env bash
# pillow-heif saves a HEIC with the photo's orientation when it is given EXIF as bytes, and loses
# it when it is given the same EXIF as the object that Pillow makes.
#
# Versions: pillow-heif 1.8.1 (libheif 1.23.6), Pillow 13.0.0.
# A good guess: `save(exif=image.getexif())` and `save(exif=image.getexif().tobytes())` write the
# same file, as they do for JPEG.
# Behaviour: HEIF turns a picture by its `irot` and `imir` properties; EXIF's orientation is only
# a record there. From bytes pillow-heif makes the property. From an `Image.Exif` it makes none,
# though the orientation stays in the EXIF inside. When the file is opened, the plugin takes HEIF
# at its word and sets the orientation to 1, so that `exif_transpose` does nothing either: an
# upright photo from a phone lies on its side.
# Output: a picture of 64x32 pixels with orientation 6 (turn right) should be shown as 32x64.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages pillow-heif==1.8.1 pillow==13.0.0
seen <<'OUTPUT'
JPEG, object: shown as (32, 64)
JPEG, bytes: shown as (32, 64)
HEIF, object: irot False, orientation when opened 1, shown as (64, 32)
HEIF, bytes: irot True, orientation when opened 1, shown as (32, 64)
OUTPUT
program <<'PYTHON'
from io import BytesIO

import pillow_heif
from PIL import Image, ImageOps

ORIENTATION = 0x0112
pillow_heif.register_heif_opener()
exif = Image.Exif()
exif[ORIENTATION] = 6


def saved(format, exif):
    file = BytesIO()
    Image.new("RGB", (64, 32), "red").save(file, format, exif=exif)
    return file


for format in ("JPEG", "HEIF"):
    for way, value in (("object", exif), ("bytes", exif.tobytes())):
        file = saved(format, value)
        with Image.open(file) as picture:
            shown = f"shown as {ImageOps.exif_transpose(picture).size}"
            if format == "HEIF":
                turned = b"irot" in file.getvalue()
                opened = picture.getexif().get(ORIENTATION)
                shown = f"irot {turned}, orientation when opened {opened}, {shown}"
        print(f"{format}, {way}: {shown}")
PYTHON
