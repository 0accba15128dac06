"""The recordings of sessions: the latest with its consents, and the times that it was on."""

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
    """A session's latest recording; there is at most one that isn't stopped."""
    query = select(Recording).where(Recording.session_id == session_id)
    # A recording that isn't stopped is the latest, also where a clock stood still or went back.
    stopped = case((Recording.state == RecordingState.STOPPED, 1), else_=0)
    newest = query.order_by(stopped, Recording.asked_at.desc(), Recording.id).limit(1)
    return db.scalar(newest.with_for_update() if lock else newest)


def recorded_in(db: Session, session_ids: Iterable[UUID]) -> dict[UUID, RecordingWithConsents]:
    """The latest recording of each session: two queries, or one when nothing was recorded."""
    query = select(Recording).where(Recording.session_id.in_(session_ids))
    by_session: dict[UUID, RecordingWithConsents] = {}
    for recording in db.scalars(
        query.order_by(
            case((Recording.state == RecordingState.STOPPED, 0), else_=1),
            Recording.asked_at,
            Recording.id.desc(),
        )
    ):
        by_session[recording.session_id] = RecordingWithConsents(recording, [])
    if not by_session:
        return by_session
    by_recording = {each.recording.id: each for each in by_session.values()}
    consents = select(Consent).where(Consent.recording_id.in_(by_recording))
    for consent in db.scalars(consents.order_by(Consent.at, Consent.participant_id)):
        by_recording[consent.recording_id].consents.append(consent)
    return by_session


def spans(recording: Recording) -> list[tuple[datetime, datetime | None]]:
    """The times that the recording was on; the end of the last is None while it is on."""
    pairs: list[tuple[str, str | None]] = json.loads(recording.spans)
    return [
        (datetime.fromisoformat(begin), datetime.fromisoformat(end) if end else None)
        for begin, end in pairs
    ]


def open_span(recording: Recording, at: datetime) -> None:
    recording.spans = json.dumps([*json.loads(recording.spans), [at.isoformat(), None]])


def close_span(recording: Recording, at: datetime) -> None:
    """Close the open span; nothing happens when none is open."""
    pairs = json.loads(recording.spans)
    if pairs and pairs[-1][1] is None:
        pairs[-1][1] = at.isoformat()
        recording.spans = json.dumps(pairs)


def seconds_on(recording: Recording, now: datetime) -> float:
    """The seconds for which it was on in all. No span counts as negative: clocks are set back."""
    return sum(max(0.0, ((end or now) - begin).total_seconds()) for begin, end in spans(recording))
