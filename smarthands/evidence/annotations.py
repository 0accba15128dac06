"""Later facts about a sealed item: a new caption or phase, and its withdrawal."""

from datetime import datetime
from uuid import UUID

from smarthands import events
from smarthands.access.evidence import evidence_for, evidence_told_of
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.evidence import told_words
from smarthands.evidence.items import record_later
from smarthands.evidence.reading import item_view, marks_on, senders_view
from smarthands.evidence.told_words import ItemWords, ToldChange
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem
from smarthands.model.evidence import Late
from smarthands.views.values import JsonDict, changes


def describe(
    kit: Kit,
    actor: Actor,
    job_id: UUID,
    item_id: UUID,
    *,
    caption: str | None = None,
    phase: str | None = None,
    id: UUID | None = None,
    happened_at: datetime | None = None,
    device_time: datetime | None = None,
    seen: int | None = None,
) -> JsonDict:
    """Change caption or phase; None leaves it as it is. The events keep what stood before.

    A phone without network may tell of it much later, and more than once under one `id`. Then
    `seen` is the number of the job's last event that it had: newer words stay, and so does an item
    that was withdrawn since then. The events keep what was passed over, once.
    """
    words: ItemWords = {"caption": caption, "phase": phase}
    change = ToldChange(id, happened_at, device_time, seen)
    with kit.transaction() as tx:
        item, late = _item_to_describe(tx, actor, job_id, item_id, change)
        is_told = id is not None or seen is not None
        since = told_words.since_seen(tx, item, seen) if is_told else []
        if id and told_words.was_told(since, actor, words, change):
            return senders_view(tx.db, actor, item)
        if item.withdrawn_at and not told_words.was_withdrawn_since(tx, item, seen):
            raise conflict("This item was withdrawn, so it can't be changed any more.")
        told = change.details(tx, item)
        newer = told_words.overtaken(since, actor, words, seen=seen, told=told)
        # The client does not read what somebody wrote who was not on the job any more.
        changes_nothing = item.withdrawn_at or (late and item.late != Late.WAITING)
        over = told_words.given(words) if changes_nothing else newer
        if over:
            told_words.pass_over(tx, actor, item, over, change, since)
        _put(tx, actor, item, {name: words[name] for name in words if name not in over}, told)
        return senders_view(tx.db, actor, item)


def _item_to_describe(
    tx: Transaction, actor: Actor, job_id: UUID, item_id: UUID, change: ToldChange
) -> tuple[EvidenceItem, bool]:
    """The item, and whether its author was taken off the job before, without knowing."""
    verb = Verb.DESCRIBE_EVIDENCE
    if change.at is None:
        return evidence_for(tx.db, actor, job_id, item_id, to=verb), False
    at = change.at.by_our_clock(tx.now)
    return evidence_told_of(tx.db, actor, job_id, item_id, tx.now, to=verb, at=at, seen=change.seen)


def _put(
    tx: Transaction, actor: Actor, item: EvidenceItem, words: ItemWords, told: JsonDict
) -> None:
    before = item_view(tx.db, item)
    for name, text in told_words.given(words).items():
        setattr(item, name, text)
    if changed := changes(before, item_view(tx.db, item)):
        record_later(tx, actor, item, EventKind.EVIDENCE_DESCRIBED, changed, told=told)


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
        record_later(tx, actor, item, EventKind.EVIDENCE_WITHDRAWN, after, marks=marks)
        return after


def _withhold_earlier_events(tx: Transaction, item: EvidenceItem, marks: list[JsonDict]) -> None:
    subjects = [Subject("evidence", str(item.id)), *(Subject("mark", mark["id"]) for mark in marks)]
    for subject in subjects:
        events.withhold(tx.db, f"job/{item.job_id}", subject)
