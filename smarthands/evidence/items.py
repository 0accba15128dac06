"""New evidence items: their rows, the keys of their objects, and the event that adds them."""

import json
from collections.abc import Sequence
from datetime import datetime, timedelta
from uuid import UUID

from smarthands.actor import Actor
from smarthands.errors import Problem, conflict, invalid
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, Subject
from smarthands.evidence.capture import Capture, Label
from smarthands.kit import Transaction
from smarthands.model import EvidenceItem, Job
from smarthands.model.evidence import Audience, EvidenceKind, EvidenceState, Late, LateFor
from smarthands.sessions.stills import check_free
from smarthands.views.evidence import evidence_view
from smarthands.views.values import JsonDict

CLOCK_TOLERANCE = timedelta(minutes=5)
ORIGINAL = "original"


def object_key(job_id: UUID, item_id: UUID, name: str) -> str:
    return f"jobs/{job_id}/{item_id}/{name}"


def is_clock_off(device_time: datetime, now: datetime) -> bool:
    """Whether a device's clock is too far from ours for its times to be taken as they are."""
    return abs(device_time - now) > CLOCK_TOLERANCE


def id_taken() -> Problem:
    """The refusal of an id under which there is a different item already."""
    return conflict("This id is taken by other evidence. Use a new one.")


def new_item(
    tx: Transaction,
    actor: Actor,
    job: Job,
    id: UUID,
    kind: EvidenceKind,
    capture: Capture,
    label: Label,
    *,
    late_for: LateFor | None = None,
) -> EvidenceItem:
    """A pending item by `actor`, with what was said of it checked and nothing stored yet. A late
    one is for the provider's own people alone until the desk accepts it."""
    if label.audience not in actor.audiences:
        raise invalid("audience", "What you add here is for the client too.")
    if kind != EvidenceKind.PHOTO:
        _check_without_camera(capture, label)
    check_free(tx, actor, job.id, id, picture=kind == EvidenceKind.PHOTO)
    return EvidenceItem(
        id=id,
        job_id=job.id,
        **actor.authorship,
        kind=kind,
        state=EvidenceState.PENDING,
        audience=Audience.INTERNAL if late_for else label.audience,
        late=Late.WAITING if late_for else None,
        late_for=late_for,
        meant_for=label.audience if late_for else None,
        phase=label.phase,
        caption=label.caption,
        source=label.source,
        capture=json.dumps(capture.facts) if capture.facts else None,
        text="",
        captured_at=capture.captured_at,
        received_at=tx.now,
        sequence=capture.sequence,
        clock_off=is_clock_off(capture.device_time, tx.now),
    )


def _check_without_camera(capture: Capture, label: Label) -> None:
    if label.source:
        raise invalid("source", "Only a picture can be frozen.")
    if capture.facts:
        raise invalid("capture", "Only a photo has a camera to tell of.")


def record_added(
    tx: Transaction,
    actor: Actor,
    job: Job,
    item: EvidenceItem,
    deliver: tuple[str, ...] = (),
    *,
    relayed: bool = False,
) -> JsonDict:
    """Record a sealed item in the job's stream, and return it as it was added; `deliver` names the
    workers' consumers of it. The file of a `relayed` one came through our own server."""
    added = evidence_view(item)
    details: JsonDict = {"evidence": [added]}
    tx.record(
        job.stream,
        EventKind.EVIDENCE_ADDED,
        actor=actor,
        subject=Subject("evidence", str(item.id)),
        audience=item.audience,
        details=details | {"relayed": True} if relayed else details,
        deliver=deliver,
        # A media node seals recordings and stills of many people.
        sender=f"person/{item.author_id}",
    )
    return added


def record_later(
    tx: Transaction,
    actor: Actor,
    item: EvidenceItem,
    kind: EventKind,
    changed: JsonObject,
    *,
    marks: Sequence[JsonDict] = (),
    passed_over: JsonObject | None = None,
    told: JsonObject | None = None,
) -> None:
    """Record a later fact about an item: `details.evidence` merges into what readers hold of it,
    and each of `details.marks` into its mark; `told` is what a phone said of it. What was passed
    over is shown to the provider's own people alone."""
    more: JsonDict = {"marks": list(marks)} if marks else {}
    if told:
        more["told"] = dict(told)
    if passed_over:
        more["passed_over"] = dict(passed_over)
    tx.record(
        f"job/{item.job_id}",
        kind,
        actor=actor,
        subject=Subject("evidence", str(item.id)),
        audience=Audience.INTERNAL if passed_over else item.audience,
        details={"evidence": [{"id": str(item.id), **changed}], **more},
    )
