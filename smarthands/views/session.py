"""A live session as its readers see it: seats, recording and report."""

import json
from collections.abc import Mapping, Sequence
from uuid import UUID

from smarthands.events import stamp
from smarthands.model import LiveSession, Participant
from smarthands.model.recording import RecordingState
from smarthands.views.recording import RecordingWithConsents, recording_view
from smarthands.views.values import JsonDict, moment, named

UNREPORTED: JsonDict = {"recording": None, "gaps": [], "marks": 0}
"""The fields that the first reports did not have yet."""


def session_view(
    session: LiveSession,
    seats: Sequence[Participant],
    recorded: RecordingWithConsents | None = None,
) -> JsonDict:
    roles = {seat.person_id: seat.person_role for seat in seats}
    goes_on = recorded is not None and recorded.recording.state != RecordingState.STOPPED
    answers = {c.participant_id: c.given for c in recorded.consents} if recorded and goes_on else {}
    return {
        "id": str(session.id),
        "kind": session.kind,
        "state": session.state,
        "asked_at": stamp(session.asked_at),
        "asked_by": _seated(roles, session.asked_by, session.asked_by_name),
        "experts_online": session.experts_online,
        "claimed_at": moment(session.claimed_at),
        "claimed_by": _seated(roles, session.claimed_by, session.claimed_by_name),
        "ended_at": moment(session.ended_at),
        "ended_by": _seated(roles, session.ended_by, session.ended_by_name),
        "end_reason": session.end_reason,
        "participants": [
            {
                "id": str(seat.id),
                "person_id": str(seat.person_id),
                "name": seat.name,
                "role": seat.role,
                **({"person_role": seat.person_role} if seat.person_role else {}),
                "joined_at": stamp(seat.joined_at),
                "left_at": moment(seat.left_at),
                "consent": _consent(answers.get(seat.id)),
            }
            for seat in seats
        ],
        "recording": recording_view(recorded, roles) if recorded else None,
        "report": _report(session.report) if session.report else None,
    }


def _seated(roles: Mapping[UUID, str], id: UUID | None, name: str | None) -> JsonDict | None:
    """Somebody who acted in the session, with her role when she took her seat; a person who ended
    it from outside has none."""
    return named(id, name, roles.get(id) if id else None)


def _report(stored: str) -> JsonDict:
    """A report as it is written today; the reports of earlier versions say `why` of a gap."""
    report: JsonDict = UNREPORTED | json.loads(stored)
    gaps = [
        {"reason" if key == "why" else key: value for key, value in gap.items()}
        for gap in report["gaps"]
    ]
    return report | {"gaps": gaps}


def _consent(given: bool | None) -> str | None:
    return None if given is None else "given" if given else "refused"
