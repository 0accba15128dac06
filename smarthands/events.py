"""The event format, frozen: gapless `seq`, salted bodies, digests, withheld stubs, a hash chain.

Canonical JSON is RFC 8785. See docs/events.md for the format in words and a worked example.
"""

import hashlib
import json
import secrets
from collections.abc import Container, Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any

import rfc8785
from sqlalchemy import bindparam, select, tuple_, update
from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.model.event import Event, Stream
from smarthands.model.evidence import Audience

RecordedEvent = Event
"""An event as its stream has it, for readers that know no tables."""
GENESIS = "0" * 64
SALT_BYTES = 16

JsonObject = Mapping[str, Any]

# These statements are built once, since every write executes both.
_STREAMS = Stream.metadata.tables[Stream.__tablename__]
_THIS_STREAM = update(_STREAMS).where(_STREAMS.c.id == bindparam("stream"))
NEXT_PLACE = _THIS_STREAM.values(last_seq=_STREAMS.c.last_seq + 1).returning(
    _STREAMS.c.last_seq, _STREAMS.c.last_hash
)
SET_LAST_HASH = _THIS_STREAM.values(last_hash=bindparam("hash"))


@dataclass(frozen=True, slots=True)
class Subject:
    """The thing that a fact is about: a word for its type, and its id."""

    type: str
    id: str

    def wire(self) -> dict[str, str]:
        return {"type": self.type, "id": self.id}


def stamp(at: datetime) -> str:
    """A moment as RFC 3339 in UTC, always with six digits, so that one moment has one string."""
    return at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")


SAFE = 2**53 - 1


def digest(value: Any) -> str:
    """The SHA-256 of the canonical form, as 64 hex digits."""
    return hashlib.sha256(rfc8785.dumps(value)).hexdigest()


def _fits(value: Any, told: Any) -> bool:
    """Whether this is the digest of what somebody hands us; what has no canonical form has none.

    Every number is a double in RFC 8785, however it is written; rfc8785 refuses whole ones from
    2⁵³ on, though it writes them itself for floats.
    """
    try:
        return bool(digest(_as_doubles(value)) == told)
    except (ValueError, TypeError, OverflowError, RecursionError):
        return False


def _as_doubles(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _as_doubles(each) for key, each in value.items()}
    if isinstance(value, list):
        return [_as_doubles(each) for each in value]
    if isinstance(value, int) and not isinstance(value, bool) and abs(value) > SAFE:
        return float(value)
    return value


def chain_hash(previous: str, header: JsonObject) -> str:
    """The SHA-256 of the previous hash, as 32 raw bytes, and the canonical header, as 64 hex
    digits."""
    return hashlib.sha256(bytes.fromhex(previous) + rfc8785.dumps(dict(header))).hexdigest()


def _checked_hash(previous: str, header: JsonObject) -> str | None:
    try:
        return chain_hash(previous, _as_doubles(dict(header)))
    except (ValueError, TypeError, OverflowError, RecursionError):
        return None


def header_of(event: Event) -> dict[str, Any]:
    """The part of an event that its hash covers, and that every reader gets."""
    return {
        "stream": event.stream,
        "seq": event.seq,
        "at": stamp(event.at),
        "body_digest": event.body_digest,
    }


def append(
    db: Session,
    stream: str,
    kind: EventKind,
    *,
    at: datetime,
    actor: Actor,
    subject: Subject,
    audience: str,
    details: JsonObject,
) -> Event:
    """Add one event to the end of `stream`. The row lock on the stream orders all writers."""
    body: dict[str, Any] = {
        "kind": kind.value,
        "actor": actor.wire(),
        "subject": subject.wire(),
        "audience": str(audience),
        "details": dict(details),
        "salt": secrets.token_hex(SALT_BYTES),
    }
    text = rfc8785.dumps(body)
    seq, previous = _next_place(db, stream)
    event = Event(
        stream=stream,
        seq=seq,
        at=at,
        kind=kind.value,
        audience=str(audience),
        body=text.decode(),
        body_digest=hashlib.sha256(text).hexdigest(),
    )
    event.hash = chain_hash(previous, header_of(event))
    db.execute(SET_LAST_HASH, {"stream": stream, "hash": event.hash})
    db.add(event)
    return event


def _next_place(db: Session, stream: str) -> tuple[int, str]:
    row = db.execute(NEXT_PLACE, {"stream": stream}).first()
    if row is not None:
        return row.last_seq, row.last_hash
    db.add(Stream(id=stream, last_seq=1, last_hash=GENESIS))
    db.flush()
    return 1, GENESIS


def body_of(event: Event) -> dict[str, Any]:
    """The event's body for our own processes; empty when it was erased."""
    return json.loads(event.body) if event.body else {}


def wire(event: Event, audiences: Iterable[str]) -> dict[str, Any]:
    """The event as a reader of these audiences may see it: without a body when withheld or erased.

    A withheld event keeps its header and hash, so that everyone can check the whole chain.
    """
    fields = header_of(event) | {"hash": event.hash}
    if event.body is not None and event.audience in set(audiences):
        fields["body"] = json.loads(event.body)
    return fields


def after(db: Session, stream: str, seq: int, limit: int) -> list[Event]:
    """Up to `limit` events of a stream that follow `seq`, in order."""
    rows = db.scalars(
        select(Event)
        .where(Event.stream == stream, Event.seq > seq)
        .order_by(Event.seq)
        .limit(limit)
    )
    return list(rows)


def withhold(db: Session, stream: str, subject: Subject) -> None:
    """From now on, only the provider's own people get the bodies of the stream's events about this
    subject. The bodies stay, and so do digests and hashes: every reader can check the whole
    chain."""
    named = select(Event).where(
        Event.stream == stream, Event.audience == Audience.CLIENT, Event.body.contains(subject.id)
    )
    for event in db.scalars(named):
        if Subject(**body_of(event)["subject"]) == subject:
            event.audience = Audience.INTERNAL


def recent(
    db: Session, since: datetime, page: int, *, besides: Container[tuple[str, int]]
) -> list[Event]:
    """The events since a moment, of all streams, without those at these places, each a stream and a
    `seq`.

    It looks from the newest backwards, `page` events at a time, and ends with the first page that
    holds nothing new: however many events there were, the newest are always among them.
    """
    query = select(Event.stream, Event.seq).where(Event.at > since)
    query = query.order_by(Event.at.desc(), Event.stream, Event.seq.desc()).limit(page)
    found: list[Event] = []
    start, more = 0, True
    while more:
        rows = db.execute(query.offset(start)).all()
        places = [(stream, seq) for stream, seq in rows if (stream, seq) not in besides]
        found += db.scalars(select(Event).where(tuple_(Event.stream, Event.seq).in_(places)))
        start, more = start + page, bool(places) and len(rows) == page
    return found


def last_seq(db: Session, stream: str) -> int:
    """The number of the last event of a stream; 0 when it has none."""
    return db.scalar(select(Stream.last_seq).where(Stream.id == stream)) or 0


def last_seqs(db: Session, streams: Iterable[str]) -> dict[str, int]:
    """The numbers of the last events of these streams; one without events is left out."""
    rows = db.execute(select(Stream.id, Stream.last_seq).where(Stream.id.in_(streams)))
    return {row.id: row.last_seq for row in rows}


def verify(chain: Iterable[JsonObject]) -> str | None:
    """Check a whole chain as any reader sees it: None when it is sound, else what is wrong
    where. Any JSON is answered, since what is checked comes from anywhere."""
    previous, expected = GENESIS, 1
    for event in chain:
        if event.get("seq") != expected:
            return f"event {expected} is missing"
        header = {key: event.get(key) for key in ("stream", "seq", "at", "body_digest")}
        fitting = _checked_hash(previous, header)
        if fitting is None or fitting != event.get("hash"):
            return f"the hash of event {expected} does not fit"
        if "body" in event and not _fits(event["body"], event.get("body_digest")):
            return f"the body of event {expected} was changed"
        previous, expected = fitting, expected + 1
    return None
