"""Recorded files whose node never came back: what S3 has of them becomes evidence all the same."""

from collections.abc import Callable, Sequence
from datetime import timedelta
from itertools import islice, product
from uuid import UUID

from sqlalchemy import Select, delete, or_, select, text
from sqlalchemy.orm import Session, aliased

from smarthands.actor import system
from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.model import EvidenceItem, FilePart, RecordedFile, Recording
from smarthands.model.evidence import NOT_SEALED, EvidenceKind, EvidenceState
from smarthands.model.recording import RecordingState
from smarthands.objects import Part, Stored
from smarthands.recordings.parts import CompletedPart, join_parts, other_parts
from smarthands.recordings.sealing import CompletedFile, seal

WORKER = system("worker")
SILENT = timedelta(minutes=10)
BATCH = 50
MOST_TRIES = 64
Refused = Callable[[Exception], object]


def sweep_recordings(
    kit: Kit, *, older_than: timedelta = SILENT, refused: Refused = lambda _reason: None
) -> int:
    """Complete the files that no node has spoken of for `older_than`, once the recording is over or
    the participant has a newer file. Returns how many became evidence. Nothing that arrived is
    deleted; `refused` is told of each file whose parts can't be joined.

    ConnectionError when S3 can't be asked.
    """
    with kit.reading() as db:
        rows = list(db.execute(_orphaned(kit, older_than)).all())
    completed = 0
    for file, item in rows:
        parts = kit.objects.parts(item.file_key, file.upload)
        if not parts:
            completed += _seal_object_or_forget(kit, file, item)
            continue
        try:
            _complete(kit, file, item, parts)
            completed += 1
        except Problem as problem:
            refused(problem)
    return completed


def _orphaned(kit: Kit, older_than: timedelta) -> Select[RecordedFile, EvidenceItem]:
    newer = aliased(RecordedFile)
    newer_item = aliased(EvidenceItem)
    since = kit.now() - older_than
    successor = (
        select(newer.id)
        .join(newer_item, newer_item.id == newer.id)
        .where(
            newer.recording_id == RecordedFile.recording_id,
            newer.participant_id == RecordedFile.participant_id,
            newer_item.captured_at > EvidenceItem.captured_at,
        )
    )
    over = (Recording.state == RecordingState.STOPPED) & (Recording.stopped_at < since)
    return (
        select(RecordedFile, EvidenceItem)
        .join(EvidenceItem, EvidenceItem.id == RecordedFile.id)
        .join(Recording, Recording.id == RecordedFile.recording_id)
        .where(
            text("evidence_items." + NOT_SEALED),
            EvidenceItem.state.in_([EvidenceState.PENDING, EvidenceState.ABANDONED]),
            EvidenceItem.kind == EvidenceKind.RECORDING,
            RecordedFile.heard_at < since,
            or_(over, successor.exists()),
        )
        .limit(BATCH)
    )


def _complete(kit: Kit, file: RecordedFile, item: EvidenceItem, parts: Sequence[Part]) -> None:
    """Join the parts in the order of their numbers. Where one number was announced several times,
    each of its hashes is tried: S3 knows which of them it has."""
    choices: dict[int, list[CompletedPart]] = {}
    with kit.reading() as db:
        for part in parts:
            choices.setdefault(part.number, []).extend(_candidates(db, file.id, part))
    trouble: Problem | None = None
    for candidate in islice(product(*choices.values()), MOST_TRIES):
        try:
            stored = join_parts(kit, file, item, candidate)
        except Problem as problem:
            trouble = problem
            continue
        _seal(kit, file, stored)
        return
    raise trouble or other_parts()


def _candidates(db: Session, file_id: UUID, part: Part) -> list[CompletedPart]:
    """This part with each hash that it can have, the last announced first."""
    hashes = [part.sha256] if part.sha256 else _announced_hashes(db, file_id, part)
    return [CompletedPart(part.number, part.size, part.etag, sha256) for sha256 in hashes]


def _announced_hashes(db: Session, file_id: UUID, part: Part) -> list[str]:
    rows = select(FilePart.sha256).where(
        FilePart.file_id == file_id, FilePart.number == part.number, FilePart.size == part.size
    )
    return list(db.scalars(rows.order_by(FilePart.announced_at.desc(), FilePart.sha256)))


def _seal_object_or_forget(kit: Kit, file: RecordedFile, item: EvidenceItem) -> bool:
    """Seal a file whose parts were joined though we never heard of it, or forget one of which
    nothing ever came. Whether it is evidence now."""
    if stored := kit.objects.stat(item.file_key):
        _seal(kit, file, stored)
        return True
    with kit.transaction() as tx:
        current = tx.db.get(RecordedFile, file.id, with_for_update=True)
        if current is None or current.heard_at != file.heard_at:
            return False  # its node has come back
        # The state comes first: from now on no part of the file can be announced.
        tx.db.get_one(EvidenceItem, file.id).state = EvidenceState.ABANDONED
    kit.objects.drop_parts(item.file_key, file.upload)
    with kit.transaction() as tx:
        tx.db.execute(delete(FilePart).where(FilePart.file_id == file.id))
        tx.db.execute(delete(RecordedFile).where(RecordedFile.id == file.id))
        tx.db.execute(delete(EvidenceItem).where(EvidenceItem.id == file.id))
    return False


def _seal(kit: Kit, file: RecordedFile, stored: Stored) -> None:
    # Nobody knows the hash of the whole file: the worker that verifies it finds it.
    completed = CompletedFile(stored.size, None, None, (), incomplete=True)
    seal(kit, WORKER, file.id, stored, completed)
