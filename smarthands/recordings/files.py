"""A recorded file, from the media node to evidence: begin, announce each part, complete.

The parts go from the node to S3. What S3 itself says of them is held against what the node says.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.sessions import seat_in
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, conflict, not_found
from smarthands.evidence.reading import item_view
from smarthands.evidence.uploads import (
    CLOCK_TOLERANCE,
    ORIGINAL,
    RENDITIONS,
    UPLOAD_SECONDS,
    object_key,
    record_added,
)
from smarthands.kit import Kit, Transaction
from smarthands.model import (
    Consent,
    EvidenceItem,
    FilePart,
    Job,
    Participant,
    RecordedFile,
    Recording,
)
from smarthands.model.evidence import Audience, EvidenceKind, EvidenceState
from smarthands.model.recording import RecordingState
from smarthands.objects import Stored
from smarthands.sessions.gaps import Missing, note_missing
from smarthands.sessions.recording_spans import spans
from smarthands.views.values import JsonDict

VERIFICATION = "verification"
TOLERANCE = timedelta(seconds=5)
"""Between a node's clock and ours."""


@dataclass(frozen=True, slots=True)
class Piece:
    """A part as the node says it is in S3: bytes, SHA-256 in hex, the `etag` that S3 answered."""

    number: int
    size: int
    etag: str
    sha256: str


@dataclass(frozen=True, slots=True)
class Whole:
    """A file at its end, as the node has it: bytes, SHA-256 of all of it, seconds, parts, gaps."""

    size: int
    sha256: str | None
    seconds: float | None
    parts: Sequence[Piece]
    gaps: Sequence[Missing] = ()
    incomplete: bool = False


def begin(
    kit: Kit,
    actor: Actor,
    recording_id: UUID,
    *,
    id: UUID,
    participant: UUID,
    media_type: str,
    begun_at: datetime,
) -> JsonDict:
    """Begin what one participant sends while the recording is on. Twice is once."""
    require(actor, Verb.KEEP_MEDIA)
    with kit.transaction() as tx:
        if _begun(tx, recording_id, id, participant, media_type):
            return {"id": str(id)}
        recording = _recording(tx.db, recording_id)
        _check_consent(tx, recording, participant, begun_at)
    key = object_key(recording.job_id, id, ORIGINAL)
    upload = kit.objects.open_parts(key, media_type=media_type)
    with kit.transaction() as tx:
        job = tx.db.get_one(Job, recording.job_id, with_for_update=True)
        if not _begun(tx, recording_id, id, participant, media_type):
            recording = _recording(tx.db, recording_id)
            seat = _check_consent(tx, recording, participant, begun_at)
            tx.db.add(_pending(tx, job, id, seat, media_type, begun_at))
            tx.db.flush()
            tx.db.add(
                RecordedFile(
                    id=id,
                    recording_id=recording.id,
                    participant_id=seat.id,
                    upload=upload,
                    heard_at=tx.now,
                )
            )
            return {"id": str(id)}
    kit.objects.drop_parts(key, upload)  # somebody else was faster
    return {"id": str(id)}


def announce_part(
    kit: Kit,
    actor: Actor,
    recording_id: UUID,
    file_id: UUID,
    *,
    number: int,
    size: int,
    sha256: str,
) -> JsonDict:
    """An address for exactly these bytes. Under its number a part replaces the one before."""
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_MEDIA)
        file, item = _file(tx.db, recording_id, file_id)
        if item.state != EvidenceState.PENDING:
            raise conflict("This file is complete. Begin another one.")
        part = tx.db.get(FilePart, (file.id, number, sha256))
        if part is None:
            part = FilePart(file_id=file.id, number=number, sha256=sha256)
            tx.db.add(part)
        part.size, part.announced_at = size, tx.now
        file.heard_at = tx.now
    signed = kit.objects.sign_part(
        item.object_key or "",
        file.upload,
        number,
        sha256=sha256,
        size=size,
        seconds=UPLOAD_SECONDS,
    )
    return {"url": signed.url, "headers": dict(signed.headers)}


def complete(
    kit: Kit, actor: Actor, recording_id: UUID, file_id: UUID, *, whole: Whole
) -> JsonDict:
    """Make the file of its parts and seal it. Twice is once, and so is a sweep that came first."""
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_MEDIA)
        file, item = _file(tx.db, recording_id, file_id)
        if item.state == EvidenceState.SEALED:
            return item_view(tx.db, item)
        file.heard_at = tx.now
        _check_parts(tx.db, file, whole)
    try:
        stored = joined(kit, file, item, whole.parts)
    except Problem:
        with kit.reading() as db:
            file, item = _file(db, recording_id, file_id)
            if item.state == EvidenceState.SEALED:  # meanwhile, of other parts
                return item_view(db, item)
        raise
    return sealed(kit, actor, file_id, stored, whole)


def joined(kit: Kit, file: RecordedFile, item: EvidenceItem, parts: Sequence[Piece]) -> Stored:
    """The object that S3 has made of these parts and no others; its own answer is checked."""
    try:
        stored = kit.objects.join_parts(item.object_key or "", file.upload, parts)
    except FileNotFoundError:
        raise Problem(Code.UPLOAD_MISSING, "No part of this file has arrived.") from None
    except ValueError:
        raise other_parts() from None
    if (stored.size, stored.composite) != (sum(part.size for part in parts), _composite(parts)):
        raise other_parts()
    return stored


def sealed(kit: Kit, actor: Actor, file_id: UUID, stored: Stored, whole: Whole) -> JsonDict:
    """Evidence from now on: everybody on the job is told, and workers look at it."""
    with kit.transaction() as tx:
        job_id = tx.db.get_one(EvidenceItem, file_id).job_id
        job = tx.db.get_one(Job, job_id, with_for_update=True)
        item = tx.db.get_one(EvidenceItem, file_id, with_for_update=True, populate_existing=True)
        if item.state == EvidenceState.SEALED:
            return item_view(tx.db, item)
        file = tx.db.get_one(RecordedFile, file_id)
        item.state, item.object_version = EvidenceState.SEALED, stored.version
        item.size, item.sha256, item.seconds = stored.size, whole.sha256, whole.seconds
        item.incomplete, item.received_at = whole.incomplete, tx.now
        tx.db.flush()
        pictures = (RENDITIONS,) if (item.media_type or "").startswith("video/") else ()
        record_added(tx, actor, job, item, deliver=(*pictures, VERIFICATION))
        seat = tx.db.get_one(Participant, file.participant_id)
        note_missing(tx, actor, job, item, seat, whole.gaps)
        return item_view(tx.db, item)


def _recording(db: Session, recording_id: UUID) -> Recording:
    recording = db.get(Recording, recording_id)
    if recording is None:
        raise not_found("recording")
    return recording


def _file(db: Session, recording_id: UUID, file_id: UUID) -> tuple[RecordedFile, EvidenceItem]:
    file = db.get(RecordedFile, file_id)
    if file is None or file.recording_id != recording_id:
        raise not_found("file")
    return file, db.get_one(EvidenceItem, file_id)


def _begun(
    tx: Transaction, recording_id: UUID, id: UUID, participant: UUID, media_type: str
) -> bool:
    """Whether this very file was begun before."""
    item, file = tx.db.get(EvidenceItem, id), tx.db.get(RecordedFile, id)
    if item is None:
        return False
    known = file and (file.recording_id, file.participant_id, item.media_type)
    if file is None or known != (recording_id, participant, media_type):
        raise conflict("This id is taken by other evidence. Use a new one.")
    file.heard_at = tx.now
    return True


def _check_consent(
    tx: Transaction, recording: Recording, participant: UUID, begun_at: datetime
) -> Participant:
    """Whose file it is, when everybody had consented and she had too. What was begun then may come
    when it is over: the network is not always there."""
    seat = seat_in(tx.db, recording.session_id, participant)
    known = tx.db.get(Consent, (recording.id, seat.id))
    hers = known is not None and known.given_at is not None
    if recording.state == RecordingState.ON:
        allowed = hers and known is not None and known.given
    else:
        allowed = hers and any(
            begin - TOLERANCE <= begun_at <= end + TOLERANCE
            for begin, end in spans(recording)
            if end is not None
        )
    if not allowed:
        raise conflict("Not everybody has consented to this recording, so nothing of it is kept.")
    return seat


def _pending(
    tx: Transaction, job: Job, id: UUID, seat: Participant, media_type: str, begun_at: datetime
) -> EvidenceItem:
    return EvidenceItem(
        id=id,
        job_id=job.id,
        author_id=seat.person_id,
        author_name=seat.name,
        kind=EvidenceKind.RECORDING,
        state=EvidenceState.PENDING,
        audience=Audience.CLIENT,
        captured_at=begun_at,
        received_at=tx.now,
        clock_off=abs(begun_at - tx.now) > CLOCK_TOLERANCE,
        media_type=media_type,
        object_key=object_key(job.id, id, ORIGINAL),
    )


def _check_parts(db: Session, file: RecordedFile, whole: Whole) -> None:
    """From 1 and without a hole, each as it was announced, and all of them as long as the file."""
    rows = db.scalars(select(FilePart).where(FilePart.file_id == file.id))
    announced = {(row.number, row.size, row.sha256) for row in rows}
    in_order = [part.number for part in whole.parts] == [*range(1, len(whole.parts) + 1)]
    known = all((part.number, part.size, part.sha256) in announced for part in whole.parts)
    if not (in_order and known and sum(part.size for part in whole.parts) == whole.size):
        raise other_parts()


def other_parts() -> Problem:
    return Problem(
        Code.UPLOAD_MISMATCH,
        "These are not the parts that arrived. Put what differs, and complete the file again.",
    )


def _composite(parts: Sequence[Piece]) -> str:
    """SHA-256 over the parts' SHA-256, a hyphen, their number ("Checking object integrity" in the
    Amazon S3 user guide, composite checksums)."""
    digests = b"".join(bytes.fromhex(part.sha256) for part in parts)
    return f"{hashlib.sha256(digests).hexdigest()}-{len(parts)}"
