"""A file that gives no picture is told why by one true word: damaged means damaged."""

from pathlib import Path

import pytest

from smarthands.evidence.problems import FileProblem
from tests.builders.pictures import image_bytes, photo, scene
from tests.pictures.rendering import refused, rendered
from workers.sandbox import decode
from workers.sandbox.renditions import render
from workers.sandbox.unreadable import CODES, Unreadable


def of_frame(marker: int, bits: int = 8) -> bytes:
    """A JPEG whose header says another kind of frame."""
    content = bytearray(photo())
    at = content.index(b"\xff\xc0")
    content[at + 1], content[at + 4] = marker, bits
    return bytes(content)


RARE = {
    "a JPEG of 12 bits": of_frame(0xC1, bits=12),
    "a lossless JPEG of 16 bits": of_frame(0xC3, bits=16),
    "a hierarchical JPEG": of_frame(0xC5),
    "a HEIC of another codec": image_bytes(scene(), "AVIF").replace(b"avif", b"heic"),
    "an AVIF of another codec": image_bytes(scene(), "HEIF").replace(b"heic", b"avif"),
}


@pytest.mark.parametrize("kind", RARE)
def test_a_rare_kind_is_not_called_damaged(tmp_path: Path, kind: str) -> None:
    assert refused(tmp_path, RARE[kind]) == "unsupported"


def test_a_decoder_that_crashes_says_nothing_of_the_file(tmp_path: Path) -> None:
    (tmp_path / "original").write_bytes(photo())
    with pytest.raises(Unreadable) as refusal:
        render(tmp_path / "original", tmp_path, program="tests.pictures.aborting")
    assert refusal.value.code == "crashed"


@pytest.mark.parametrize("fault", [ImportError("no module"), PermissionError(13, "denied")])
def test_a_fault_of_the_installation_is_not_the_files(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, fault: Exception
) -> None:
    def broken(_file: object) -> None:
        raise fault

    (tmp_path / "original").write_bytes(photo())
    monkeypatch.setitem(decode._DECODERS, "image/jpeg", broken)
    with pytest.raises(type(fault)):
        decode.decode(tmp_path / "original", long_side=320)


def test_every_answer_of_a_worker_has_a_word_for_readers() -> None:
    assert set(FileProblem) - {FileProblem.FAILED} == CODES


def test_a_whole_picture_has_no_problem(tmp_path: Path) -> None:
    assert not rendered(tmp_path, photo()).damaged
