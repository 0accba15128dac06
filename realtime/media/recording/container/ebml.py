"""EBML (RFC 8794), the coding of WebM files: identifiers, sizes, elements."""

import struct

UNKNOWN_SIZE = b"\x01" + b"\xff" * 7

EBML, SEGMENT, CLUSTER, CUES = 0x1A45DFA3, 0x18538067, 0x1F43B675, 0x1C53BB6B
SEEK_HEAD, INFO, TRACKS, VOID = 0x114D9B74, 0x1549A966, 0x1654AE6B, 0xEC
TIMESTAMP, SIMPLE_BLOCK = 0xE7, 0xA3


def identifier(number: int) -> bytes:
    return number.to_bytes((number.bit_length() + 7) // 8, "big")


def size(value: int) -> bytes:
    """The size, in as few bytes as it fits into."""
    width = 1
    while value >= (1 << 7 * width) - 1:
        width += 1
    return size_in(value, width)


def size_in(value: int, width: int) -> bytes:
    return (value | 1 << 7 * width).to_bytes(width, "big")


def element(number: int, content: bytes) -> bytes:
    return identifier(number) + size(len(content)) + content


def master(number: int, *children: bytes) -> bytes:
    return element(number, b"".join(children))


def unsigned(number: int, value: int) -> bytes:
    return element(number, value.to_bytes(max(1, (value.bit_length() + 7) // 8), "big"))


def real(number: int, value: float) -> bytes:
    return element(number, struct.pack("!d", value))


def text(number: int, value: str) -> bytes:
    return element(number, value.encode())


def void(width: int) -> bytes:
    """An element of exactly `width` bytes, at least 9, that readers skip."""
    return identifier(VOID) + size_in(width - 9, 8) + bytes(width - 9)


def read_number(data: bytes, at: int, keep_marker: bool) -> tuple[int, int] | None:
    """An identifier (with its marker bit) or a size, and the offset at which it ends; None when it
    is not whole."""
    if at >= len(data) or not data[at]:
        return None
    width = 9 - data[at].bit_length()
    if at + width > len(data):
        return None
    value = int.from_bytes(data[at : at + width], "big")
    return (value if keep_marker else value ^ 1 << 7 * width), at + width
