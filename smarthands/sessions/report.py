"""The report of a session, written after its end, and the connection quality that pages measure."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from smarthands.access.sessions import locked_session, require_seat, session_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor, system
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit
from smarthands.model import (
    Consent,
    EvidenceItem,
    Gap,
    LiveSession,
    Mark,
    Message,
    Participant,
    Recording,
    Still,
)
from smarthands.model.evidence import Audience
from smarthands.model.session import StillState
from smarthands.sessions import facts
from smarthands.sessions.recording_spans import seconds_on
from smarthands.sessions.seats import seats
from smarthands.views.recording import consent_view, gap_view
from smarthands.views.values import JsonDict


def note_quality(
    kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, quality: JsonDict
) -> None:
    """Keep what a page has measured so far; each participant's last measurement counts."""
    with kit.transaction() as tx:
        session = session_for(tx.db, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        seat = require_seat(tx.db, actor, session)
        if session.report is None:  # a written report stays as it is
            seat.quality = json.dumps(quality)


def write_report(kit: Kit, session_id: UUID) -> None:
    """Write the report of a session that has ended. Twice is once."""
    with kit.transaction() as tx:
        locked = locked_session(tx, session_id)
        if locked is None:
            return
        job, session = locked
        if session.report is not None or session.ended_at is None:
            return
        session.report = json.dumps(_contents(tx.db, session))
        facts.record(tx, system("sessions"), job, session, EventKind.SESSION_REPORTED)


def _contents(db: Session, session: LiveSession) -> JsonDict:
    assert session.ended_at is not None
    begun = session.claimed_at
    messages = select(func.count(Message.id)).where(
        Message.job_id == session.job_id, Message.session_id == session.id
    )
    # Clients read the report, so it counts only the pictures and marks that they see.
    seen = (EvidenceItem.audience == Audience.CLIENT, EvidenceItem.withdrawn_at.is_(None))
    stills = (
        select(func.count(Still.id))
        .join(EvidenceItem, EvidenceItem.id == Still.id)
        .where(
            Still.job_id == session.job_id,
            Still.session_id == session.id,
            Still.state == StillState.TAKEN,
            *seen,
        )
    )
    marks = (
        select(func.count(Mark.id))
        .join(EvidenceItem, EvidenceItem.id == Mark.evidence_id)
        .where(
            Mark.job_id == session.job_id,
            Mark.session_id == session.id,
            Mark.undone_at.is_(None),
            *seen,
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
    """The seconds for which the session was recorded, and each participant's last answer."""
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
    """The gaps of the call; those of a recorded file are shown with the file."""
    query = select(Gap).where(
        Gap.job_id == session.job_id, Gap.session_id == session.id, Gap.evidence_id.is_(None)
    )
    return [gap_view(gap) for gap in db.scalars(query.order_by(Gap.at, Gap.id))]


def _seconds(start: datetime, end: datetime) -> float:
    """Seconds between two moments, never negative: the clock may have been set back."""
    return max(0.0, (end - start).total_seconds())


def _connection(seat: Participant) -> JsonDict:
    measured: JsonDict = json.loads(seat.quality or "{}")
    return {"participant": str(seat.id), "name": seat.name} | measured
