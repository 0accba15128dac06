"""What a worker found in a photo: pictures for viewing, or the reason why there are none."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from uuid import UUID

from smarthands.actor import system
from smarthands.annotations import record_evidence
from smarthands.evidence import object_key
from smarthands.kit import Kit
from smarthands.model import EvidenceItem, Rendition
from smarthands.objects import Stored
from smarthands.viewing import evidence_shown
from smarthands.views import changes

WORKER = system("worker")
FAILED = "failed"
"""The problem of a photo whose rendering was given up; unlike the others it can be mended."""


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


def original(kit: Kit, item_id: UUID) -> EvidenceItem | None:
    """The item a worker was asked to develop; None when it is settled already."""
    with kit.reading() as db:
        item = db.get(EvidenceItem, item_id)
        return None if item is None or _settled(item) else item


def _settled(item: EvidenceItem) -> bool:
    return item.width is not None or item.problem not in (None, FAILED)


def keep(kit: Kit, item: EvidenceItem, developed: Developed) -> None:
    """Store the pictures, then record them. Twice is once: the second finds the first's rows."""
    stored = {
        name: kit.objects.put(
            object_key(item.job_id, item.id, f"{name}.jpg"),
            picture.path.read_bytes(),
            media_type="image/jpeg",
        )
        for name, picture in developed.pictures.items()
    }
    with kit.transaction() as tx:
        known = tx.db.get_one(EvidenceItem, item.id, with_for_update=True)
        if _settled(known):
            return
        before = evidence_shown(tx.db, known)
        known.width, known.height = developed.width, developed.height
        known.media_type = developed.media_type
        known.problem = "damaged" if developed.damaged else None
        known.camera_captured_at = developed.captured_at
        known.camera_device = developed.device
        if developed.position:
            known.camera_latitude, known.camera_longitude = developed.position
        for name, picture in developed.pictures.items():
            tx.db.add(_row(known, name, picture, stored[name], tx.now))
        tx.db.flush()
        changed = changes(before, evidence_shown(tx.db, known))
        record_evidence(tx, WORKER, known, "evidence.rendered", changed)


def keep_problem(kit: Kit, item: EvidenceItem, problem: str) -> None:
    """The original stays as it came; readers are told why there is no picture of it."""
    with kit.transaction() as tx:
        known = tx.db.get_one(EvidenceItem, item.id, with_for_update=True)
        if _settled(known) or known.problem == problem:
            return
        known.problem = problem
        record_evidence(tx, WORKER, known, "evidence.unreadable", {"problem": problem})


def _row(
    item: EvidenceItem, name: str, picture: Picture, stored: Stored, now: datetime
) -> Rendition:
    return Rendition(
        evidence_id=item.id,
        name=name,
        object_key=object_key(item.job_id, item.id, f"{name}.jpg"),
        object_version=stored.version,
        width=picture.width,
        height=picture.height,
        size=stored.size,
        sha256=stored.sha256 or "",
        created_at=now,
    )
