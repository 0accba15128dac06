"""Stills: pictures that are asked for in a session and that the phone then takes."""

from datetime import timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.budgets import spend
from smarthands.access.jobs import locked_job
from smarthands.access.photos import require_stills
from smarthands.access.sessions import seat_of, seated_session
from smarthands.access.verbs import ON_SITE, Verb
from smarthands.actor import Actor, system
from smarthands.errors import Problem, conflict
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job, Still
from smarthands.model.evidence import EvidenceState
from smarthands.model.session import SessionState, StillState
from smarthands.sessions import facts
from smarthands.sessions.seats import seats
from smarthands.views.still import still_view
from smarthands.views.values import JsonDict

STILL_SECONDS = 60
STILL_EXPIRY = "still-expiry"


def request(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, id: UUID) -> JsonDict:
    """Ask the phone for the best picture that it can take; it has a minute."""
    with kit.transaction() as tx:
        job, session = seated_session(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        if still := tx.db.get(Still, id):
            if (still.session_id, still.requested_by) != (session.id, actor.person_id):
                raise conflict("This id is taken by another still. Use a new one.")
            return still_view(still)
        seat = seat_of(tx.db, session.id, actor.person_id)
        if session.state != SessionState.LIVE or seat is None or seat.left_at:
            raise conflict("Nobody is in this call, so nobody can take the picture.")
        require_stills(tx.db, job)
        photo = tx.db.get(EvidenceItem, id)
        if photo and photo.job_id != job.id:
            raise _taken()
        spend(tx, actor, job.id, stills=1)
        lifetime = timedelta(seconds=STILL_SECONDS)
        still = Still(
            id=id,
            job_id=job.id,
            session_id=session.id,
            requested_by=actor.person_id,
            requested_by_name=actor.name,
            requested_at=tx.now,
            expires_at=tx.now + lifetime,
            state=StillState.PENDING,
        )
        if photo and photo.author_id != asked_of(tx.db, still):
            raise _taken()
        tx.db.add(still)
        deliver = (STILL_EXPIRY,)
        facts.record(
            tx, actor, job, still, EventKind.STILL_REQUESTED, deliver=deliver, later=lifetime
        )
        if photo and photo.state == EvidenceState.SEALED:
            arrived(tx, actor, job, photo)  # it came before the request for it
        return still_view(still)


def asked_of(db: Session, still: Still) -> UUID | None:
    """The person whose phone takes the still: the one who asks for it, when she is on site, else
    the first on site who was in the call by then; None when nobody was."""
    at = still.requested_at
    phones = [
        seat.person_id
        for seat in seats(db, still.session_id)
        if seat.role in ON_SITE and seat.joined_at <= at and (seat.left_at or at) >= at
    ]
    return still.requested_by if still.requested_by in phones else next(iter(phones), None)


def check_free(tx: Transaction, actor: Actor, job_id: UUID, id: UUID, *, picture: bool) -> None:
    """Check that new evidence takes no still's id, unless it is the picture that this actor was
    asked for: anybody on the job can read the id, and would answer in another's place."""
    still = tx.db.get(Still, id)
    if still is None or (
        picture and still.job_id == job_id and asked_of(tx.db, still) == actor.person_id
    ):
        return
    raise _taken()


def _taken() -> Problem:
    return conflict("This id is taken by other evidence. Use a new one.")


def arrived(tx: Transaction, actor: Actor, job: Job, item: EvidenceItem) -> None:
    """A photo with a still's id answers the still, also late. The job is locked."""
    still = tx.db.get(Still, item.id)
    if still is None or still.job_id != job.id or still.state == StillState.TAKEN:
        return
    still.state = StillState.TAKEN
    facts.record(tx, actor, job, still, EventKind.STILL_TAKEN)


def miss(kit: Kit, still_id: UUID) -> None:
    """Mark a still as missed when its minute is over and no photo has answered it."""
    with kit.transaction() as tx:
        still = tx.db.get(Still, still_id)
        if still is None:
            return
        # Sealing a photo locks the job too, so the still is read again under that lock.
        job = locked_job(tx, still.job_id)
        still = tx.db.get_one(Still, still_id, populate_existing=True)
        if still.state != StillState.PENDING:
            return
        still.state = StillState.MISSED
        facts.record(tx, system("sessions"), job, still, EventKind.STILL_MISSED)
