"""Evidence as readers get it: items with their renditions, and short-lived addresses of files."""

from collections.abc import Sequence
from urllib.parse import quote
from uuid import UUID

from sqlalchemy import ColumnElement, select
from sqlalchemy.orm import Session

from smarthands import event_search
from smarthands.access.evidence import shown_evidence_for
from smarthands.access.jobs import visible_jobs
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.evidence.file_kinds import FILE_KINDS, FileKind
from smarthands.kit import Kit
from smarthands.model import EvidenceItem, Job, Mark, Rendition
from smarthands.model.evidence import EvidenceKind
from smarthands.model.stored_object import StoredObject
from smarthands.views.evidence import RenditionFacts, evidence_view
from smarthands.views.mark import mark_view
from smarthands.views.values import JsonDict

ADDRESS_SECONDS = 60
"""The life of the address of a file, whatever its kind: after a link or a login has ended, nothing
more is fetched from then on. A page asks again for what it still shows or plays."""
SOUND, SOUND_TYPE = "sound", "audio/mpeg"
"""The name and the media type of a voice note's rendition."""
SAVED = "application/octet-stream"
"""The media type of what is handed out to be saved, and never shown."""


def item_view(db: Session, item: EvidenceItem) -> JsonDict:
    """The item as readers see it, with its renditions."""
    return evidence_view(item, _renditions(db, EvidenceItem.id == item.id).get(item.id, ()))


def senders_view(db: Session, actor: Actor, item: EvidenceItem) -> JsonDict:
    """The item for the person who has sent it. A technician who was taken off the job meanwhile
    gets it as she added it, and learns of nothing that came later."""
    seen = visible_jobs(actor).where(Job.id == item.job_id)
    if actor.kind == "system" or db.scalar(seen) is not None:
        return item_view(db, item)
    subject = Subject("evidence", str(item.id))
    body = event_search.body_when(db, f"job/{item.job_id}", EventKind.EVIDENCE_ADDED, subject)
    if not body:  # retention has erased it
        raise not_found("upload")
    added: JsonDict = body["details"]["evidence"][0]
    return added


def item_views(db: Session, items: Sequence[EvidenceItem]) -> list[JsonDict]:
    """Many items as readers see them: one query for their renditions."""
    renditions = _renditions(db, EvidenceItem.id.in_([item.id for item in items]))
    return [evidence_view(item, renditions.get(item.id, ())) for item in items]


def marks_on(db: Session, item: EvidenceItem) -> list[JsonDict]:
    """The marks on a picture as its readers see them."""
    query = select(Mark).where(Mark.evidence_id == item.id).order_by(Mark.drawn_at, Mark.id)
    withdrawn = item.withdrawn_at is not None
    return [mark_view(mark, withdrawn=withdrawn) for mark in db.scalars(query)]


def picture_url(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID, name: str) -> str:
    """An address for one picture that lives a minute. Withdrawn ones are for the team alone."""
    with kit.reading() as db:
        item = shown_evidence_for(db, actor, job_id, item_id)
        if item.kind == EvidenceKind.NOTE:
            raise not_found("picture")
        file_kind = FILE_KINDS[EvidenceKind(item.kind)]
        if file_kind.found is None:
            raise not_found("picture")
        # An original that people sent is for saving, never for showing.
        if name == "original" and file_kind.is_sent_by_people:
            require(actor, Verb.SEE_ORIGINAL, item)
            if item.stored is None:
                raise not_found("picture")
            return _original_url(kit, item, item.stored, file_kind)
        rendition = db.get(Rendition, (item.id, name))
    if rendition is None:
        raise not_found("picture")
    return kit.objects.sign_get(
        rendition.stored.key,
        rendition.stored.version,
        media_type="image/jpeg",
        disposition="inline",
        seconds=ADDRESS_SECONDS,
    )


def sound_url(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID) -> str:
    """An address of a voice note's sound that a player can seek in."""
    with kit.reading() as db:
        item = shown_evidence_for(db, actor, job_id, item_id)
        sound = db.get(Rendition, (item.id, SOUND))
    if sound is None:
        raise not_found("voice note")
    return kit.objects.sign_get(
        sound.stored.key,
        sound.stored.version,
        media_type=SOUND_TYPE,
        disposition="inline",
        seconds=ADDRESS_SECONDS,
    )


def file_url(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID) -> str:
    """An address of an attached file, as bytes to save under its own name: whatever is in it, no
    browser opens it as a page."""
    with kit.reading() as db:
        item = shown_evidence_for(db, actor, job_id, item_id)
    if item.kind != EvidenceKind.FILE or item.stored is None:
        raise not_found("file")
    # The plain name is for what does not know the other (RFC 6266, section 4.3).
    named = f"filename=\"{item.id}.bin\"; filename*=UTF-8''{quote(item.name or '', safe='')}"
    return kit.objects.sign_get(
        item.stored.key,
        item.stored.version,
        media_type=SAVED,
        disposition=f"attachment; {named}",
        seconds=ADDRESS_SECONDS,
    )


def _original_url(kit: Kit, item: EvidenceItem, stored: StoredObject, file_kind: FileKind) -> str:
    # The media type is the phone's claim: a file that could not be read as a picture is handed
    # out as bytes to save.
    media_type, extension = SAVED, "bin"
    if item.problem is None and stored.media_type in file_kind.download_types:
        media_type, extension = stored.media_type, stored.media_type.removeprefix("image/")
    return kit.objects.sign_get(
        stored.key,
        stored.version,
        media_type=media_type,
        disposition=f'attachment; filename="{item.id}.{extension}"',
        seconds=ADDRESS_SECONDS,
    )


def _renditions(db: Session, *conditions: ColumnElement[bool]) -> dict[UUID, list[RenditionFacts]]:
    """The renditions by item. Columns alone: a job of a thousand photos has two thousand."""
    r = Rendition
    columns = select(r.evidence_id, r.name, r.width, r.height, r.sha256)
    query = columns.join(EvidenceItem, EvidenceItem.id == r.evidence_id).where(*conditions)
    by_item: dict[UUID, list[RenditionFacts]] = {}
    for id, name, width, height, sha256 in db.execute(query.order_by(r.name)):
        by_item.setdefault(id, []).append(RenditionFacts(name, width, height, sha256))
    return by_item
