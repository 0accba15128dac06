"""A job's document in parts of so many bytes: however much is in a job, nobody waits for another
reader's document, and every reader gets all of it."""

import json
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

from sqlalchemy import literal, select, tuple_
from sqlalchemy.orm import InstrumentedAttribute, Session

from smarthands.access.evidence import visible_evidence
from smarthands.actor import Actor
from smarthands.evidence.marks import marks_for
from smarthands.evidence.reading import item_views
from smarthands.model import EvidenceItem, Job, Mark, Message
from smarthands.paging import decode_cursor, encode_cursor, unknown_cursor
from smarthands.views.chat import message_view
from smarthands.views.mark import mark_view
from smarthands.views.values import JsonDict

PART_BYTES = 300_000
SLICE = 100
"""The rows that are read at once."""
Key = tuple[datetime, UUID]


@dataclass(frozen=True, slots=True)
class _Noun:
    """A noun of which a job may have thousands, in the order in which they came."""

    name: str
    select: Callable[[Actor, Job], Any]
    at: InstrumentedAttribute[datetime]
    id: InstrumentedAttribute[UUID]
    views: Callable[[Session, Sequence[Any]], list[JsonDict]]


def _evidence(db: Session, rows: Sequence[Any]) -> list[JsonDict]:
    return item_views(db, [item for (item,) in rows])


def _messages(_db: Session, rows: Sequence[Any]) -> list[JsonDict]:
    return [message_view(message) for (message,) in rows]


def _marks(_db: Session, rows: Sequence[Any]) -> list[JsonDict]:
    return [mark_view(mark, withdrawn=at is not None) for mark, at in rows]


NOUNS = (
    _Noun(
        "evidence",
        lambda actor, job: visible_evidence(actor, job.id),
        EvidenceItem.received_at,
        EvidenceItem.id,
        _evidence,
    ),
    _Noun(
        "messages",
        lambda _actor, job: select(Message).where(Message.job_id == job.id),
        Message.sent_at,
        Message.id,
        _messages,
    ),
    _Noun("marks", marks_for, Mark.drawn_at, Mark.id, _marks),
)


def part_of(
    db: Session, actor: Actor, job: Job, after: str | None
) -> tuple[dict[str, dict[str, JsonDict]], str | None]:
    """The evidence, messages and marks by id that follow a cursor, and the cursor of the next part;
    None when there is no more. A part has one item at least, however large."""
    first, key = _start(after)
    part: dict[str, dict[str, JsonDict]] = {noun.name: {} for noun in NOUNS}
    room = PART_BYTES
    for number in range(first, len(NOUNS)):
        for at, view in _following(db, actor, job, NOUNS[number], key):
            if room <= 0:
                return part, _cursor(number, key)
            part[NOUNS[number].name][view["id"]] = view
            key = (at, UUID(view["id"]))
            room -= len(json.dumps(view))
        key = None
    return part, None


def _following(
    db: Session, actor: Actor, job: Job, noun: _Noun, key: Key | None
) -> Iterator[tuple[datetime, JsonDict]]:
    ordered = noun.select(actor, job).order_by(noun.at, noun.id).limit(SLICE)
    while True:
        later = ordered if key is None else ordered.where(_is_later(noun, key))
        rows = db.execute(later).all()
        for row, view in zip(rows, noun.views(db, rows), strict=True):
            key = (getattr(row[0], noun.at.key), row[0].id)
            yield key[0], view
        if len(rows) < SLICE:
            return


def _is_later(noun: _Noun, key: Key) -> Any:
    at, id = literal(key[0], noun.at.type), literal(key[1], noun.id.type)
    return tuple_(noun.at, noun.id) > tuple_(at, id)


def _cursor(number: int, key: Key | None) -> str:
    at, id = key or ("", UUID(int=0))
    return encode_cursor(number, str(at), id)


def _start(after: str | None) -> tuple[int, Key | None]:
    if after is None:
        return 0, None
    number, at, id = decode_cursor(after, int, str, UUID)
    try:
        key = (datetime.fromisoformat(at), id) if at else None
        if number >= len(NOUNS) or (key and key[0].tzinfo is None):
            raise ValueError
    except ValueError as error:
        raise unknown_cursor() from error
    return number, key
