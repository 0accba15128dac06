"""The end of a recorded file: S3 joins its parts, and the file is evidence from then on."""

from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from smarthands.access.jobs import locked_job
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Problem
from smarthands.evidence.reading import item_view
from smarthands.evidence.sealing import RENDITIONS, seal_item
from smarthands.kit import Kit
from smarthands.model import EvidenceItem, Participant, RecordedFile
from smarthands.model.evidence import EvidenceState
from smarthands.objects import Stored
from smarthands.recordings.files import file_in
from smarthands.recordings.parts import CompletedPart, check_parts, join_parts
from smarthands.sessions.gaps import Missing, note_missing
from smarthands.views.values import JsonDict

VERIFICATION = "verification"
"""The consumer that reads a whole recording and compares its SHA-256."""


@dataclass(frozen=True, slots=True)
class CompletedFile:
    """A file at its end, as the node has it: bytes, SHA-256 of all of it, seconds, parts, gaps."""

    size: int
    sha256: str | None
    seconds: float | None
    parts: Sequence[CompletedPart]
    gaps: Sequence[Missing] = ()
    incomplete: bool = False


def complete(
    kit: Kit, actor: Actor, recording_id: UUID, file_id: UUID, *, completed: CompletedFile
) -> JsonDict:
    """Have the parts joined and seal the file. A second call, or one that comes after the sweep,
    gets the sealed item."""
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_MEDIA)
        file, item = file_in(tx.db, recording_id, file_id)
        if item.state == EvidenceState.SEALED:
            return item_view(tx.db, item)
        file.heard_at = tx.now
        check_parts(tx.db, file, completed.parts, completed.size)
    try:
        stored = join_parts(kit, file, item, completed.parts)
    except Problem:
        with kit.reading() as db:
            file, item = file_in(db, recording_id, file_id)
            if item.state == EvidenceState.SEALED:  # the sweep was faster, with other parts
                return item_view(db, item)
        raise
    return seal(kit, actor, file_id, stored, completed)


def seal(
    kit: Kit, actor: Actor, file_id: UUID, stored: Stored, completed: CompletedFile
) -> JsonDict:
    """Make evidence of a file whose object is in S3, and have workers look at it; a second call
    gets the sealed item."""
    with kit.transaction() as tx:
        job_id = tx.db.get_one(EvidenceItem, file_id).job_id
        job = locked_job(tx, job_id)
        item = tx.db.get_one(EvidenceItem, file_id, with_for_update=True, populate_existing=True)
        if item.state == EvidenceState.SEALED:
            return item_view(tx.db, item)
        item.size, item.sha256, item.seconds = stored.size, completed.sha256, completed.seconds
        item.incomplete = completed.incomplete
        has_pictures = (item.media_type or "").startswith("video/")
        consumers = (RENDITIONS, VERIFICATION) if has_pictures else (VERIFICATION,)
        seal_item(tx, actor, job, item, stored, deliver=consumers)
        file = tx.db.get_one(RecordedFile, file_id)
        seat = tx.db.get_one(Participant, file.participant_id)
        note_missing(tx, actor, job, item, seat, completed.gaps)
        return item_view(tx.db, item)
