"""Later facts about a sealed item: a new caption or phase, its withdrawal, and the acceptance of
what came late."""

from collections.abc import Sequence
from datetime import datetime
from uuid import UUID

from smarthands import event_search, events
from smarthands.access.evidence import evidence_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, Subject
from smarthands.evidence.reading import item_view, marks_on
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem
from smarthands.model.evidence import Late
from smarthands.views.values import JsonDict, changes, moment


def describe(
    kit: Kit,
    actor: Actor,
    job_id: UUID,
    item_id: UUID,
    *,
    caption: str | None = None,
    phase: str | None = None,
    happened_at: datetime | None = None,
    seen: int | None = None,
) -> JsonDict:
    """Change caption or phase; None leaves it as it is. The events keep what stood before.

    A phone without network may tell of it much later: then `seen` is the number of the job's last
    event that it had, and what somebody else has written since then stays. The events keep what was
    passed over, once.
    """
    with kit.transaction() as tx:
        item = evidence_for(tx.db, actor, job_id, item_id, to=Verb.DESCRIBE_EVIDENCE)
        if item.withdrawn_at:
            raise conflict("This item was withdrawn, so it can't be changed any more.")
        before = item_view(tx.db, item)
        if seen is not None and _written_since(tx, actor, item, seen):
            _pass_over(tx, actor, item, seen, caption, phase, happened_at)
            return before
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
        after, marks = item_view(tx.db, item), marks_on(tx.db, item)
        record_evidence(tx, actor, item, EventKind.EVIDENCE_ACCEPTED, after, marks=marks)
        return after


def _written_since(tx: Transaction, actor: Actor, item: EvidenceItem, seen: int) -> bool:
    """Whether somebody else has described the item after the event of number `seen`."""
    described = event_search.bodies_when(
        tx.db,
        f"job/{item.job_id}",
        EventKind.EVIDENCE_DESCRIBED,
        Subject("evidence", str(item.id)),
        after=seen,
    )
    return any(body["actor"]["id"] != actor.id for body in described)


def _pass_over(
    tx: Transaction,
    actor: Actor,
    item: EvidenceItem,
    seen: int,
    caption: str | None,
    phase: str | None,
    happened_at: datetime | None,
) -> None:
    """Record words that came too late for an item; a retry of them finds that they were."""
    words = {"caption": caption, "phase": phase, "happened_at": moment(happened_at)}
    subject = Subject("evidence", str(item.id))
    stream, kind = f"job/{item.job_id}", EventKind.EVIDENCE_DESCRIBED
    for body in event_search.bodies_when(tx.db, stream, kind, subject, after=seen):
        if body["actor"]["id"] == actor.id and body["details"].get("passed_over") == words:
            return
    record_evidence(tx, actor, item, kind, {}, passed_over=words)


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
    passed_over: JsonObject | None = None,
) -> None:
    """Record a later fact about an item: `details.evidence` merges into what readers hold of it,
    and each of `details.marks` into its mark."""
    more: JsonDict = {"marks": list(marks)} if marks else {}
    if passed_over:
        more["passed_over"] = dict(passed_over)
    tx.record(
        f"job/{item.job_id}",
        kind,
        actor=actor,
        subject=Subject("evidence", str(item.id)),
        audience=item.audience,
        details={"evidence": [{"id": str(item.id), **changed}], **more},
    )
