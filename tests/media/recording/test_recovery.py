"""A node is killed while it records: the media that its state had reported is there when it comes
back."""

import asyncio
import hashlib
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from realtime.media.recording.disk.journal import Journal
from realtime.media.recording.disk.recovery import recover
from realtime.media.recording.pieces import container_of
from realtime.media.recording.upload.memory import MemoryUploads
from realtime.media.recording.upload.uploads import RecordingFile, UploadedPart
from realtime.media.rtp.track import Codec
from tests.media.recording.filming import Track, at_arrival, film, pictures, sounds
from tests.media.recording.filming_phone import PART
from tests.media.recording.manual_writer import CODECS, TESS, ManualWriter, near
from tests.media.recording.reading import decoded, jumped

ROOT = Path(__file__).resolve().parents[3]


def filmed(folder: Path, codec: Codec | None, seconds: int = 8, late: float = 0) -> ManualWriter:
    """A file that is written to the last packet, but never ended; its pictures come `late` seconds
    late."""
    manual = ManualWriter(folder, codec)
    shown = pictures(codec, seconds * 30) if codec else []
    packets = film(codec or "VP8", shown, sounds(seconds * 50), Track("video"), Track("audio"))
    manual.take(at_arrival([p for p in packets if p.kind == "audio" or p.arrived >= late]))
    for _ in range(8):
        manual.turn([], manual.now + 0.25)
    return manual


@pytest.mark.parametrize("late", [0, 1.5])
@pytest.mark.parametrize("codec", [*CODECS, None])
def test_a_recovered_file_is_the_same_as_one_that_was_ended(
    tmp_path: Path, codec: Codec | None, late: float
) -> None:
    folder, uploads = tmp_path / "left", MemoryUploads()
    folder.mkdir()
    left = filmed(folder, codec, late=late)
    unended = left.journal.media.read_bytes()
    left.writer.close(left.now)
    ended = left.journal.media.read_bytes()
    assert ended != unended
    left.journal.media.write_bytes(unended + b"\x1f\x43\xb6\x75 and then the power went")
    assert asyncio.run(recover(folder, uploads, part_size=PART)) == (("tess",), {})
    # WebM has times to the millisecond, so that the length in its head may be another by one.
    head = container_of(codec).head_size if codec != "H264" else 0
    assert uploads.content("tess")[head:] == ended[head:]
    assert uploads.completed["tess"].size == len(ended)
    assert uploads.completed["tess"].seconds == pytest.approx(left.writer.state.seconds, abs=0.001)
    assert list(folder.iterdir()) == []


def test_only_parts_that_changed_are_uploaded_again(tmp_path: Path) -> None:
    manual = filmed(tmp_path, "VP8")
    content = manual.journal.media.read_bytes()
    uploads = MemoryUploads()
    uploads.started["tess"], uploads.parts["tess"] = TESS, {}
    for number in (1, 2, 3):
        part = content[(number - 1) * PART : number * PART]
        digest = hashlib.sha256(part).hexdigest()
        uploads.parts["tess"][number] = part
        manual.journal.parts[number] = UploadedPart(number, len(part), digest, f"first {number}")
    manual.journal.started = True
    manual.journal.save()
    asyncio.run(recover(tmp_path, uploads, part_size=PART))
    etags = [part.etag for part in uploads.completed["tess"].parts]
    assert etags[1:3] == ["first 2", "first 3"]
    assert etags[0] != "first 1"


def test_a_file_stays_on_the_disk_and_is_reported_when_it_is_unreadable_or_s3_is_away(
    tmp_path: Path,
) -> None:
    manual = filmed(tmp_path, "VP8", 3)
    (tmp_path / "torn.json").write_text('{"codec": "VP8"')
    (tmp_path / "alone.json").write_text(manual.journal.path.read_text())
    uploads = MemoryUploads()
    uploads.away = True
    recovered = asyncio.run(recover(tmp_path, uploads, part_size=PART))
    assert recovered.completed == ()
    assert set(recovered.left) == {"tess", "torn", "alone"}
    assert manual.journal.media.exists()
    uploads.away = False
    recovered = asyncio.run(recover(tmp_path, uploads, part_size=PART))
    assert recovered.completed == ("tess",)
    assert uploads.completed["tess"].seconds == pytest.approx(3, abs=0.1)


def test_a_file_without_media_is_not_uploaded(tmp_path: Path) -> None:
    journal = Journal(
        tmp_path / "empty.json", "VP8", RecordingFile("call", "empty", "tess", "x", "")
    )
    journal.save()
    journal.media.touch()
    uploads = MemoryUploads()
    assert asyncio.run(recover(tmp_path, uploads)).completed == ("empty",)
    assert uploads.started == {}
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("codec", CODECS)
def test_kill_9_costs_no_more_than_two_seconds(tmp_path: Path, codec: Codec) -> None:
    node = subprocess.Popen(
        [sys.executable, "-m", "tests.media.recording.filming_node", str(tmp_path), codec],
        cwd=ROOT,
        stdout=subprocess.PIPE,
    )
    assert node.stdout
    with node:
        begun = float(node.stdout.readline())
        time.sleep(6.3)
        killed = time.monotonic()
        os.kill(node.pid, signal.SIGKILL)
    uploads = MemoryUploads()
    recovered = asyncio.run(recover(tmp_path, uploads, part_size=PART))
    assert recovered.completed == ("tess",)
    whole = uploads.completed["tess"]
    print("filmed", killed - begun, "recovered", whole.seconds)
    assert whole.seconds >= killed - begun - 2
    path = tmp_path / f"recovered{'.webm' if codec == 'VP8' else '.mp4'}"
    path.write_bytes(uploads.content("tess"))
    seen = decoded(path)
    first = seen.pictures[0]
    assert near(seen.pictures, [first + number / 30 for number in range(len(seen.pictures))])
    assert seen.pictures[-1] >= killed - begun - 2
    assert jumped(path, 4.5) <= 4.5
