"""Photos, voice notes and files that people upload: ask for an address, put the bytes, seal."""

from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.budgets import spend
from smarthands.access.evidence import job_to_add_to
from smarthands.access.photos import is_unknowing
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, invalid, not_found
from smarthands.evidence.capture import Capture, FileClaim, Label
from smarthands.evidence.file_kinds import FILE_KINDS
from smarthands.evidence.items import ORIGINAL, id_taken, new_item, object_key
from smarthands.evidence.sealing import (
    UploadTicket,
    seal_upload,
    ticket_with_put,
    ticket_without_put,
    upload_missing,
)
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job
from smarthands.model.evidence import EvidenceKind, EvidenceState, LateFor
from smarthands.views.values import JsonDict

# Nobody here looks into an attached file: it may be a photo.
MAY_BE_PICTURES = (EvidenceKind.PHOTO, EvidenceKind.FILE)


def request_upload(
    kit: Kit,
    actor: Actor,
    job_id: UUID,
    *,
    id: UUID,
    claim: FileClaim,
    capture: Capture,
    label: Label,
) -> UploadTicket:
    """Register a photo, a voice note or a file under the phone's id and hand out an address for
    exactly these bytes.

    Asking again for the same file gives a fresh address, or the sealed item.
    """
    _check_claim(kit, claim)
    with kit.transaction() as tx:
        captured_at = capture.by_our_clock(tx.now)
        job, late_for = job_to_add_to(
            tx.db, actor, job_id, tx.now, captured_at=captured_at, seen=capture.seen
        )
        item = tx.db.get(EvidenceItem, id)
        if item is None:
            if claim.kind in MAY_BE_PICTURES and is_unknowing(tx.db, job, capture.seen):
                late_for = late_for or LateFor.PHOTO_POLICY
            item = new_item(tx, actor, job, id, claim.kind, capture, label, late_for=late_for)
            _announce(tx, actor, item, claim)
        else:
            _same_file_or_conflict(item, actor, job, claim, label)
        ticket = ticket_without_put(tx, actor, item)
    return ticket or ticket_with_put(kit, item)


def seal(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID) -> JsonDict:
    """Acknowledge an upload of the actor's own; a second call gets the first one's answer."""

    def find(db: Session) -> EvidenceItem:
        return own_upload(db, actor, job_id, item_id)

    def lock(tx: Transaction) -> tuple[Job, EvidenceItem]:
        job = job_to_add_to(tx.db, actor, job_id, tx.now).job
        return job, own_upload(tx.db, actor, job_id, item_id, lock=True)

    return seal_upload(kit, actor, find=find, lock=lock)


def _check_claim(kit: Kit, claim: FileClaim) -> None:
    if claim.kind == EvidenceKind.FILE and not claim.name:
        raise invalid("name", "An attached file has a name.")
    if claim.kind != EvidenceKind.FILE and claim.name is not None:
        raise invalid("name", "Only an attached file has a name.")
    file_kind = FILE_KINDS[claim.kind]
    most = file_kind.limit(kit.policy)
    if claim.size > most:
        limit = most // 1_000_000
        raise Problem(Code.TOO_LARGE, f"{file_kind.noun} may have up to {limit} MB.")


def _announce(tx: Transaction, actor: Actor, item: EvidenceItem, claim: FileClaim) -> None:
    spend(tx, actor, item.job_id, pending=1, items=1, bytes=claim.size)
    item.media_type = claim.media_type
    item.name = claim.name
    item.size = claim.size
    item.sha256 = claim.sha256
    item.object_key = object_key(item.job_id, item.id, ORIGINAL)
    tx.db.add(item)


def _same_file_or_conflict(
    item: EvidenceItem, actor: Actor, job: Job, claim: FileClaim, label: Label
) -> None:
    previous = (item.job_id, str(item.author_id), item.kind, item.size, item.sha256)
    request = (job.id, actor.id, claim.kind, claim.size, claim.sha256)
    # Once sealed, the type may be the one a worker found in the bytes: phones mislabel HEIC.
    other_type = item.state == EvidenceState.PENDING and item.media_type != claim.media_type
    other_audience = item.chosen_audience != label.audience
    if previous != request or other_type or other_audience:
        raise id_taken()


def own_upload(
    db: Session, actor: Actor, job_id: UUID, item_id: UUID, *, lock: bool = False
) -> EvidenceItem:
    """The upload that the actor announced; UPLOAD_MISSING while the sweep deletes it."""
    item = db.get(EvidenceItem, item_id, with_for_update=True if lock else None)
    if item is None or item.job_id != job_id or str(item.author_id) != actor.id:
        raise not_found("upload")
    if item.kind == EvidenceKind.RECORDING:  # a media node seals it
        raise not_found("upload")
    if item.state == EvidenceState.ABANDONED:
        raise upload_missing()
    return item
