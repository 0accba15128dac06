"""A recording, the consents to it and its gaps, as readers see them."""

from collections.abc import Mapping
from typing import NamedTuple
from uuid import UUID

from smarthands.events import stamp
from smarthands.model import Consent, Gap, Recording
from smarthands.views.values import JsonDict, moment, named


class RecordingWithConsents(NamedTuple):
    """A session's latest recording with the answers to it, by when they were given."""

    recording: Recording
    consents: list[Consent]


def recording_view(recorded: RecordingWithConsents, roles: Mapping[UUID, str]) -> JsonDict:
    """`roles` of the session's participants, by person."""
    recording, asker = recorded.recording, recorded.recording.asked_by
    return {
        "id": str(recording.id),
        "state": recording.state,
        "asked_by": named(asker, recording.asked_by_name, roles.get(asker)),
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
        "reason": gap.reason,
    }
