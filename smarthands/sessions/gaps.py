"""Gaps: times without a participant's picture and sound, as the media node saw them."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID, uuid5

from smarthands.access.jobs import locked_job
from smarthands.access.sessions import seat_in, session_by_id
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Gap, Job, Participant
from smarthands.model.evidence import Audience
from smarthands.views.recording import gap_view
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class Missing:
    """A stretch of a recorded file that has nothing in it, in seconds from its beginning."""

    at: float
    seconds: float
    reason: str


def note_interruption(
    kit: Kit,
    actor: Actor,
    session_id: UUID,
    *,
    id: UUID,
    participant: UUID,
    at: datetime,
    seconds: float,
    reason: str,
) -> JsonDict:
    """Note that a participant's picture and sound were gone from the call. Twice is once."""
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_MEDIA)
        session = session_by_id(tx.db, session_id)
        seat = seat_in(tx.db, session.id, participant)
        job = locked_job(tx, session.job_id)
        if gap := tx.db.get(Gap, id):
            previous = (gap.session_id, gap.participant_id, gap.at, gap.seconds, gap.reason)
            if previous != (session.id, seat.id, at, seconds, reason):
                raise conflict("This id is taken by another gap. Use a new one.")
            return gap_view(gap)
        gap = _gap(id, job, seat, at, seconds, reason)
        tx.db.add(gap)
        _record(
            tx,
            actor,
            job,
            EventKind.SESSION_INTERRUPTED,
            Subject("session", str(session.id)),
            [gap],
        )
        return gap_view(gap)


def note_missing(
    tx: Transaction,
    actor: Actor,
    job: Job,
    item: EvidenceItem,
    seat: Participant,
    missing: Iterable[Missing],
) -> None:
    """Note the gaps of a recorded file in one event. The job is locked."""
    gaps = [
        _gap(
            uuid5(item.id, str(number)),
            job,
            seat,
            item.captured_at + timedelta(seconds=each.at),
            each.seconds,
            each.reason,
            item.id,
        )
        for number, each in enumerate(missing)
    ]
    if gaps:
        tx.db.add_all(gaps)
        _record(tx, actor, job, EventKind.RECORDING_GAP, Subject("evidence", str(item.id)), gaps)


def _gap(
    id: UUID,
    job: Job,
    seat: Participant,
    at: datetime,
    seconds: float,
    reason: str,
    evidence_id: UUID | None = None,
) -> Gap:
    return Gap(
        id=id,
        job_id=job.id,
        session_id=seat.session_id,
        participant_id=seat.id,
        name=seat.name,
        evidence_id=evidence_id,
        at=at,
        seconds=seconds,
        reason=reason,
    )


def _record(
    tx: Transaction, actor: Actor, job: Job, kind: EventKind, subject: Subject, gaps: list[Gap]
) -> None:
    tx.db.flush()
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=subject,
        audience=Audience.CLIENT,
        details={"gap": [gap_view(gap) for gap in gaps]},
    )
