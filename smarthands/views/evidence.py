"""An evidence item with its renditions, as readers see it."""

import json
from collections.abc import Iterable
from typing import NamedTuple

from smarthands.events import stamp
from smarthands.model import EvidenceItem
from smarthands.views.values import JsonDict, author, moment


class RenditionFacts(NamedTuple):
    """The facts of a rendition that readers see; pictures alone have width and height, in
    pixels."""

    name: str
    width: int | None
    height: int | None
    sha256: str

    @property
    def view(self) -> JsonDict:
        size = {} if self.width is None else {"width": self.width, "height": self.height}
        return size | {"sha256": self.sha256}


def evidence_view(item: EvidenceItem, renditions: Iterable[RenditionFacts] = ()) -> JsonDict:
    """The words of a withdrawn item are in nobody's document: the provider's own people find them
    in the events, which nobody else gets any more. So are the names of its camera."""
    capture = None if item.withdrawn_at else item.capture
    return {
        "id": str(item.id),
        "kind": item.kind,
        "phase": item.phase,
        "caption": "" if item.withdrawn_at else item.caption,
        "text": "" if item.withdrawn_at else item.text,
        "audience": item.audience,
        "author": author(item),
        "captured_at": stamp(item.captured_at),
        "received_at": stamp(item.received_at),
        "sequence": item.sequence,
        "clock_off": item.clock_off,
        "late": item.late,
        "late_for": item.late_for,
        "capture": json.loads(capture) if capture else None,
        "name": None if item.withdrawn_at else item.name,
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
