"""Playback: the address of a recording, and its chapters: what happened at which second of it."""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.evidence import shown_evidence, shown_evidence_for
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.evidence.reading import ADDRESS_SECONDS
from smarthands.kit import Kit
from smarthands.model import (
    Consent,
    EvidenceItem,
    Gap,
    Mark,
    Message,
    RecordedFile,
    Recording,
    Still,
)
from smarthands.model.evidence import EvidenceKind
from smarthands.model.session import StillState
from smarthands.sessions.seats import seats
from smarthands.views.values import JsonDict, author

TYPES = {"video/webm", "video/mp4", "audio/webm"}


def recording_url(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID) -> str:
    """An address that a player can seek in for as long as it lives.

    Browsers keep to the address that they were redirected to, and ask it again at every jump; our
    player asks for a new one before that.
    """
    with kit.reading() as db:
        item = _recording_item(db, actor, job_id, item_id)
        stored = item.stored
    if stored is None:
        raise not_found("recording")
    return kit.objects.sign_get(
        stored.key,
        stored.version,
        media_type=stored.media_type if stored.media_type in TYPES else "application/octet-stream",
        disposition="inline",
        seconds=ADDRESS_SECONDS,
    )


def chapters(kit: Kit, actor: Actor, job_id: UUID, item_id: UUID) -> list[JsonDict]:
    """What was said, taken, drawn and missing while the recording ran, by seconds from its
    beginning."""
    with kit.reading() as db:
        item = _recording_item(db, actor, job_id, item_id)
        file = db.get_one(RecordedFile, item.id)
        recording = db.get_one(Recording, file.recording_id)
        taken = seats(db, recording.session_id)
        roles = {seat.id: seat.person_role for seat in taken}
        moments = [
            *_messages(db, recording),
            *_stills(db, actor, recording, {seat.person_id: seat.person_role for seat in taken}),
            *_marks(db, actor, recording, since=item.captured_at),
            *_consents(db, recording, roles),
            *_gaps(db, item, file, roles),
        ]
    chapters = [_in_seconds(item, moment) for moment in moments]
    return sorted(
        (chapter for chapter in chapters if _is_within(item, chapter)),
        key=lambda chapter: (chapter["at"], chapter["kind"], chapter["id"]),
    )


def _recording_item(db: Session, actor: Actor, job_id: UUID, item_id: UUID) -> EvidenceItem:
    item = shown_evidence_for(db, actor, job_id, item_id)
    if item.kind != EvidenceKind.RECORDING:
        raise not_found("recording")
    return item


def _in_seconds(item: EvidenceItem, chapter: JsonDict) -> JsonDict:
    after: timedelta = chapter["at"] - item.captured_at
    return chapter | {"at": round(after.total_seconds(), 3)}


def _is_within(item: EvidenceItem, chapter: JsonDict) -> bool:
    return chapter["at"] >= 0 and (item.seconds is None or chapter["at"] <= item.seconds)


def _messages(db: Session, recording: Recording) -> list[JsonDict]:
    query = select(Message).where(
        Message.job_id == recording.job_id, Message.session_id == recording.session_id
    )
    return [
        _chapter("message", message.id, message.sent_at, author(message), message.text)
        for message in db.scalars(query)
    ]


def _stills(
    db: Session, actor: Actor, recording: Recording, roles: dict[UUID, str]
) -> list[JsonDict]:
    """The stills, at the moments at which they were asked for: a phone's clock is its own."""
    query = select(Still).where(
        Still.job_id == recording.job_id,
        Still.session_id == recording.session_id,
        Still.state == StillState.TAKEN,
        Still.id.in_(shown_evidence(actor, recording.job_id).with_only_columns(EvidenceItem.id)),
    )
    return [
        _chapter(
            *("still", still.id, still.requested_at),
            _by(still.requested_by_name, roles.get(still.requested_by)),
        )
        for still in db.scalars(query)
    ]


def _marks(db: Session, actor: Actor, recording: Recording, *, since: datetime) -> list[JsonDict]:
    """Each picture that was marked while the recording ran, at its first mark that was not taken
    back."""
    shown = shown_evidence(actor, recording.job_id).with_only_columns(EvidenceItem.id)
    query = select(Mark).where(
        Mark.job_id == recording.job_id,
        Mark.session_id == recording.session_id,
        Mark.undone_at.is_(None),
        Mark.drawn_at >= since,
        Mark.evidence_id.in_(shown),
    )
    firsts: dict[UUID, Mark] = {}
    for mark in db.scalars(query.order_by(Mark.drawn_at, Mark.id)):
        firsts.setdefault(mark.evidence_id, mark)
    return [
        _chapter("marks", picture, first.drawn_at, author(first))
        for picture, first in firsts.items()
    ]


def _consents(db: Session, recording: Recording, roles: dict[UUID, str]) -> list[JsonDict]:
    query = select(Consent).where(Consent.recording_id == recording.id)
    return [
        _chapter(
            *("consent", consent.participant_id, consent.at),
            _by(consent.name, roles.get(consent.participant_id)),
            given=consent.given,
        )
        for consent in db.scalars(query)
    ]


def _gaps(
    db: Session, item: EvidenceItem, file: RecordedFile, roles: dict[UUID, str]
) -> list[JsonDict]:
    """The gaps of this file, and those of its participant in the call."""
    query = select(Gap).where(Gap.job_id == item.job_id, Gap.participant_id == file.participant_id)
    who = roles.get(file.participant_id)
    return [
        _chapter("gap", gap.id, gap.at, _by(gap.name, who), gap.reason, seconds=gap.seconds)
        for gap in db.scalars(query)
        if gap.evidence_id in (None, item.id)
    ]


def _by(name: str, role: str | None) -> JsonDict:
    return {"name": name, "role": role}


def _chapter(
    kind: str, id: UUID, at: object, by: JsonDict, text: str = "", **more: float | bool
) -> JsonDict:
    """`text` is the line of a message or the reason of a gap."""
    who = {"name": by["name"], "role": by.get("role") or None}
    extra = {"seconds": None, "given": None} | more
    return {"kind": kind, "id": str(id), "at": at, **who, "text": text} | extra
