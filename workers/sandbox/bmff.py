"""A check that a HEIC, HEIF or AVIF file is complete, by the lengths of its boxes.

libheif leaves the tiles black that a cut-off file lacks, and reports nothing.
Source: ISO 14496-12, 4.2.
"""

_SHORT_HEADER, _LONG_HEADER = 8, 16
_ESSENTIAL = frozenset({b"meta", b"mdat"})


def is_complete(data: bytes) -> bool:
    """True when the top-level boxes fit the file. Never raises."""
    at = 0
    seen: set[bytes] = set()
    while at < len(data):
        size, header = int.from_bytes(data[at : at + 4], "big"), _SHORT_HEADER
        kind = data[at + 4 : at + 8]
        if size == 0:  # the last box, open to the end
            return len(data) - at >= header
        if size == 1:
            size, header = int.from_bytes(data[at + 8 : at + 16], "big"), _LONG_HEADER
        if size < header or at + size > len(data):
            # Some makers append bytes that are no box; these cost no pixel.
            return kind not in _ESSENTIAL and seen >= _ESSENTIAL
        seen.add(kind)
        at += size
    return True
