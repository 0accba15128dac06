"""Evidence in: request an upload, put the bytes, seal; and notes.

The bytes go from the phone to S3. Acknowledged means that S3 itself named the size and the SHA-256.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.evidence import job_to_add_to
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, busy, conflict, invalid, not_found
from smarthands.events import Subject, stamp
from smarthands.evidence.reading import item_view
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job
from smarthands.model.evidence import Audience, EvidenceKind, EvidenceState
from smarthands.objects import Stored
from smarthands.sessions import stills
from smarthands.views.evidence import evidence_view
from smarthands.views.values import JsonDict

UPLOAD_SECONDS = 900
CLOCK_TOLERANCE = timedelta(minutes=5)
VOICE_NOTE_MAX_BYTES = 5_000_000
"""A minute of it as the most lavish phone records it, twice."""
ORIGINAL = "original"
RENDITIONS = "renditions"


@dataclass(frozen=True, slots=True)
class Claim:
    """What the phone says of the file it holds. `sha256` in hex, `size` in bytes."""

    media_type: str
    size: int
    sha256: str

    @property
    def kind(self) -> EvidenceKind:
        sound = self.media_type.startswith("audio/")
        return EvidenceKind.VOICE_NOTE if sound else EvidenceKind.PHOTO


@dataclass(frozen=True, slots=True)
class Capture:
    """What the phone says of the moment: its own clock then and now, and its own counter."""

    captured_at: datetime
    device_time: datetime
    sequence: int | None = None

    def by_our_clock(self, now: datetime) -> datetime:
        """When it was by the server's clock, as far as the phone's own two times tell."""
        return now - (self.device_time - self.captured_at)


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of an item; `source`, of a photo that no camera took as one."""

    phase: str | None = None
    caption: str = ""
    audience: str = Audience.CLIENT
    source: str | None = None


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """`put` is None when the item is sealed already; then `evidence` shows it."""

    state: str
    put: JsonDict | None
    evidence: JsonDict | None


def object_key(job_id: UUID, item_id: UUID, name: str) -> str:
    return f"jobs/{job_id}/{item_id}/{name}"


def request_upload(
    kit: Kit, actor: Actor, job_id: UUID, *, id: UUID, claim: Claim, capture: Capture, label: Label
) -> UploadTicket:
    """Register a photo or a voice note under the phone's id and hand out an address for exactly
    these bytes.

    Asking again for the same file gives a fresh address, or the sealed item.
    """
    _check_size(kit, claim)
    with kit.transaction() as tx:
        job = job_to_add_to(tx.db, actor, job_id, tx.now, captured_at=capture.by_our_clock(tx.now))
        item = tx.db.get(EvidenceItem, id)
        if item is None:
            item = _pending_upload(tx, actor, job, id, claim, capture, label)
        else:
            _same_file_or_conflict(item, actor, job, claim, label)
        if answered := ticket_without_put(tx, item):
            return answered
    return UploadTicket(item.state, signed_put(kit, item), None)


def _check_size(kit: Kit, claim: Claim) -> None:
    photo = claim.kind == EvidenceKind.PHOTO
    most = kit.policy.upload_max_bytes if photo else VOICE_NOTE_MAX_BYTES
    limit = most // 1_000_000
    if claim.size <= most:
        return
    if photo:
        raise Problem(Code.TOO_LARGE, f"A photo may have up to {limit} MB.")
    raise Problem(Code.TOO_LARGE, f"A voice note may have up to {limit} MB.")


def seal(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID) -> JsonDict:
    """Acknowledge an upload: S3 is asked first, outside the transaction. Twice is once."""
    with kit.reading() as db:
        item = _own_item(db, actor, job_id, item_id)
        if item.state == EvidenceState.SEALED:
            return item_view(db, item)
    stored = kit.objects.stat(item.object_key or "")
    check_stored(item, stored)
    assert stored is not None
    with kit.transaction() as tx:
        job = job_to_add_to(tx.db, actor, job_id, tx.now)
        item = _own_item(tx.db, actor, job_id, item_id, lock=True)
        if item.state == EvidenceState.SEALED:
            return item_view(tx.db, item)
        seal_upload(tx, actor, job, item, stored)
        return evidence_view(item)


def add_note(
    kit: Kit, actor: Actor, job_id: UUID, *, id: UUID, text: str, capture: Capture, label: Label
) -> JsonDict:
    with kit.transaction() as tx:
        job = job_to_add_to(tx.db, actor, job_id, tx.now, captured_at=capture.by_our_clock(tx.now))
        if item := tx.db.get(EvidenceItem, id):
            known = (item.job_id, str(item.author_id), item.text, item.audience)
            if known != (job.id, actor.id, text, label.audience):
                raise conflict("This id is taken by other evidence. Use a new one.")
            return item_view(tx.db, item)
        item = _item(tx, actor, job, id, EvidenceKind.NOTE, capture, label)
        item.state = EvidenceState.SEALED
        item.text = text
        tx.db.add(item)
        tx.db.flush()
        record_added(tx, actor, job, item)
        return evidence_view(item)


def _item(
    tx: Transaction,
    actor: Actor,
    job: Job,
    id: UUID,
    kind: EvidenceKind,
    capture: Capture,
    label: Label,
) -> EvidenceItem:
    if label.audience not in actor.audiences:
        raise invalid("audience", "What you add here is for the client too.")
    if label.source and kind != EvidenceKind.PHOTO:
        raise invalid("source", "Only a picture can be frozen.")
    return EvidenceItem(
        id=id,
        job_id=job.id,
        author_id=actor.person_id,
        author_name=actor.name,
        kind=kind,
        state=EvidenceState.PENDING,
        audience=label.audience,
        phase=label.phase,
        caption=label.caption,
        source=label.source,
        text="",
        captured_at=capture.captured_at,
        received_at=tx.now,
        sequence=capture.sequence,
        clock_off=abs(capture.device_time - tx.now) > CLOCK_TOLERANCE,
    )


def _pending_upload(
    tx: Transaction,
    actor: Actor,
    job: Job,
    id: UUID,
    claim: Claim,
    capture: Capture,
    label: Label,
) -> EvidenceItem:
    item = _item(tx, actor, job, id, claim.kind, capture, label)
    item.media_type = claim.media_type
    item.size = claim.size
    item.sha256 = claim.sha256
    item.object_key = object_key(job.id, id, ORIGINAL)
    tx.db.add(item)
    return item


def _same_file_or_conflict(
    item: EvidenceItem, actor: Actor, job: Job, claim: Claim, label: Label
) -> None:
    known = (item.job_id, str(item.author_id), item.size, item.sha256, item.audience)
    same = known == (job.id, actor.id, claim.size, claim.sha256, label.audience)
    same = same and item.kind == claim.kind
    # Once sealed, the type may be the one a worker found in the bytes: phones mislabel HEIC.
    if not same or (item.state == EvidenceState.PENDING and item.media_type != claim.media_type):
        raise conflict("This id is taken by other evidence. Use a new one.")


def _own_item(
    db: Session, actor: Actor, job_id: UUID, item_id: UUID, *, lock: bool = False
) -> EvidenceItem:
    item = db.get(EvidenceItem, item_id, with_for_update=True if lock else None)
    if item is None or item.job_id != job_id or str(item.author_id) != actor.id:
        raise not_found("upload")
    if item.kind == EvidenceKind.RECORDING:  # a node's to seal
        raise not_found("upload")
    if item.state == EvidenceState.ABANDONED:
        raise _missing()
    return item


def signed_put(kit: Kit, item: EvidenceItem) -> JsonDict:
    signed = kit.objects.sign_put(
        item.object_key or "",
        sha256=item.sha256 or "",
        media_type=item.media_type or "",
        size=item.size or 0,
        seconds=UPLOAD_SECONDS,
    )
    expires_at = kit.now() + timedelta(seconds=UPLOAD_SECONDS)
    return {"url": signed.url, "headers": dict(signed.headers), "expires_at": stamp(expires_at)}


def check_stored(item: EvidenceItem, stored: Stored | None) -> None:
    if stored is None:
        raise _missing()
    if (stored.size, stored.sha256) != (item.size, item.sha256):
        raise Problem(
            Code.UPLOAD_MISMATCH,
            "What arrived is not the file that was announced. Send it again under a new id.",
        )


def _missing() -> Problem:
    return Problem(
        Code.UPLOAD_MISSING,
        "The file has not arrived yet. Ask for a new address with the same id and put it again.",
    )


def ticket_without_put(tx: Transaction, item: EvidenceItem) -> UploadTicket | None:
    """Of an upload that is sealed already; `busy` for one that the sweep has in hand."""
    if item.state == EvidenceState.SEALED:
        return UploadTicket(item.state, None, item_view(tx.db, item))
    if item.state == EvidenceState.ABANDONED:
        raise busy("An old attempt at this file is being cleared away. Try again in a moment.")
    item.received_at = tx.now  # of the last word about it, which the sweep counts from
    return None


def seal_upload(
    tx: Transaction, actor: Actor, job: Job, item: EvidenceItem, stored: Stored
) -> None:
    """It is in S3 as announced: workers make what is seen or heard of it, and a still of its id is
    answered."""
    item.state, item.object_version = EvidenceState.SEALED, stored.version
    item.received_at = tx.now
    tx.db.flush()
    record_added(tx, actor, job, item, deliver=(RENDITIONS,))
    if item.kind == EvidenceKind.PHOTO:
        stills.arrived(tx, actor, job, item)


def record_added(
    tx: Transaction, actor: Actor, job: Job, item: EvidenceItem, deliver: tuple[str, ...] = ()
) -> None:
    tx.record(
        job.stream,
        "evidence.added",
        actor=actor,
        subject=Subject("evidence", str(item.id)),
        audience=item.audience,
        details={"evidence": [evidence_view(item)]},
        deliver=deliver,
    )
