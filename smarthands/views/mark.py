"""A mark on a picture as its readers see it."""

import json

from smarthands.events import stamp
from smarthands.model import Mark
from smarthands.views.values import JsonDict, author, moment


def mark_view(mark: Mark, *, withdrawn: bool = False) -> JsonDict:
    """A mark on a picture that was withdrawn neither draws nor says anything any more."""
    return {
        "id": str(mark.id),
        "session_id": str(mark.session_id),
        "evidence_id": str(mark.evidence_id),
        "author": author(mark),
        "kind": mark.kind,
        "points": [] if withdrawn else json.loads(mark.points),
        "text": "" if withdrawn else mark.text,
        "drawn_at": stamp(mark.drawn_at),
        "undone_at": moment(mark.undone_at),
    }
