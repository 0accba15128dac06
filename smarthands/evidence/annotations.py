"""Later facts about a sealed item: a new caption or phase, and its withdrawal."""

from datetime import datetime
from uuid import UUID

from smarthands import events
from smarthands.access.evidence import evidence_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.evidence import late
from smarthands.evidence.items import record_later
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
        words: late.ItemWords = {"caption": caption, "phase": phase}
        if seen is not None:
            words = late.without_overtaken(tx, actor, item, words, seen, happened_at)
        item.caption = item.caption if words["caption"] is None else words["caption"]
        item.phase = item.phase if words["phase"] is None else words["phase"]
        after = item_view(tx.db, item)
        if changed := changes(before, after):
            record_later(tx, actor, item, EventKind.EVIDENCE_DESCRIBED, changed)
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
        record_later(tx, actor, item, EventKind.EVIDENCE_WITHDRAWN, after, marks=marks)
        return after


def _withhold_earlier_events(tx: Transaction, item: EvidenceItem, marks: list[JsonDict]) -> None:
    subjects = [Subject("evidence", str(item.id)), *(Subject("mark", mark["id"]) for mark in marks)]
    for subject in subjects:
        events.withhold(tx.db, f"job/{item.job_id}", subject)
