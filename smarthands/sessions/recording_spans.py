"""What a session's readers are told of its recording, and who has agreed to it."""

import json
from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from sqlalchemy import case, select
from sqlalchemy.orm import Session

from smarthands.model import Consent, Recording
from smarthands.model.recording import RecordingState
from smarthands.views.recording import RecordingWithConsents


def latest(db: Session, session_id: UUID, *, lock: bool = False) -> Recording | None:
    this = select(Recording).where(Recording.session_id == session_id)
    # One that isn't stopped is the last, also where a clock has stood still or gone back.
    stopped = case((Recording.state == RecordingState.STOPPED, 1), else_=0)
    newest = this.order_by(stopped, Recording.asked_at.desc(), Recording.id).limit(1)
    return db.scalar(newest.with_for_update() if lock else newest)


def recorded_in(db: Session, session_ids: Iterable[UUID]) -> dict[UUID, RecordingWithConsents]:
    """By session; two queries however many, one when nothing was recorded."""
    these = select(Recording).where(Recording.session_id.in_(session_ids))
    found: dict[UUID, RecordingWithConsents] = {}
    for recording in db.scalars(
        these.order_by(
            case((Recording.state == RecordingState.STOPPED, 0), else_=1),
            Recording.asked_at,
            Recording.id.desc(),
        )
    ):
        found[recording.session_id] = RecordingWithConsents(recording, [])
    if not found:
        return found
    by_recording = {each.recording.id: each for each in found.values()}
    given = select(Consent).where(Consent.recording_id.in_(by_recording))
    for consent in db.scalars(given.order_by(Consent.at, Consent.participant_id)):
        by_recording[consent.recording_id].consents.append(consent)
    return found


def spans(recording: Recording) -> list[tuple[datetime, datetime | None]]:
    """The times it was on; the last one is open while it is."""
    kept: list[tuple[str, str | None]] = json.loads(recording.spans)
    return [
        (datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None)
        for begin, end in kept
    ]


def open_span(recording: Recording, at: datetime) -> None:
    recording.spans = json.dumps([*json.loads(recording.spans), [at.isoformat(), None]])


def close_span(recording: Recording, at: datetime) -> None:
    """Nothing when none is open."""
    kept = json.loads(recording.spans)
    if kept and kept[-1][1] is None:
        kept[-1][1] = at.isoformat()
        recording.spans = json.dumps(kept)


def seconds_on(recording: Recording, now: datetime) -> float:
    """How long it was on in all. Never less than none: clocks are set back."""
    return sum(max(0.0, ((end or now) - begin).total_seconds()) for begin, end in spans(recording))
