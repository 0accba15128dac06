"""Colour that a file tells by numbers, as an ICC profile.

A PNG tells it in the chunks cICP or gAMA and cHRM, a HEIC or AVIF in the box `nclx`; WebP and JPEG
have no such numbers. What the numbers mean, and which of them win over others, is as Chromium shows
such pictures: tests/pictures/test_colours.py compares.

Sources: ITU-T H.273 (2024), tables 2 and 3; PNG, third edition, 11.3.2; ICC.1:2001-04; ITU-R
BT.2100.
"""

import math
import struct
from collections.abc import Callable
from functools import partial

from workers.sandbox.heif import HeifContainer
from workers.sandbox.png import chunks

Chromaticities = tuple[float, ...]
"""x and y of white, red, green and blue, in the order of the chunk cHRM."""
Curve = Callable[[float], float]
"""Light, of 0 to 1, by the value that stands for it."""

_D65, _C, _E, _DCI = (0.3127, 0.329), (0.31, 0.316), (1 / 3, 1 / 3), (0.314, 0.351)
_PRIMARIES: dict[int, Chromaticities] = {
    1: (*_D65, 0.64, 0.33, 0.3, 0.6, 0.15, 0.06),
    4: (*_C, 0.67, 0.33, 0.21, 0.71, 0.14, 0.08),
    5: (*_D65, 0.64, 0.33, 0.29, 0.6, 0.15, 0.06),
    6: (*_D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    7: (*_D65, 0.63, 0.34, 0.31, 0.595, 0.155, 0.07),
    8: (*_C, 0.681, 0.319, 0.243, 0.692, 0.145, 0.049),
    9: (*_D65, 0.708, 0.292, 0.17, 0.797, 0.131, 0.046),
    10: (*_E, 1.0, 0.0, 0.0, 1.0, 0.0, 0.0),
    11: (*_DCI, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    12: (*_D65, 0.68, 0.32, 0.265, 0.69, 0.15, 0.06),
    22: (*_D65, 0.63, 0.34, 0.295, 0.605, 0.155, 0.077),
}
_SRGB = 1
_CURVE_POINTS = 4096
# Pictures of a higher range than a screen's: light in candela per square metre. Half of the screen
# shows what it is, and the other half everything up to the brightest, bent more and more.
_WHITE, _BRIGHTEST, _PQ_BRIGHTEST, _BEND = 406.0, 1_000.0, 10_000.0, 0.603


def _power(gamma: float, value: float) -> float:
    return math.pow(value, gamma)


def _srgb(value: float) -> float:
    return value / 12.92 if value <= 0.04045 else math.pow((value + 0.055) / 1.055, 2.4)


def _smpte_240(value: float) -> float:
    return value / 4 if value <= 0.0912 else math.pow((value + 0.1115) / 1.1115, 1 / 0.45)


def _smpte_428(value: float) -> float:
    return min(1.0, math.pow(value, 2.6) * 52.37 / 48)


def _pq(value: float) -> float:
    root = math.pow(value, 1 / 78.84375)
    light = max(root - 0.8359375, 0) / (18.8515625 - 18.6875 * root)
    return _shown(math.pow(light, 1 / 0.1593017578125) * _PQ_BRIGHTEST)


def _hlg(value: float) -> float:
    if value <= 0.5:
        scene = value * value / 3
    else:
        scene = (math.exp((value - 0.55991073) / 0.17883277) + 0.28466892) / 12
    return _shown(math.pow(scene, 1.2) * _BRIGHTEST)


def _shown(light: float) -> float:
    """The part of a screen's light that stands for so many candela per square metre."""
    half = _WHITE / 2
    if light <= half:
        return light / _WHITE
    above = min(1.0, (light - half) / (_BRIGHTEST - half))
    return (1 + above * (1 + _BEND) / (above + _BEND)) / 2


_TRANSFERS: dict[int, Curve] = {
    # Film and television are graded on screens of this power (ITU-R BT.1886).
    **dict.fromkeys((1, 6, 11, 14, 15), partial(_power, 2.4)),
    4: partial(_power, 2.2),
    5: partial(_power, 2.8),
    7: _smpte_240,
    8: partial(_power, 1.0),
    13: _srgb,
    16: _pq,
    17: _smpte_428,
    18: _hlg,
}
_VIDEO_TRANSFERS = frozenset({1, 2, 6, 14, 15})
"""Those that cameras write into a HEIC or AVIF for what is sRGB in truth, and 2 for "unknown"."""


def png_profile(data: bytes) -> bytes | None:
    """The profile that the chunks of a PNG tell: cICP wins over all others, and gAMA and cHRM have
    the word where there is neither iCCP nor sRGB. None leaves it to what is embedded."""
    found = {kind: data[at + 8 : end - 4] for kind, at, end in reversed(list(chunks(data)))}
    cicp = found.get(b"cICP", b"")
    primaries, transfer, matrix = cicp[:3] if len(cicp) == 4 else (0, 0, 0)
    # Any other matrix than none is for pictures that aren't RGB, which a PNG always is.
    if matrix == 0 and primaries in _PRIMARIES and transfer in _TRANSFERS:
        return _profile(_PRIMARIES[primaries], _TRANSFERS[transfer])
    if b"iCCP" in found or b"sRGB" in found or len(found.get(b"gAMA", b"")) != 4:
        return None
    return _measured(int.from_bytes(found[b"gAMA"], "big"), found.get(b"cHRM", b""))


def _measured(gamma: int, chromaticities: bytes) -> bytes | None:
    """The profile of gAMA and cHRM. A gamma of 1/2.2 alone is what writers say for sRGB."""
    if not gamma:
        return None
    curve = partial(_power, 100_000 / gamma)
    if len(chromaticities) == 32:
        values = tuple(each / 100_000 for each in struct.unpack(">8L", chromaticities))
        profile = _profile(values, curve)
        if profile is not None:
            return profile
    return None if abs(gamma - 45_455) < 50 else _profile(_PRIMARIES[_SRGB], curve)


def nclx_profile(container: HeifContainer) -> bytes | None:
    """The profile that the box `nclx` of a HEIC or AVIF tells; None leaves the colours as they
    are."""
    for box in container.shown.properties:
        if box.kind == b"colr" and container.data[box.start : box.start + 4] == b"nclx":
            codes = container.data[box.start + 4 : box.start + 8].ljust(4, b"\0")
            primaries, transfer = struct.unpack(">HH", codes)
            curve = _srgb if transfer in _VIDEO_TRANSFERS else _TRANSFERS.get(transfer)
            known = _PRIMARIES.get(_SRGB if primaries == 2 else primaries)
            is_srgb = primaries in (1, 2) and curve is _srgb
            return _profile(known, curve) if known and curve and not is_srgb else None
    return None


_Matrix = list[list[float]]
_BRADFORD: _Matrix = [
    [0.8951, 0.2664, -0.1614],
    [-0.7502, 1.7135, 0.0367],
    [0.0389, -0.0685, 1.0296],
]
_D50 = [0.9642, 1.0, 0.8249]


def _profile(chromaticities: Chromaticities, curve: Curve) -> bytes | None:
    """An ICC profile of a screen; None for primaries that span no space."""
    try:
        columns = _adapted(chromaticities)
    except ZeroDivisionError:
        return None
    if any(not math.isfinite(each) or abs(each) > 100 for row in columns for each in row):
        return None
    steps = (curve(step / (_CURVE_POINTS - 1)) for step in range(_CURVE_POINTS))
    light = b"".join(struct.pack(">H", round(65_535 * min(1.0, max(0.0, each)))) for each in steps)
    shape = b"curv" + struct.pack(">4xL", _CURVE_POINTS) + light
    tags = {b"wtpt": _xyz(_D50)}
    for channel, letter in enumerate((b"r", b"g", b"b")):
        tags[letter + b"XYZ"] = _xyz([row[channel] for row in columns])
        tags[letter + b"TRC"] = shape
    return _icc(tags)


def _adapted(chromaticities: Chromaticities) -> _Matrix:
    """The matrix from linear RGB to XYZ under the white of ICC profiles, D50 (Bradford)."""
    pairs = zip(chromaticities[::2], chromaticities[1::2], strict=True)
    white, *primaries = ([x, y, 1 - x - y] for x, y in pairs)
    white = [each / white[1] for each in white]
    matrix = [list(row) for row in zip(*primaries, strict=True)]
    strength = _times(_inverse(matrix), white)
    matrix = [[a * b for a, b in zip(row, strength, strict=True)] for row in matrix]
    gains = [b / a for a, b in zip(_times(_BRADFORD, white), _times(_BRADFORD, _D50), strict=True)]
    cones = [
        [each * gain for each in row]
        for row, gain in zip(_product(_BRADFORD, matrix), gains, strict=True)
    ]
    return _product(_inverse(_BRADFORD), cones)


def _times(matrix: _Matrix, vector: list[float]) -> list[float]:
    return [sum(a * b for a, b in zip(row, vector, strict=True)) for row in matrix]


def _product(left: _Matrix, right: _Matrix) -> _Matrix:
    columns = [_times(left, list(column)) for column in zip(*right, strict=True)]
    return [list(row) for row in zip(*columns, strict=True)]


def _inverse(matrix: _Matrix) -> _Matrix:
    (a, b, c), (d, e, f), (g, h, i) = matrix
    rows = [
        [e * i - f * h, c * h - b * i, b * f - c * e],
        [f * g - d * i, a * i - c * g, c * d - a * f],
        [d * h - e * g, b * g - a * h, a * e - b * d],
    ]
    determinant = a * rows[0][0] + b * rows[1][0] + c * rows[2][0]
    return [[value / determinant for value in row] for row in rows]


def _xyz(values: list[float]) -> bytes:
    return b"XYZ " + struct.pack(">4x3l", *(round(65_536 * value) for value in values))


def _icc(tags: dict[bytes, bytes]) -> bytes:
    """The file of a profile with these tags, each behind the one before."""
    at, table, body = 128 + 4 + 12 * len(tags), b"", b""
    for name, value in tags.items():
        table += name + struct.pack(">LL", at + len(body), len(value))
        body += value.ljust((len(value) + 3) // 4 * 4, b"\0")
    head = struct.pack(">L4xL12s12x4s", at + len(body), 0x02100000, b"mntrRGB XYZ ", b"acsp")
    head = head.ljust(68, b"\0") + struct.pack(">3l", *(round(65_536 * value) for value in _D50))
    return head.ljust(128, b"\0") + struct.pack(">L", len(tags)) + table + body
