"""Later facts about a sealed item: a new caption or phase, and its withdrawal."""

from collections.abc import Sequence
from uuid import UUID

from smarthands import events
from smarthands.access.evidence import evidence_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, Subject
from smarthands.evidence.reading import item_view, marks_on
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem
from smarthands.views.values import JsonDict, changes


def describe(
    kit: Kit,
    actor: Actor,
    job_id: UUID,
    item_id: UUID,
    *,
    caption: str | None = None,
    phase: str | None = None,
) -> JsonDict:
    """Change caption or phase; None leaves it as it is. The events keep what stood before."""
    with kit.transaction() as tx:
        item = evidence_for(tx.db, actor, job_id, item_id, to=Verb.DESCRIBE_EVIDENCE)
        if item.withdrawn_at:
            raise conflict("This item was withdrawn, so it can't be changed any more.")
        before = item_view(tx.db, item)
        item.caption = item.caption if caption is None else caption
        item.phase = item.phase if phase is None else phase
        after = item_view(tx.db, item)
        if changed := changes(before, after):
            record_evidence(tx, actor, item, EventKind.EVIDENCE_DESCRIBED, changed)
        return after


def withdraw(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID, *, reason: str) -> JsonDict:
    """Take an item out of view, with a reason. Its bytes and its place in the chain stay.

    Readers from outside get no earlier event about the item or a mark on it any more, so this
    event has everything that they still see of both.
    """
    with kit.transaction() as tx:
        item = evidence_for(tx.db, actor, job_id, item_id, to=Verb.WITHDRAW_EVIDENCE)
        if item.withdrawn_at:
            return item_view(tx.db, item)
        item.withdrawn_at = tx.now
        item.withdrawn_reason = reason
        after, marks = item_view(tx.db, item), marks_on(tx.db, item)
        _withhold_earlier_events(tx, item, marks)
        record_evidence(tx, actor, item, EventKind.EVIDENCE_WITHDRAWN, after, marks=marks)
        return after


def _withhold_earlier_events(tx: Transaction, item: EvidenceItem, marks: list[JsonDict]) -> None:
    subjects = [Subject("evidence", str(item.id)), *(Subject("mark", mark["id"]) for mark in marks)]
    for subject in subjects:
        events.withhold(tx.db, f"job/{item.job_id}", subject)


def record_evidence(
    tx: Transaction,
    actor: Actor,
    item: EvidenceItem,
    kind: EventKind,
    changed: JsonObject,
    *,
    marks: Sequence[JsonDict] = (),
) -> None:
    """Record a later fact about an item: `details.evidence` merges into what readers hold of it,
    and each of `details.marks` into its mark."""
    more = {"marks": list(marks)} if marks else {}
    tx.record(
        f"job/{item.job_id}",
        kind,
        actor=actor,
        subject=Subject("evidence", str(item.id)),
        audience=item.audience,
        details={"evidence": [{"id": str(item.id), **changed}], **more},
    )
