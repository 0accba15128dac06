"""Events of a stream are found by their kind, and by what they are about."""

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.event_kinds import EventKind
from smarthands.events import Subject, body_of
from smarthands.model.event import Event


def bodies_when(
    db: Session, stream: str, kind: EventKind, subject: Subject, *, after: int = 0
) -> Iterator[dict[str, Any]]:
    """The bodies of the events of this kind about the subject that follow `after`, in order."""
    named = select(Event).where(
        Event.stream == stream,
        Event.seq > after,
        Event.kind == kind,
        Event.body.contains(subject.id),
    )
    for event in db.scalars(named.order_by(Event.seq)):
        body = body_of(event)
        if Subject(**body["subject"]) == subject:
            yield body


def body_when(db: Session, stream: str, kind: EventKind, subject: Subject) -> dict[str, Any]:
    """The body of the first event of this kind about the subject; empty when there is none."""
    return next(bodies_when(db, stream, kind, subject), {})


def last_of(db: Session, stream: str, kinds: Iterable[EventKind]) -> Event | None:
    """The last event of a stream that is of one of these kinds."""
    query = select(Event).where(Event.stream == stream, Event.kind.in_(list(kinds)))
    return db.scalar(query.order_by(Event.seq.desc()).limit(1))
