"""Marks that an expert draws on a picture of the job: each is a fact, and so is taking it back."""

import json
from datetime import datetime
from uuid import UUID

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session

from smarthands.access.evidence import evidence_for
from smarthands.access.sessions import seated_session
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict, forbidden, not_found
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.evidence.capture import Capture
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job, Mark
from smarthands.model.evidence import EvidenceKind
from smarthands.views.mark import mark_view
from smarthands.views.values import JsonDict

MOST_MARKS = 300
"""The most marks on one picture, those that were taken back among them."""

Points = list[list[int]]
"""`[[x, y], …]` in ten-thousandths of the picture's width and height."""


def draw(
    kit: Kit,
    actor: Actor,
    job_id: UUID,
    session_id: UUID,
    *,
    id: UUID,
    evidence_id: UUID,
    kind: str,
    points: Points,
    text: str,
    capture: Capture,
) -> JsonDict:
    """Put a mark on a photo. A mark that was drawn before the end of a session may arrive after
    it."""
    with kit.transaction() as tx:
        job, session = seated_session(tx, actor, job_id, session_id, to=Verb.MARK)
        mark = Mark(
            id=id,
            job_id=job.id,
            session_id=session.id,
            evidence_id=evidence_id,
            **actor.authorship,
            kind=kind,
            points=json.dumps(points, separators=(",", ":")),
            text=text,
            drawn_at=min(max(capture.by_our_clock(tx.now), session.asked_at), tx.now),
            undone_at=None,
        )
        if previous := tx.db.get(Mark, id):
            return _shown(tx.db, _same_or_conflict(previous, mark))
        item = _markable(tx, actor, job, evidence_id)
        tx.db.add(mark)
        tx.db.flush()
        _record(tx, actor, job, item, EventKind.MARK_DRAWN, mark_view(mark))
        return mark_view(mark)


def undo(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, mark_id: UUID) -> JsonDict:
    """Take one's own mark back; a second call changes nothing."""
    with kit.transaction() as tx:
        job, session = seated_session(tx, actor, job_id, session_id, to=Verb.MARK)
        mark = tx.db.get(Mark, mark_id)
        if mark is None or mark.session_id != session.id:
            raise not_found("mark")
        if mark.author_id != actor.person_id:
            raise forbidden("Somebody else drew this. Ask her to take it back.")
        if mark.undone_at is None:
            mark.undone_at = tx.now
            item = tx.db.get_one(EvidenceItem, mark.evidence_id)
            tx.db.flush()
            changed = {"id": str(mark.id), "undone_at": mark_view(mark)["undone_at"]}
            _record(tx, actor, job, item, EventKind.MARK_UNDONE, changed)
        return _shown(tx.db, mark)


def marks_for(actor: Actor, job: Job) -> Select[Mark, datetime | None]:
    """The marks of a job on pictures that this reader may see, each with the time at which its
    picture was withdrawn."""
    return (
        select(Mark, EvidenceItem.withdrawn_at)
        .join(EvidenceItem, EvidenceItem.id == Mark.evidence_id)
        .where(Mark.job_id == job.id, EvidenceItem.audience.in_(actor.audiences))
    )


def _shown(db: Session, mark: Mark) -> JsonDict:
    """The mark as readers see it, whatever has become of its picture."""
    picture = db.get_one(EvidenceItem, mark.evidence_id)
    return mark_view(mark, withdrawn=picture.withdrawn_at is not None)


def _same_or_conflict(previous: Mark, mark: Mark) -> Mark:
    """The mark that is there, for a retry; another mark under the same id is refused."""
    fixed = ("session_id", "author_id", "evidence_id", "kind", "points", "text")
    if any(getattr(previous, field) != getattr(mark, field) for field in fixed):
        raise conflict("This id is taken by another mark. Use a new one.")
    return previous


def _markable(tx: Transaction, actor: Actor, job: Job, evidence_id: UUID) -> EvidenceItem:
    """The photo that the mark goes on, unless it is withdrawn or full."""
    item = evidence_for(tx.db, actor, job.id, evidence_id)
    if item.kind != EvidenceKind.PHOTO:
        raise conflict("Only a photo can be drawn on.")
    if item.withdrawn_at:
        raise conflict("This picture was withdrawn, so it can't be drawn on any more.")
    marks = select(func.count(Mark.id)).where(Mark.evidence_id == item.id)
    if (tx.db.scalar(marks) or 0) >= MOST_MARKS:
        raise conflict(f"There are {MOST_MARKS} marks on this picture. Freeze another one.")
    return item


def _record(
    tx: Transaction, actor: Actor, job: Job, item: EvidenceItem, kind: EventKind, mark: JsonDict
) -> None:
    """Record the mark for the readers who see the picture."""
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("mark", str(mark["id"])),
        audience=item.audience,
        details={"mark": mark},
    )
