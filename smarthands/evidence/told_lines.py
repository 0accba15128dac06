"""Lines of chat as phones tell of them, perhaps late: each is in the chat of its session, or it is
kept as a late note of the job."""

from typing import NamedTuple
from uuid import UUID

from smarthands.access.budgets import spend
from smarthands.access.sessions import session_told_of
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.items import new_item, record_added
from smarthands.evidence.reading import senders_view
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job
from smarthands.model.evidence import EvidenceKind, EvidenceState, LateFor
from smarthands.phone_clock import ToldMoment
from smarthands.sessions import chat
from smarthands.views.values import JsonDict


class ToldLine(NamedTuple):
    """The line in the chat; or the note, when its author was not on the job any more."""

    message: JsonDict | None = None
    note: JsonDict | None = None


def tell(
    kit: Kit,
    actor: Actor,
    job_id: UUID,
    session_id: UUID,
    *,
    id: UUID,
    text: str,
    told: ToldMoment | None = None,
) -> ToldLine:
    """Add a line of chat that was written before, or now, when nothing is told of the moment.

    A technician who had been taken off the job, without knowing, spoke to nobody in the call any
    more, and the client is not to read it unasked: what she wrote is a late note, which the desk
    accepts or refuses.
    """
    if told is None:
        return ToldLine(chat.say(kit, actor, job_id, session_id, id=id, text=text))
    with kit.transaction() as tx:
        at = told.by_our_clock(tx.now)
        job, session, late = session_told_of(
            tx, actor, job_id, session_id, to=Verb.JOIN_SESSION, at=at, seen=told.seen
        )
        # She may be on the job again when the same line comes once more.
        if note := tx.db.get(EvidenceItem, id):
            if not _is_hers(note, job, actor, text):
                raise chat.id_taken()
            return ToldLine(note=senders_view(tx.db, actor, note))
        if late:
            return ToldLine(note=_keep(tx, actor, job, id, text, told))
        line = chat.add_line(tx, actor, job, session, id=id, text=text, told=told)
        return ToldLine(message=line)


def _is_hers(note: EvidenceItem, job: Job, actor: Actor, text: str) -> bool:
    known = (note.kind, note.job_id, note.author_id, note.text)
    return known == (EvidenceKind.NOTE, job.id, actor.person_id, text)


def _keep(
    tx: Transaction, actor: Actor, job: Job, id: UUID, text: str, told: ToldMoment
) -> JsonDict:
    spend(tx, actor, job.id, items=1, text=len(text))
    capture = Capture(told.happened_at, told.device_time, seen=told.seen)
    note = new_item(tx, actor, job, id, EvidenceKind.NOTE, capture, Label(), late_for=LateFor.CREW)
    note.state = EvidenceState.SEALED
    note.text = text
    tx.db.add(note)
    tx.db.flush()
    return record_added(tx, actor, job, note)
