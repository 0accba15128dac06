"""The media type of a picture by its first bytes alone: file names and headers lie."""

_HEIC = frozenset({b"heic", b"heix", b"heim", b"heis"})
_AVIF = frozenset({b"avif"})
_STILL = frozenset({b"mif1", b"mif2", b"miaf"})
# Containers that hold a still picture only if another brand says so: bursts and animations.
_SEQUENCES = frozenset({b"msf1", b"hevc", b"hevx", b"hevm", b"hevs", b"avis"})


def sniff(first_bytes: bytes) -> str | None:
    """The media type of an accepted picture, else None.

    64 bytes are enough. The type is image/jpeg, image/png, image/webp, image/heic, image/heif or
    image/avif. It says how a file begins, not that the file can be decoded.
    """
    if first_bytes.startswith(b"\xff\xd8\xff"):
        return "image/jpeg"
    if first_bytes.startswith(b"\x89PNG\r\n\x1a\n"):
        return "image/png"
    if first_bytes[:4] == b"RIFF" and first_bytes[8:15] == b"WEBPVP8":
        return "image/webp"
    return _sniff_heif(_brands(first_bytes))


def _sniff_heif(brands: list[bytes]) -> str | None:
    """The major brand decides; a generic one leaves it to the compatible brands (ISO 23008-12)."""
    if not brands or brands[0] not in _HEIC | _AVIF | _STILL | _SEQUENCES:
        return None
    for brand in brands:
        if brand in _HEIC:
            return "image/heic"
        if brand in _AVIF:
            return "image/avif"
    return "image/heif" if _STILL.intersection(brands) else None


def _brands(first_bytes: bytes) -> list[bytes]:
    """The brands of a leading `ftyp` box, the major one first (ISO 14496-12, 4.3)."""
    if first_bytes[4:8] != b"ftyp":
        return []
    size, start = int.from_bytes(first_bytes[:4], "big"), 8
    if size == 1:  # the real size follows in 64 bits
        size, start = int.from_bytes(first_bytes[8:16], "big"), 16
    elif size == 0:  # the box reaches to the end of the file
        size = len(first_bytes)
    end = min(size, len(first_bytes))
    minor_version = start + 4
    return [first_bytes[at : at + 4] for at in range(start, end - 3, 4) if at != minor_version]
