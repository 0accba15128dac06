"""Facts as readers see them, JSON-ready. A fetch and an event's details are made by the same
functions, which is why a browser that applies events equals one that fetches."""

import json
from collections.abc import Iterable
from datetime import datetime
from typing import Any, NamedTuple
from uuid import UUID

from smarthands.actor import Actor
from smarthands.events import stamp
from smarthands.model import (
    Consent,
    EvidenceItem,
    Gap,
    Job,
    Join,
    LiveSession,
    Mark,
    Message,
    Participant,
    Share,
    Site,
    Still,
)
from smarthands.model.recording import RecordingState
from smarthands.sessions.recording_spans import Recorded

JsonDict = dict[str, Any]
UNREPORTED: JsonDict = {"recording": None, "gaps": [], "marks": 0}
"""What the first reports did not tell of yet."""


class RenditionFacts(NamedTuple):
    """What readers are told of a rendition; width and height in pixels, of what can be seen."""

    name: str
    width: int | None
    height: int | None
    sha256: str

    @property
    def view(self) -> JsonDict:
        size = {} if self.width is None else {"width": self.width, "height": self.height}
        return size | {"sha256": self.sha256}


def moment(at: datetime | None) -> str | None:
    return None if at is None else stamp(at)


def job_view(job: Job, *, asset_ids: Iterable[UUID], technicians: Iterable[JsonDict]) -> JsonDict:
    return {
        "id": str(job.id),
        "number": job_number(job.number),
        "reference": job.reference,
        "kind": job.kind,
        "priority": job.priority,
        "title": job.title,
        "description": job.description,
        "state": job.state,
        "organization_id": str(job.organization_id),
        "site_id": str(job.site_id),
        "asset_ids": sorted(str(id) for id in asset_ids),
        "technicians": list(technicians),
        "arrive_by": moment(job.arrive_by),
        "requested_at": moment(job.requested_at),
        "opened_at": moment(job.opened_at),
        "acknowledged_at": moment(job.acknowledged_at),
        "arrived_at": moment(job.arrived_at),
        "held_at": moment(job.held_at),
        "hold_reason": job.hold_reason,
        "completed_at": moment(job.completed_at),
        "summary": _summary(job),
        "canceled_at": moment(job.canceled_at),
        "cancel_reason": job.cancel_reason,
    }


def job_number(number: int) -> str:
    return f"SH-{number}"


def _summary(job: Job) -> JsonDict | None:
    if job.completed_at is None:
        return None
    return {"fault": job.fault or "", "work": job.work or ""}


def evidence_view(item: EvidenceItem, renditions: Iterable[RenditionFacts] = ()) -> JsonDict:
    return {
        "id": str(item.id),
        "kind": item.kind,
        "phase": item.phase,
        "caption": item.caption,
        "text": item.text,
        "audience": item.audience,
        "author": {"id": str(item.author_id), "name": item.author_name},
        "captured_at": stamp(item.captured_at),
        "received_at": stamp(item.received_at),
        "sequence": item.sequence,
        "clock_off": item.clock_off,
        "media_type": item.media_type,
        "size": item.size,
        "sha256": item.sha256,
        "width": item.width,
        "height": item.height,
        "source": item.source,
        "seconds": item.seconds,
        "incomplete": item.incomplete,
        "verified_at": moment(item.verified_at),
        "renditions": {rendition.name: rendition.view for rendition in renditions},
        "problem": item.problem,
        "withdrawn_at": moment(item.withdrawn_at),
        "withdrawn_reason": item.withdrawn_reason,
    }


def share_view(share: Share) -> JsonDict:
    return {
        "id": str(share.id),
        "label": share.label,
        "created_at": stamp(share.created_at),
        "expires_at": stamp(share.expires_at),
        "revoked_at": moment(share.revoked_at),
    }


def session_view(
    session: LiveSession, seats: Iterable[Participant], recorded: Recorded | None = None
) -> JsonDict:
    goes_on = recorded is not None and recorded.recording.state != RecordingState.STOPPED
    answers = {c.participant_id: c.given for c in recorded.consents} if recorded and goes_on else {}
    return {
        "id": str(session.id),
        "kind": session.kind,
        "state": session.state,
        "asked_at": stamp(session.asked_at),
        "asked_by": _named(session.asked_by, session.asked_by_name),
        "experts_online": session.experts_online,
        "claimed_at": moment(session.claimed_at),
        "claimed_by": _named(session.claimed_by, session.claimed_by_name),
        "ended_at": moment(session.ended_at),
        "ended_by": _named(session.ended_by, session.ended_by_name),
        "end_reason": session.end_reason,
        "participants": [
            {
                "id": str(seat.id),
                "person_id": str(seat.person_id),
                "name": seat.name,
                "role": seat.role,
                "joined_at": stamp(seat.joined_at),
                "left_at": moment(seat.left_at),
                "consent": _consent(answers.get(seat.id)),
            }
            for seat in seats
        ],
        "recording": _recording(recorded) if recorded else None,
        "report": UNREPORTED | json.loads(session.report) if session.report else None,
    }


def _consent(given: bool | None) -> str | None:
    return None if given is None else "given" if given else "refused"


def _recording(recorded: Recorded) -> JsonDict:
    recording = recorded.recording
    return {
        "id": str(recording.id),
        "state": recording.state,
        "asked_by": _named(recording.asked_by, recording.asked_by_name),
        "asked_at": stamp(recording.asked_at),
        "started_at": moment(recording.started_at),
        "stopped_at": moment(recording.stopped_at),
        "consents": [consent_view(consent) for consent in recorded.consents],
    }


def consent_view(consent: Consent) -> JsonDict:
    return {
        "participant": str(consent.participant_id),
        "name": consent.name,
        "given": consent.given,
        "at": stamp(consent.at),
    }


def gap_view(gap: Gap) -> JsonDict:
    return {
        "id": str(gap.id),
        "session_id": str(gap.session_id),
        "participant": str(gap.participant_id),
        "name": gap.name,
        "evidence_id": str(gap.evidence_id) if gap.evidence_id else None,
        "at": stamp(gap.at),
        "seconds": gap.seconds,
        "why": gap.why,
    }


def message_view(message: Message) -> JsonDict:
    return {
        "id": str(message.id),
        "session_id": str(message.session_id),
        "author": _named(message.author_id, message.author_name),
        "text": message.text,
        "sent_at": stamp(message.sent_at),
    }


def still_view(still: Still) -> JsonDict:
    return {
        "id": str(still.id),
        "session_id": str(still.session_id),
        "requested_by": _named(still.requested_by, still.requested_by_name),
        "requested_at": stamp(still.requested_at),
        "expires_at": stamp(still.expires_at),
        "state": still.state,
    }


def mark_view(mark: Mark) -> JsonDict:
    return {
        "id": str(mark.id),
        "session_id": str(mark.session_id),
        "evidence_id": str(mark.evidence_id),
        "author": _named(mark.author_id, mark.author_name),
        "kind": mark.kind,
        "points": json.loads(mark.points),
        "text": mark.text,
        "drawn_at": stamp(mark.drawn_at),
        "undone_at": moment(mark.undone_at),
    }


def join_view(join: Join) -> JsonDict:
    return {
        "id": str(join.id),
        "name": join.name,
        "created_at": stamp(join.created_at),
        "expires_at": stamp(join.expires_at),
        "revoked_at": moment(join.revoked_at),
        "taken_at": moment(join.taken_at),
    }


def _named(id: UUID | None, name: str | None) -> JsonDict | None:
    return None if id is None else {"id": str(id), "name": name}


def site_view(site: Site, reader: Actor) -> JsonDict:
    """How to get in is told to the provider's own people alone."""
    shown = {
        "id": str(site.id),
        "organization_id": str(site.organization_id),
        "name": site.name,
        "address": site.address,
        "time_zone": site.time_zone,
        "video_path": site.video_path,
    }
    return shown | ({"access_instructions": site.access_instructions} if reader.internal else {})


def changes(before: JsonDict, after: JsonDict) -> JsonDict:
    """The fields of `after` that differ: what an event of an edit carries."""
    return {key: value for key, value in after.items() if before.get(key) != value}
