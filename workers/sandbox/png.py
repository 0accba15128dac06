"""The chunks of a PNG file, and the file reduced to those that make the picture.

Pillow keeps a file's comments beside its own notes on the picture, under whatever keywords a
stranger gave them, and then takes one for the other. Source: PNG, third edition, 5.3 and 11.
"""

from collections.abc import Iterator

_SIGNATURE_BYTES = 8
_FRAME_BYTES = 12  # length, kind and check sum
_NEEDED = frozenset({b"IHDR", b"PLTE", b"tRNS", b"iCCP", b"eXIf", b"IDAT", b"IEND"})


def chunks(data: bytes) -> Iterator[tuple[bytes, int, int]]:
    """The kind of each chunk, and where it begins and ends with its frame. The last one ends with
    the file if the file is cut off. Never raises."""
    at = _SIGNATURE_BYTES
    while at + 8 <= len(data):
        end = at + _FRAME_BYTES + int.from_bytes(data[at : at + 4], "big")
        yield data[at + 4 : at + 8], at, min(end, len(data))
        at = end


def reduced(data: bytes) -> bytes:
    """The file with the chunks that make the picture and nothing else, as they are."""
    parts = [data[at:end] for kind, at, end in chunks(data) if kind in _NEEDED]
    return data[:_SIGNATURE_BYTES] + b"".join(parts)
