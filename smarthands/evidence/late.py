"""Late evidence, which the desk accepts."""

from uuid import UUID

from smarthands.access.evidence import evidence_for
from smarthands.access.jobs import locked_job
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.evidence.items import record_later
from smarthands.evidence.reading import item_view, marks_on
from smarthands.kit import Kit
from smarthands.model.evidence import EvidenceKind, Late
from smarthands.sessions import stills
from smarthands.views.values import JsonDict


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
