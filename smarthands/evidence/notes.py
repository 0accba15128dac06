"""Notes: evidence that is text alone, so it is sealed as it arrives."""

from uuid import UUID

from smarthands.access.budgets import spend
from smarthands.access.evidence import job_to_add_to
from smarthands.actor import Actor
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.items import id_taken, new_item, record_added
from smarthands.evidence.reading import senders_view
from smarthands.kit import Kit
from smarthands.model import EvidenceItem
from smarthands.model.evidence import EvidenceKind, EvidenceState
from smarthands.views.values import JsonDict


def add_note(
    kit: Kit, actor: Actor, job_id: UUID, *, id: UUID, text: str, capture: Capture, label: Label
) -> JsonDict:
    """Add a note under the phone's id; a retry finds its first attempt."""
    with kit.transaction() as tx:
        captured_at = capture.by_our_clock(tx.now)
        job, late_for = job_to_add_to(
            tx.db, actor, job_id, tx.now, captured_at=captured_at, seen=capture.seen
        )
        if previous := tx.db.get(EvidenceItem, id):
            is_retry = (
                previous.job_id == job.id
                and str(previous.author_id) == actor.id
                and (previous.text, previous.chosen_audience) == (text, label.audience)
            )
            if not is_retry:
                raise id_taken()
            return senders_view(tx.db, actor, previous)
        spend(tx, actor, job.id, items=1, text=len(text))
        item = new_item(tx, actor, job, id, EvidenceKind.NOTE, capture, label, late_for=late_for)
        item.state = EvidenceState.SEALED
        item.text = text
        tx.db.add(item)
        tx.db.flush()
        return record_added(tx, actor, job, item)
