"""How a session went: what its pages tell of the connection, and the report at its end."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor, system
from smarthands.errors import forbidden
from smarthands.events import Subject
from smarthands.kit import Kit
from smarthands.model import (
    Consent,
    EvidenceItem,
    Gap,
    Job,
    LiveSession,
    Mark,
    Message,
    Participant,
    Recording,
    Still,
)
from smarthands.model.evidence import Audience
from smarthands.model.session import StillState
from smarthands.sessions.recording_spans import seconds_on
from smarthands.sessions.seats import seat_of, seats, session_for, shown
from smarthands.views.recording import consent_view, gap_view
from smarthands.views.values import JsonDict


def note_quality(
    kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, quality: JsonDict
) -> None:
    """What a page has measured so far; the last word of each participant counts."""
    with kit.transaction() as tx:
        session = session_for(tx.db, actor, job_id, session_id)
        require(actor, Verb.JOIN_SESSION)
        seat = seat_of(tx.db, session.id, actor.person_id)
        if seat is None:
            raise forbidden("You are not in this call. Join it first.")
        if session.report is None:  # what is written stays
            seat.quality = json.dumps(quality)


def report(kit: Kit, session_id: UUID) -> None:
    """Write the report of a session that has ended. Twice is once."""
    with kit.transaction() as tx:
        known = tx.db.get(LiveSession, session_id)
        if known is None:
            return
        job = tx.db.get_one(Job, known.job_id, with_for_update=True)
        session = tx.db.get_one(LiveSession, session_id, populate_existing=True)
        if session.report is not None or session.ended_at is None:
            return
        session.report = json.dumps(_told(tx.db, session))
        tx.db.flush()
        tx.record(
            job.stream,
            "session.reported",
            actor=system("sessions"),
            subject=Subject("session", str(session.id)),
            audience=Audience.CLIENT,
            details={"session": shown(tx.db, session)},
        )


def _told(db: Session, session: LiveSession) -> JsonDict:
    assert session.ended_at is not None
    begun = session.claimed_at
    messages = select(func.count(Message.id)).where(
        Message.job_id == session.job_id, Message.session_id == session.id
    )
    stills = select(func.count(Still.id)).where(
        Still.job_id == session.job_id,
        Still.session_id == session.id,
        Still.state == StillState.TAKEN,
    )
    marks = (
        select(func.count(Mark.id))
        .join(EvidenceItem, EvidenceItem.id == Mark.evidence_id)
        .where(
            Mark.job_id == session.job_id,
            Mark.session_id == session.id,
            Mark.undone_at.is_(None),
            # The report is for clients too.
            EvidenceItem.audience == Audience.CLIENT,
            EvidenceItem.withdrawn_at.is_(None),
        )
    )
    return {
        "waited_seconds": _seconds(session.asked_at, begun or session.ended_at),
        "lasted_seconds": _seconds(begun, session.ended_at) if begun else 0.0,
        "messages": db.scalar(messages) or 0,
        "stills": db.scalar(stills) or 0,
        "marks": db.scalar(marks) or 0,
        "recording": _recorded(db, session),
        "gaps": _gaps(db, session),
        "connections": [_connection(seat) for seat in seats(db, session.id) if seat.quality],
    }


def _recorded(db: Session, session: LiveSession) -> JsonDict | None:
    """How long it was recorded in all, and who had answered what in the end."""
    assert session.ended_at is not None
    query = select(Recording).where(Recording.session_id == session.id)
    recordings = list(db.scalars(query.order_by(Recording.asked_at)))
    if not recordings:
        return None
    answers = (
        select(Consent)
        .where(Consent.recording_id.in_([recording.id for recording in recordings]))
        .order_by(Consent.at)
    )
    return {
        "seconds": sum(seconds_on(recording, session.ended_at) for recording in recordings),
        "consents": [consent_view(consent) for consent in db.scalars(answers)],
    }


def _gaps(db: Session, session: LiveSession) -> list[JsonDict]:
    """Of the call, that is; what a recorded file lacks is told with the file."""
    query = select(Gap).where(
        Gap.job_id == session.job_id, Gap.session_id == session.id, Gap.evidence_id.is_(None)
    )
    return [gap_view(gap) for gap in db.scalars(query.order_by(Gap.at, Gap.id))]


def _seconds(start: datetime, end: datetime) -> float:
    """Never less than none: the clock may have been set back in between."""
    return max(0.0, (end - start).total_seconds())


def _connection(seat: Participant) -> JsonDict:
    measured: JsonDict = json.loads(seat.quality or "{}")
    return {"participant": str(seat.id), "name": seat.name} | measured
