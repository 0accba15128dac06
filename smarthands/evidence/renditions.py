"""Renditions: what a worker made of a file, pictures or a sound, or why there are none."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from smarthands.actor import system
from smarthands.event_kinds import EventKind
from smarthands.evidence.file_kinds import FILE_KINDS
from smarthands.evidence.items import object_key, record_later
from smarthands.evidence.problems import FileProblem
from smarthands.evidence.reading import SOUND, SOUND_TYPE, item_view
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Rendition
from smarthands.model.evidence import EvidenceKind
from smarthands.objects import Stored
from smarthands.views.values import changes

WORKER = system("worker")
FAILED = FileProblem.FAILED.value
"""The problem of a file whose rendering was given up; unlike the others it can be mended."""
SOUND_FILE = "sound.mp3"


@dataclass(frozen=True, slots=True)
class PictureFile:
    """One rendition on this machine's disk; width and height in pixels."""

    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class PhotoResult:
    """A photo as the image process read it; nothing here is trusted as proof. Its position stays in
    the original: no site has a rule yet that lets it be recorded.

    `width` and `height` are those of the original turned upright, in pixels.
    """

    width: int
    height: int
    media_type: str
    damaged: bool
    pictures: Mapping[str, PictureFile]
    captured_at: datetime | None = None
    device: str | None = None


@dataclass(frozen=True, slots=True)
class SoundResult:
    """A voice note as the audio process read it: an MP3 on this machine's disk.

    `media_type` is the original's.
    """

    path: Path
    seconds: float
    media_type: str


def item_to_render(kit: Kit, item_id: UUID) -> EvidenceItem | None:
    """The item that a worker was asked to render; None when it is settled already."""
    with kit.reading() as db:
        item = db.get(EvidenceItem, item_id)
        return None if item is None or _settled(item) else item


def keep(kit: Kit, item: EvidenceItem, result: PhotoResult) -> None:
    """Store the pictures, then record them; a second call finds the rows of the first."""
    stored = {
        name: _put(kit, item, f"{name}.jpg", picture.path, "image/jpeg")
        for name, picture in result.pictures.items()
    }
    with _settling(kit, item.id) as (tx, current):
        if current is None:
            return
        current.width, current.height = result.width, result.height
        current.media_type = result.media_type
        current.problem = FileProblem.DAMAGED.value if result.damaged else None
        current.camera_captured_at = result.captured_at
        current.camera_device = result.device
        for name, picture in result.pictures.items():
            row = _row(current, name, f"{name}.jpg", stored[name], tx.now)
            row.width, row.height = picture.width, picture.height
            tx.db.add(row)


def keep_sound(kit: Kit, item: EvidenceItem, result: SoundResult) -> None:
    """Store the sound of a voice note, then record it; a second call finds the row of the first."""
    stored = _put(kit, item, SOUND_FILE, result.path, SOUND_TYPE)
    with _settling(kit, item.id) as (tx, current):
        if current is None:
            return
        current.seconds, current.media_type = result.seconds, result.media_type
        current.problem = None
        tx.db.add(_row(current, SOUND, SOUND_FILE, stored, tx.now))


def keep_problem(kit: Kit, item: EvidenceItem, problem: str) -> None:
    """Record why there is no rendition, for readers to see. The original stays as it came."""
    with kit.transaction() as tx:
        current = tx.db.get_one(EvidenceItem, item.id, with_for_update=True)
        if _settled(current) or current.problem == problem:
            return
        current.problem = problem
        record_later(tx, WORKER, current, EventKind.EVIDENCE_UNREADABLE, {"problem": problem})


def _settled(item: EvidenceItem) -> bool:
    file_kind = FILE_KINDS.get(EvidenceKind(item.kind))  # None for a note, which has no file
    is_read = file_kind is not None and file_kind.is_read(item)
    return is_read or item.problem not in (None, FAILED)


def _put(kit: Kit, item: EvidenceItem, file: str, path: Path, media_type: str) -> Stored:
    key = object_key(item.job_id, item.id, file)
    return kit.objects.put(key, path.read_bytes(), media_type=media_type)


@contextmanager
def _settling(
    kit: Kit, item_id: UUID
) -> Iterator[tuple[Transaction, EvidenceItem] | tuple[Transaction, None]]:
    """The item to change, whose change is recorded at the end; None when another worker has
    settled it."""
    with kit.transaction() as tx:
        item = tx.db.get_one(EvidenceItem, item_id, with_for_update=True)
        if _settled(item):
            yield tx, None
            return
        before = item_view(tx.db, item)
        yield tx, item
        tx.db.flush()
        changed = changes(before, item_view(tx.db, item))
        record_later(tx, WORKER, item, EventKind.EVIDENCE_RENDERED, changed)


def _row(item: EvidenceItem, name: str, file: str, stored: Stored, now: datetime) -> Rendition:
    return Rendition(
        evidence_id=item.id,
        name=name,
        object_key=object_key(item.job_id, item.id, file),
        object_version=stored.version,
        size=stored.size,
        sha256=stored.sha256 or "",
        created_at=now,
    )
