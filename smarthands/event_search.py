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


def newest_of(
    db: Session,
    stream: str,
    kinds: Iterable[EventKind],
    *,
    after: int = 0,
    up_to: int | None = None,
) -> Iterator[Event]:
    """The events of a stream that are of one of these kinds, from the newest backwards: those that
    follow `after`, up to the one of number `up_to`."""
    query = select(Event).where(
        Event.stream == stream, Event.seq > after, Event.kind.in_(list(kinds))
    )
    if up_to is not None:
        query = query.where(Event.seq <= up_to)
    yield from db.scalars(query.order_by(Event.seq.desc()))
