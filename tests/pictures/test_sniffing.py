"""The type of a file is read from its bytes alone, since phones and people mislabel files."""

import struct

import pytest

from smarthands.evidence.sniffing import sniff
from tests.builders.pictures import image_bytes, photo, scene


def ftyp(*brands: bytes) -> bytes:
    body = brands[0] + bytes(4) + b"".join(brands[1:])
    return struct.pack(">L", 8 + len(body)) + b"ftyp" + body + b"\0\0\0\x20meta"


@pytest.mark.parametrize(
    ("kind", "media_type"),
    [
        ("JPEG", "image/jpeg"),
        ("PNG", "image/png"),
        ("WEBP", "image/webp"),
        ("AVIF", "image/avif"),
        ("HEIF", "image/heic"),
    ],
)
def test_the_first_64_bytes_of_each_accepted_kind_are_enough(kind: str, media_type: str) -> None:
    assert sniff(image_bytes(scene(), kind)[:64]) == media_type


@pytest.mark.parametrize(
    ("brands", "media_type"),
    [
        ((b"heic", b"mif1", b"heic"), "image/heic"),
        ((b"heix", b"mif1"), "image/heic"),
        ((b"mif1", b"mif1", b"heic"), "image/heic"),
        ((b"mif1", b"avif", b"miaf"), "image/avif"),
        ((b"mif1", b"miaf"), "image/heif"),
        ((b"msf1", b"heic", b"mif1", b"hevc"), "image/heic"),
        ((b"avis", b"avif", b"msf1"), "image/avif"),
        ((b"hevc", b"msf1"), None),
        ((b"isom", b"mp42", b"heic"), None),
        ((b"qt  ",), None),
        ((b"crx ", b"isom"), None),
    ],
)
def test_a_heif_file_is_what_its_brands_say(
    brands: tuple[bytes, ...], media_type: str | None
) -> None:
    assert sniff(ftyp(*brands)) == media_type


def test_the_minor_version_is_no_brand() -> None:
    assert sniff(struct.pack(">L", 16) + b"ftypmif1heic") == "image/heif"


def test_brands_beyond_the_box_are_not_read() -> None:
    assert sniff(struct.pack(">L", 20) + b"ftypmif1\0\0\0\0mif1heic") == "image/heif"


def test_a_box_with_a_64_bit_size_is_read() -> None:
    assert sniff(struct.pack(">L4sQ", 1, b"ftyp", 28) + b"heic\0\0\0\0mif1") == "image/heic"


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\xff\xd8",
        b"<svg xmlns='http://www.w3.org/2000/svg'/>",
        b"<!doctype html><script>alert(1)</script>",
        b"GIF89a\x01\0\x01\0",
        b"II*\0\x08\0\0\0",
        b"RIFF\x10\0\0\0WAVEfmt ",
        b"\0\0\0\x08ftyp",
        b"\0\0\0\0ftyp",
        b"\0\0\0\x01ftyp",
        b"%PDF-1.7",
        bytes(64),
    ],
)
def test_anything_else_is_no_picture(content: bytes) -> None:
    assert sniff(content) is None


def test_every_beginning_of_a_photo_is_read_without_an_error() -> None:
    for content in (photo(), image_bytes(scene(), "HEIF"), image_bytes(scene(), "WEBP")):
        whole = sniff(content[:64])
        assert {sniff(content[:length]) for length in range(65)} <= {None, "image/heif", whole}
