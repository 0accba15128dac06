"""What a worker found in a file: pictures to see, a sound to hear, or why there are none."""

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from smarthands.actor import system
from smarthands.evidence.annotations import record_evidence
from smarthands.evidence.reading import SOUND, SOUND_TYPE, item_view
from smarthands.evidence.uploads import object_key
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Rendition
from smarthands.model.evidence import EvidenceKind
from smarthands.objects import Stored
from smarthands.views.values import changes

WORKER = system("worker")
FAILED = "failed"
"""The problem of a file whose rendering was given up; unlike the others it can be mended."""
SOUND_FILE = "sound.mp3"


@dataclass(frozen=True, slots=True)
class Picture:
    """One rendition on this machine's disk; width and height in pixels."""

    path: Path
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Developed:
    """A photo as the image process read it. Position in degrees; nothing here is trusted as proof.

    `width` and `height` are of the original turned upright, in pixels.
    """

    width: int
    height: int
    media_type: str
    damaged: bool
    pictures: Mapping[str, Picture]
    captured_at: datetime | None = None
    device: str | None = None
    position: tuple[float, float] | None = None


@dataclass(frozen=True, slots=True)
class Sound:
    """A voice note as the process apart heard it: an MP3 on this machine's disk."""

    path: Path
    seconds: float
    media_type: str
    """Of the original."""


def original(kit: Kit, item_id: UUID) -> EvidenceItem | None:
    """The item a worker was asked to develop; None when it is settled already."""
    with kit.reading() as db:
        item = db.get(EvidenceItem, item_id)
        return None if item is None or _settled(item) else item


def _settled(item: EvidenceItem) -> bool:
    # A recording knows its seconds from the node; a voice note's are the worker's to find.
    found = item.seconds if item.kind == EvidenceKind.VOICE_NOTE else item.width
    return found is not None or item.problem not in (None, FAILED)


def keep(kit: Kit, item: EvidenceItem, developed: Developed) -> None:
    """Store the pictures, then record them. Twice is once: the second finds the first's rows."""
    stored = {
        name: _put(kit, item, f"{name}.jpg", picture.path, "image/jpeg")
        for name, picture in developed.pictures.items()
    }
    with _keeping(kit, item) as (tx, known):
        if known is None:
            return
        known.width, known.height = developed.width, developed.height
        known.media_type = developed.media_type
        known.problem = "damaged" if developed.damaged else None
        known.camera_captured_at = developed.captured_at
        known.camera_device = developed.device
        if developed.position:
            known.camera_latitude, known.camera_longitude = developed.position
        for name, picture in developed.pictures.items():
            row = _row(known, name, f"{name}.jpg", stored[name], tx.now)
            row.width, row.height = picture.width, picture.height
            tx.db.add(row)


def keep_sound(kit: Kit, item: EvidenceItem, sound: Sound) -> None:
    """As `keep`, of a voice note."""
    stored = _put(kit, item, SOUND_FILE, sound.path, SOUND_TYPE)
    with _keeping(kit, item) as (tx, known):
        if known is None:
            return
        known.seconds, known.media_type, known.problem = sound.seconds, sound.media_type, None
        tx.db.add(_row(known, SOUND, SOUND_FILE, stored, tx.now))


def _put(kit: Kit, item: EvidenceItem, file: str, path: Path, media_type: str) -> Stored:
    key = object_key(item.job_id, item.id, file)
    return kit.objects.put(key, path.read_bytes(), media_type=media_type)


@contextmanager
def _keeping(
    kit: Kit, item: EvidenceItem
) -> Iterator[tuple[Transaction, EvidenceItem] | tuple[Transaction, None]]:
    """The item, to be changed, which is then told; None when another worker has settled it."""
    with kit.transaction() as tx:
        known = tx.db.get_one(EvidenceItem, item.id, with_for_update=True)
        if _settled(known):
            yield tx, None
            return
        before = item_view(tx.db, known)
        yield tx, known
        tx.db.flush()
        changed = changes(before, item_view(tx.db, known))
        record_evidence(tx, WORKER, known, "evidence.rendered", changed)


def keep_problem(kit: Kit, item: EvidenceItem, problem: str) -> None:
    """The original stays as it came; readers are told why there is no picture of it."""
    with kit.transaction() as tx:
        known = tx.db.get_one(EvidenceItem, item.id, with_for_update=True)
        if _settled(known) or known.problem == problem:
            return
        known.problem = problem
        record_evidence(tx, WORKER, known, "evidence.unreadable", {"problem": problem})


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
