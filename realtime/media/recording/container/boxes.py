"""Boxes of the ISO base media file format (ISO/IEC 14496-12), as a head needs them."""

import struct

from realtime.media.rtp.codecs import opus

MATRIX = struct.pack("!9L", 0x10000, 0, 0, 0, 0x10000, 0, 0, 0, 0x40000000)
TRACK_ENABLED = 3


def box(kind: bytes, *content: bytes) -> bytes:
    body = b"".join(content)
    return (8 + len(body)).to_bytes(4, "big") + kind + body


def full(kind: bytes, version: int, flags: int, *content: bytes) -> bytes:
    return box(kind, (version << 24 | flags).to_bytes(4, "big"), *content)


def free(width: int) -> bytes:
    """A box of exactly `width` bytes, at least 8, that readers skip."""
    return box(b"free", bytes(width - 8))


def movie_header(scale: int, duration: int) -> bytes:
    times = struct.pack("!QQLQ", 0, 0, scale, duration)
    rates = struct.pack("!LH", 0x10000, 0x100) + bytes(10)
    return full(b"mvhd", 1, 0, times, rates, MATRIX, bytes(24), struct.pack("!L", 3))


def track(
    number: int,
    scale: int,
    movie_duration: int,
    handler: bytes,
    size: tuple[int, int],
    entry: bytes,
) -> bytes:
    """The track box. `entry` is the sample entry; the tables are empty, since all samples are in
    fragments."""
    sound = handler == b"soun"
    header = struct.pack("!QQLLQ", 0, 0, number, 0, movie_duration) + bytes(12)
    header += struct.pack("!HH", 0x100 if sound else 0, 0) + MATRIX
    header += struct.pack("!LL", size[0] << 16, size[1] << 16)
    media = struct.pack("!QQLQHH", 0, 0, scale, 0, 0x55C4, 0)  # language: undetermined
    kind = full(b"smhd", 0, 0, bytes(4)) if sound else full(b"vmhd", 0, 1, bytes(8))
    data_in_this_file = box(b"dinf", full(b"dref", 0, 0, struct.pack("!L", 1), full(b"url ", 0, 1)))
    tables = box(
        b"stbl",
        full(b"stsd", 0, 0, struct.pack("!L", 1), entry),
        full(b"stts", 0, 0, bytes(4)),
        full(b"stsc", 0, 0, bytes(4)),
        full(b"stsz", 0, 0, bytes(8)),
        full(b"stco", 0, 0, bytes(4)),
    )
    return box(
        b"trak",
        full(b"tkhd", 1, TRACK_ENABLED, header),
        box(
            b"mdia",
            full(b"mdhd", 1, 0, media),
            full(b"hdlr", 0, 0, bytes(4), handler, bytes(13)),
            box(b"minf", kind, data_in_this_file, tables),
        ),
    )


def opus_entry() -> bytes:
    """The sample entry of Opus (Encapsulation of Opus in ISO Base Media File Format, section
    4.3.1)."""
    sound = struct.pack("!6xH8xHHHHL", 1, opus.CHANNELS, 16, 0, 0, opus.RATE << 16)
    return box(b"Opus", sound, box(b"dOps", opus.DOPS))


def avc_entry(size: tuple[int, int], sps: bytes, pps: bytes) -> bytes:
    """The sample entry of H.264. It is `avc3`: parameter sets may be among the pictures, too, so
    that a picture of another size needs no new entry (ISO/IEC 14496-15 section 5.3.3)."""
    picture = struct.pack("!6xH16xHHLL4xH", 1, *size, 0x480000, 0x480000, 1)
    picture += bytes(32) + struct.pack("!Hh", 24, -1)
    record = bytes((1, sps[1], sps[2], sps[3], 0xFF, 0xE1)) + len(sps).to_bytes(2, "big") + sps
    record += b"\x01" + len(pps).to_bytes(2, "big") + pps
    return box(b"avc3", picture, box(b"avcC", record))
