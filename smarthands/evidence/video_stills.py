"""Stills that the media node takes from the video, where a phone can't take one by itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.jobs import locked_job
from smarthands.access.photos import require_stills
from smarthands.access.sessions import seat_in
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Problem, conflict, not_found
from smarthands.evidence.capture import FileClaim
from smarthands.evidence.items import ORIGINAL, is_clock_off, object_key
from smarthands.evidence.sealing import (
    UploadTicket,
    seal_upload,
    ticket_with_put,
    ticket_without_put,
)
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job, Participant, Still
from smarthands.model.evidence import Audience, EvidenceKind, EvidenceState, PhotoSource
from smarthands.model.person import Role
from smarthands.model.session import StillState
from smarthands.sessions.seats import seats
from smarthands.views.values import JsonDict

JPEG = "image/jpeg"


def check_wanted(kit: Kit, session_id: UUID, still_id: UUID) -> None:
    """Check, before a node takes a picture, that this still is asked for in this session and not
    answered: the picture would be refused only after the work."""
    with kit.reading() as db:
        still = _still(db, session_id, still_id)
        require_stills(db, db.get_one(Job, still.job_id))
        if still.state == StillState.TAKEN:
            raise _answered_already()


def request_upload(
    kit: Kit,
    actor: Actor,
    session_id: UUID,
    still_id: UUID,
    *,
    claim: FileClaim,
    participant: UUID | None = None,
    taken_at: datetime | None = None,
) -> UploadTicket:
    """An address for the picture that answers a still, taken by the camera of `participant` or
    else of the person on site.

    Asking again for the same picture gives a fresh address, or the sealed item.
    """
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_MEDIA)
        still = _still(tx.db, session_id, still_id)
        job = locked_job(tx, still.job_id)
        item = tx.db.get(EvidenceItem, still.id)
        if item is None:
            require_stills(tx.db, job)
            seat = _camera_seat(tx.db, session_id, participant)
            item = _pending(tx, job, still, seat, claim, taken_at)
            tx.db.add(item)
        elif (item.source, item.size, item.sha256) != (PhotoSource.VIDEO, claim.size, claim.sha256):
            raise _answered_already()
        ticket = ticket_without_put(tx, actor, item)
    return ticket or ticket_with_put(kit, item)


def seal(kit: Kit, actor: Actor, session_id: UUID, still_id: UUID) -> JsonDict:
    """Acknowledge the picture, which answers the still; a second call gets the first one's
    answer."""
    require(actor, Verb.KEEP_MEDIA)

    def find(db: Session) -> EvidenceItem:
        return _item(db, session_id, still_id)

    def lock(tx: Transaction) -> tuple[Job, EvidenceItem]:
        still = _still(tx.db, session_id, still_id)
        job = locked_job(tx, still.job_id)
        return job, _item(tx.db, session_id, still_id)

    return seal_upload(kit, actor, find=find, lock=lock)


def _answered_already() -> Problem:
    return conflict("This still has another answer already.")


def _still(db: Session, session_id: UUID, still_id: UUID) -> Still:
    still = db.get(Still, still_id)
    if still is None or still.session_id != session_id:
        raise not_found("still")
    return still


def _item(db: Session, session_id: UUID, still_id: UUID) -> EvidenceItem:
    _still(db, session_id, still_id)
    item = db.get(EvidenceItem, still_id, populate_existing=True)
    if item is None or item.source != PhotoSource.VIDEO or item.state == EvidenceState.ABANDONED:
        raise not_found("upload")
    return item


def _camera_seat(db: Session, session_id: UUID, participant: UUID | None) -> Participant:
    """The seat of the camera: the one that the node names, else that of the person on site."""
    if participant:
        return seat_in(db, session_id, participant)
    on_site = [seat for seat in seats(db, session_id) if seat.role != Role.EXPERT]
    present = [seat for seat in on_site if seat.left_at is None]
    if not on_site:
        raise conflict("Nobody is on site in this call, so there is no picture to take.")
    return (present or on_site)[0]


def _pending(
    tx: Transaction,
    job: Job,
    still: Still,
    seat: Participant,
    claim: FileClaim,
    taken_at: datetime | None,
) -> EvidenceItem:
    captured_at = taken_at or still.requested_at
    return EvidenceItem(
        id=still.id,
        job_id=job.id,
        author_id=seat.person_id,
        author_name=seat.name,
        author_role=seat.person_role,
        kind=EvidenceKind.PHOTO,
        state=EvidenceState.PENDING,
        audience=Audience.CLIENT,
        source=PhotoSource.VIDEO,
        captured_at=captured_at,
        received_at=tx.now,
        clock_off=is_clock_off(captured_at, tx.now),
        media_type=JPEG,
        size=claim.size,
        sha256=claim.sha256,
        object_key=object_key(job.id, still.id, ORIGINAL),
    )
