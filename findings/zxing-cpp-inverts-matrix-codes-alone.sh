#!/usr/bin/env bash
# zxing-cpp's `try_invert` finds light-on-dark matrix codes alone: bar codes, PDF417 and MaxiCode
# are not read.
#
# Version: zxing-cpp 3.1.1, Pillow 13.0.0.
# A good guess: `try_invert`, which is on by default, reads any code that is engraved or printed
# light on dark, as the labels of servers and of switch cabinets often are.
# Behaviour: it does so for QR, Micro QR, rMQR, Data Matrix and Aztec. A code of any other kind is
# read only from a picture that the caller has inverted, at the price of a second pass.
# Output: for each kind what is read of the code as it is, of it inverted, and of that inverted
# back.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages zxing-cpp==3.1.1 pillow==13.0.0
seen <<'OUTPUT'
QRCode          dark on light True, light on dark True, inverted by the caller True
MicroQRCode     dark on light True, light on dark True, inverted by the caller True
RMQRCode        dark on light True, light on dark True, inverted by the caller True
DataMatrix      dark on light True, light on dark True, inverted by the caller True
Aztec           dark on light True, light on dark True, inverted by the caller True
MaxiCode        dark on light True, light on dark False, inverted by the caller True
PDF417          dark on light True, light on dark False, inverted by the caller True
Code128         dark on light True, light on dark False, inverted by the caller True
Code39          dark on light True, light on dark False, inverted by the caller True
Code93          dark on light True, light on dark False, inverted by the caller True
ITF             dark on light True, light on dark False, inverted by the caller True
EAN13           dark on light True, light on dark False, inverted by the caller True
OUTPUT
program <<'PYTHON'
import zxingcpp
from PIL import Image, ImageOps

TEXTS = {"ITF": "12345670", "EAN13": "4006381333931"}
KINDS = """
QRCode MicroQRCode RMQRCode DataMatrix Aztec MaxiCode PDF417 Code128 Code39 Code93 ITF EAN13
"""


def drawn(kind, text):
    code = zxingcpp.create_barcode(text, getattr(zxingcpp.BarcodeFormat, kind))
    pixels = memoryview(code.to_image(scale=4, add_quiet_zones=True))
    height, width = pixels.shape[:2]
    return ImageOps.expand(Image.frombytes("L", (width, height), pixels.tobytes()), 40, 255)


for kind in KINDS.split():
    text = TEXTS.get(kind, "SN-2048")

    def read(picture):
        return [code.text for code in zxingcpp.read_barcodes(picture, try_invert=True)] == [text]

    dark = drawn(kind, text)
    light = ImageOps.invert(dark)
    print(
        f"{kind:15} dark on light {read(dark)}, light on dark {read(light)}, "
        f"inverted by the caller {read(ImageOps.invert(light))}"
    )
PYTHON
