"""Jobs and their evidence, made by the operations themselves."""

import hashlib
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.evidence import notes, uploads
from smarthands.evidence.capture import Capture, FileClaim, Label
from smarthands.evidence.sealing import UploadTicket
from smarthands.jobs import document, jobs, progress
from tests.builders import steps
from tests.builders.people import FRANKFURT
from tests.builders.world import World

STATES = (
    *("requested", "open", "assigned", "acknowledged"),
    *("on_site", "on_hold", "completed", "canceled"),
)


def open_job(world: World, *crew: Actor, by: Actor | None = None, **fields: Any) -> UUID:
    """A job of Northwind's in Frankfurt, opened by Dan (a client as `by` makes it a request)."""
    id = fields.pop("id", None) or uuid4()
    fields.setdefault("title", "Core switch, no link")
    fields.setdefault("site_id", FRANKFURT)
    crew_ids = [person.person_id for person in crew]
    jobs.open_or_request(world.kit, by or world.dan, id=id, technician_ids=crew_ids, **fields)
    return id


def job_in(world: World, state: str) -> UUID:
    """A job that was led to this state, with Tess on it as soon as it is open to technicians."""
    kit = world.kit
    if state == "requested":
        return open_job(world, by=world.cleo)
    id = open_job(world, *(() if state == "open" else (world.tess,)))
    if state in {"acknowledged", "on_site"}:
        steps.acknowledge(kit, world.tess, id)
    if state == "on_site":
        steps.arrive(kit, world.tess, id)
    if state == "on_hold":
        steps.hold(kit, world.tess, id, reason="no badge")
    if state == "completed":
        steps.complete(kit, world.tess, id, fault="fibre cut", work="spliced")
    if state == "canceled":
        progress.cancel(kit, world.dan, id, reason="duplicate")
    return id


@dataclass(frozen=True)
class File:
    """A photo on a phone; its bytes are arbitrary, since operations never look inside."""

    content: bytes = b"\xff\xd8\xff the bytes of a photo"
    media_type: str = "image/jpeg"
    name: str | None = None

    @property
    def claim(self) -> FileClaim:
        digest = hashlib.sha256(self.content).hexdigest()
        return FileClaim(self.media_type, len(self.content), digest, self.name)


SPOKEN = File(b"\x1a\x45\xdf\xa3 the bytes of a voice note", "audio/webm")
ATTACHED = File(b"%LINK-3-UPDOWN: Interface Gi0/1", "application/octet-stream", "Lüfter 2.log")


def moment(world: World, sequence: int | None = None) -> Capture:
    """A capture of this moment, on a phone whose clock is right."""
    return Capture(world.clock.at, world.clock.at, sequence)


def request(
    world: World, by: Actor, job_id: UUID, id: UUID, file: File | None = None, **label: Any
) -> UploadTicket:
    return uploads.request_upload(
        world.kit,
        by,
        job_id,
        id=id,
        claim=(file or File()).claim,
        capture=moment(world),
        label=Label(**label),
    )


def photo(
    world: World,
    by: Actor,
    job_id: UUID,
    file: File | None = None,
    *,
    id: UUID | None = None,
    **label: Any,
) -> UUID:
    """A photo that was requested, put into the store in memory, and sealed."""
    id, file = id or uuid4(), file or File()
    put = request(world, by, job_id, id, file, **label).put
    assert put is not None
    assert world.memory.upload(put["url"], file.content, file.media_type) == 200
    uploads.seal(world.kit, by, job_id, id)
    return id


def note(
    world: World,
    by: Actor,
    job_id: UUID,
    text: str = "no light",
    *,
    id: UUID | None = None,
    **label: Any,
) -> UUID:
    id = id or uuid4()
    notes.add_note(
        world.kit, by, job_id, id=id, text=text, capture=moment(world), label=Label(**label)
    )
    return id


def ids_of(items: Iterable[dict[str, Any]]) -> list[str]:
    return [item["id"] for item in items]


def whole_document(world: World, actor: Actor, job_id: UUID) -> dict[str, Any]:
    """The document of a job, however many parts it comes in."""
    whole = document.document(world.kit, actor, job_id)
    following = whole.pop("next", None)
    while following:
        part = document.document(world.kit, actor, job_id, after=following)
        for noun in ("evidence", "messages", "marks"):
            whole[noun] |= part[noun]
        following = part.get("next")
    return whole
