"""The structure of a JPEG file, read from its markers before decoding.

libjpeg only warns of damage inside the data and Pillow drops the warnings, so that a broken
photo would pass as whole; a wrong marker in the data gives it away. The number of scans and the
sampling tell what decoding will cost. Source: ITU-T T.81, annex B.
"""

import re
from dataclasses import dataclass

_SOI, _EOI, _SOS, _TEM = 0xD8, 0xD9, 0xDA, 0x01
_RESTARTS = range(0xD0, 0xD8)
_FRAMES = frozenset(range(0xC0, 0xD0)) - {0xC4, 0xC8, 0xCC}
_COMMON_FRAMES = frozenset({0xC0, 0xC1, 0xC2})
_PROGRESSIVE = frozenset({0xC2, 0xC6, 0xCA, 0xCE})
# What may stand between scans: tables, lines, restart interval, application data, comments.
_TABLES = frozenset({0xC4, 0xCC, 0xDB, 0xDC, 0xDD, 0xFE, *range(0xE0, 0xF0)})

_MARKER = re.compile(rb"\xff([^\x00\xff])")
_MARKER_IN_DATA = re.compile(rb"\xff([^\x00\xff\xd0-\xd7])")


@dataclass(frozen=True)
class JpegStructure:
    """`scans` counts those that hold data, up to the end marker; `buffered` says that the decoder
    must hold all coefficients of the picture; `whole` that no marker is missing or misplaced;
    `rare` that it is of a kind that few programs read: lossless, hierarchical, arithmetic, or of
    more than 8 bits."""

    scans: int
    buffered: bool
    whole: bool
    rare: bool = False


def read_structure(data: bytes, *, most_scans: int) -> JpegStructure:
    """Walk the markers of `data`, giving up after `most_scans` + 1 scans. Never raises."""
    scans, parts, buffered, rare, at = 0, 0, False, False, 2
    while scans <= most_scans:
        # Inside a scan the next marker may be millions of bytes away; before one, it is next.
        match = (_MARKER_IN_DATA if scans else _MARKER).search(data, at)
        marker = match.group(1)[0] if match else None
        if match is None or marker is None or marker == _EOI:
            return JpegStructure(scans, buffered, marker == _EOI and scans > 0, rare)
        at = match.end()
        if marker in _RESTARTS or marker == _TEM:
            continue
        allowed = marker == _SOS or marker in _TABLES or (not scans and marker in _FRAMES)
        if scans and not allowed:
            return JpegStructure(scans, buffered, False, rare)
        segment = data[at + 2 : at + int.from_bytes(data[at : at + 2], "big")]
        at += 2 + len(segment)
        if marker in _FRAMES:
            parts = segment[5] if len(segment) > 5 else 0
            buffered = buffered or marker in _PROGRESSIVE
            rare = rare or marker not in _COMMON_FRAMES or segment[:1] != b"\x08"
        if marker == _SOS:
            scans += at < len(data)
            buffered = buffered or (bool(segment) and segment[0] < parts)
    return JpegStructure(scans, buffered, True, rare)
