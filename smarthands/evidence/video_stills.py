"""Stills that the media node takes from the video, where a phone can't take one by itself."""

from datetime import datetime
from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.sessions import seat_in
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, not_found
from smarthands.evidence.reading import item_view
from smarthands.evidence.uploads import (
    CLOCK_TOLERANCE,
    ORIGINAL,
    Claim,
    UploadTicket,
    check_stored,
    object_key,
    seal_upload,
    signed_put,
    ticket_without_put,
)
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job, Participant, Still
from smarthands.model.evidence import Audience, EvidenceKind, EvidenceState, Source
from smarthands.model.person import Role
from smarthands.model.session import StillState
from smarthands.sessions.seats import seats
from smarthands.views.values import JsonDict

JPEG = "image/jpeg"


def check_wanted(kit: Kit, session_id: UUID, still_id: UUID) -> None:
    """Before a node takes a picture for this still: one that nobody has asked for in this session,
    or that was answered, would be refused only after the work."""
    with kit.reading() as db:
        if _still(db, session_id, still_id).state == StillState.TAKEN:
            raise conflict("This still has another answer already.")


def request_upload(
    kit: Kit,
    actor: Actor,
    session_id: UUID,
    still_id: UUID,
    *,
    claim: Claim,
    participant: UUID | None = None,
    taken_at: datetime | None = None,
) -> UploadTicket:
    """An address for the picture that answers a still: `participant`'s camera, who else is on site.

    Asking again for the same picture gives a fresh address, or the sealed item.
    """
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_MEDIA)
        still = _still(tx.db, session_id, still_id)
        job = tx.db.get_one(Job, still.job_id, with_for_update=True)
        item = tx.db.get(EvidenceItem, still.id)
        if item is None:
            seat = seat_in(tx.db, session_id, participant) if participant else _seen(tx, session_id)
            item = _pending(tx, job, still, seat, claim, taken_at)
            tx.db.add(item)
        elif (item.source, item.size, item.sha256) != (Source.VIDEO, claim.size, claim.sha256):
            raise conflict("This still has another answer already.")
        if answered := ticket_without_put(tx, item):
            return answered
    return UploadTicket(item.state, signed_put(kit, item), None)


def seal(kit: Kit, actor: Actor, session_id: UUID, still_id: UUID) -> JsonDict:
    """Acknowledge it, which answers the still. Twice is once."""
    require(actor, Verb.KEEP_MEDIA)
    with kit.reading() as db:
        item = _item(db, session_id, still_id)
        if item.state == EvidenceState.SEALED:
            return item_view(db, item)
    stored = kit.objects.stat(item.object_key or "")
    check_stored(item, stored)
    assert stored is not None
    with kit.transaction() as tx:
        job = tx.db.get_one(Job, item.job_id, with_for_update=True)
        item = _item(tx.db, session_id, still_id)
        if item.state != EvidenceState.SEALED:
            seal_upload(tx, actor, job, item, stored)
        return item_view(tx.db, item)


def _still(db: Session, session_id: UUID, still_id: UUID) -> Still:
    still = db.get(Still, still_id)
    if still is None or still.session_id != session_id:
        raise not_found("still")
    return still


def _item(db: Session, session_id: UUID, still_id: UUID) -> EvidenceItem:
    _still(db, session_id, still_id)
    item = db.get(EvidenceItem, still_id, populate_existing=True)
    if item is None or item.source != Source.VIDEO or item.state == EvidenceState.ABANDONED:
        raise not_found("upload")
    return item


def _seen(tx: Transaction, session_id: UUID) -> Participant:
    """Whose camera it is when the node does not say: there is mostly one."""
    on_site = [seat for seat in seats(tx.db, session_id) if seat.role != Role.EXPERT]
    there = [seat for seat in on_site if seat.left_at is None]
    if not on_site:
        raise conflict("Nobody is on site in this call, so there is no picture to take.")
    return (there or on_site)[0]


def _pending(
    tx: Transaction,
    job: Job,
    still: Still,
    seat: Participant,
    claim: Claim,
    taken_at: datetime | None,
) -> EvidenceItem:
    at = taken_at or still.requested_at
    return EvidenceItem(
        id=still.id,
        job_id=job.id,
        author_id=seat.person_id,
        author_name=seat.name,
        kind=EvidenceKind.PHOTO,
        state=EvidenceState.PENDING,
        audience=Audience.CLIENT,
        source=Source.VIDEO,
        captured_at=at,
        received_at=tx.now,
        clock_off=abs(at - tx.now) > CLOCK_TOLERANCE,
        media_type=JPEG,
        size=claim.size,
        sha256=claim.sha256,
        object_key=object_key(job.id, still.id, ORIGINAL),
    )
