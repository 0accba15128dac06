"""What is said and asked for in a session: chat, and stills that the phone then takes."""

from datetime import timedelta
from uuid import UUID

from smarthands.access.verbs import Verb
from smarthands.actor import Actor, system
from smarthands.errors import conflict
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job, Message, Still
from smarthands.model.evidence import Audience, EvidenceState
from smarthands.model.session import SessionState, StillState
from smarthands.sessions.seats import seat_of, seated
from smarthands.views.chat import message_view
from smarthands.views.still import still_view
from smarthands.views.values import JsonDict

STILL_SECONDS = 60
STILL_EXPIRY = "still-expiry"


def say(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, id: UUID, text: str) -> JsonDict:
    """A line of chat. What was typed before the end may arrive after it."""
    with kit.transaction() as tx:
        job, session = seated(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        if message := tx.db.get(Message, id):
            known = (message.session_id, message.author_id, message.text)
            if known != (session.id, actor.person_id, text):
                raise conflict("This id is taken by another message. Use a new one.")
            return message_view(message)
        message = Message(
            id=id,
            job_id=job.id,
            session_id=session.id,
            author_id=actor.person_id,
            author_name=actor.name,
            text=text,
            sent_at=tx.now,
        )
        tx.db.add(message)
        tx.db.flush()
        tx.record(
            job.stream,
            "message.said",
            actor=actor,
            subject=Subject("message", str(id)),
            audience=Audience.CLIENT,
            details={"message": message_view(message)},
        )
        return message_view(message)


def request_still(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, id: UUID) -> JsonDict:
    """Ask the phone for the best picture it can take; it has a minute."""
    with kit.transaction() as tx:
        job, session = seated(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        if still := tx.db.get(Still, id):
            if (still.session_id, still.requested_by) != (session.id, actor.person_id):
                raise conflict("This id is taken by another still. Use a new one.")
            return still_view(still)
        seat = seat_of(tx.db, session.id, actor.person_id)
        if session.state != SessionState.LIVE or seat is None or seat.left_at:
            raise conflict("Nobody is in this call, so nobody can take the picture.")
        photo = tx.db.get(EvidenceItem, id)
        if photo and photo.job_id != job.id:
            raise conflict("This id is taken by other evidence. Use a new one.")
        still = Still(
            id=id,
            job_id=job.id,
            session_id=session.id,
            requested_by=actor.person_id,
            requested_by_name=actor.name,
            requested_at=tx.now,
            expires_at=tx.now + timedelta(seconds=STILL_SECONDS),
            state=StillState.PENDING,
        )
        tx.db.add(still)
        tx.db.flush()
        _record(tx, actor, job, still, "still.requested", later=timedelta(seconds=STILL_SECONDS))
        if photo and photo.state == EvidenceState.SEALED:
            still_arrived(tx, actor, job, photo)  # it was quicker than the request for it
        return still_view(still)


def still_arrived(tx: Transaction, actor: Actor, job: Job, item: EvidenceItem) -> None:
    """Called where evidence is sealed: a photo with a still's id answers it, also a late one."""
    still = tx.db.get(Still, item.id)
    if still is None or still.job_id != job.id or still.state == StillState.TAKEN:
        return
    still.state = StillState.TAKEN
    tx.db.flush()
    _record(tx, actor, job, still, "still.taken")


def miss_still(kit: Kit, still_id: UUID) -> None:
    """Its minute is over. The job is locked, as where a picture that answers it is sealed."""
    with kit.transaction() as tx:
        known = tx.db.get(Still, still_id)
        if known is None:
            return
        job = tx.db.get_one(Job, known.job_id, with_for_update=True)
        still = tx.db.get_one(Still, still_id, populate_existing=True)
        if still.state != StillState.PENDING:
            return
        still.state = StillState.MISSED
        tx.db.flush()
        _record(tx, system("sessions"), job, still, "still.missed")


def _record(
    tx: Transaction,
    actor: Actor,
    job: Job,
    still: Still,
    kind: str,
    *,
    later: timedelta | None = None,
) -> None:
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("still", str(still.id)),
        audience=Audience.CLIENT,
        details={"still": still_view(still)},
        deliver=(STILL_EXPIRY,) if later else (),
        later=later or timedelta(),
    )
