"""What came late: evidence that the desk accepts, and words that newer ones have overtaken."""

from collections.abc import Mapping
from datetime import datetime
from uuid import UUID

from smarthands import event_search
from smarthands.access.evidence import evidence_for
from smarthands.access.jobs import locked_job
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.evidence.items import record_later
from smarthands.evidence.reading import item_view, marks_on
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem
from smarthands.model.evidence import EvidenceKind, Late
from smarthands.sessions import stills
from smarthands.views.values import JsonDict, moment

ItemWords = Mapping[str, str | None]
"""The caption and the phase of an item; None for what is not to change."""


def accept(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID) -> JsonDict:
    """Accept late evidence: it is shown to whom its author chose. Readers from outside had no
    earlier event about the item, so this event has everything that they see of it and its marks."""
    with kit.transaction() as tx:
        item = evidence_for(tx.db, actor, job_id, item_id, to=Verb.ACCEPT_EVIDENCE)
        if item.withdrawn_at:
            raise conflict("This item was withdrawn, so it can't be changed any more.")
        if item.late != Late.WAITING:
            return item_view(tx.db, item)
        item.late, item.audience = Late.ACCEPTED, item.chosen_audience
        tx.db.flush()
        after, marks = item_view(tx.db, item), marks_on(tx.db, item)
        record_later(tx, actor, item, EventKind.EVIDENCE_ACCEPTED, after, marks=marks)
        if item.kind == EvidenceKind.PHOTO:
            stills.arrived(tx, actor, locked_job(tx, job_id), item)
        return after


def without_overtaken(
    tx: Transaction,
    actor: Actor,
    item: EvidenceItem,
    words: ItemWords,
    seen: int,
    happened_at: datetime | None,
) -> ItemWords:
    """Words about an item, without those in whose place somebody else has put others after the
    event of number `seen`. These are recorded, once, however often they are sent."""
    described = [
        (body["actor"]["id"], body["details"])
        for body in event_search.bodies_when(
            tx.db,
            f"job/{item.job_id}",
            EventKind.EVIDENCE_DESCRIBED,
            Subject("evidence", str(item.id)),
            after=seen,
        )
    ]
    newer = {
        field
        for author, details in described
        if author != actor.id and "passed_over" not in details
        for field in details["evidence"][0]
    }
    overtaken = {
        field: text for field, text in words.items() if text is not None and field in newer
    }
    passed_over = overtaken | {"happened_at": moment(happened_at)}
    recorded = [details.get("passed_over") for author, details in described if author == actor.id]
    if overtaken and passed_over not in recorded:
        record_later(tx, actor, item, EventKind.EVIDENCE_DESCRIBED, {}, passed_over=passed_over)
    return {field: None if field in overtaken else text for field, text in words.items()}
