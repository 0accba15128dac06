"""What a phone tells of a photo's camera stands in the photo's document and in its event."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.evidence import annotations, late, uploads
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.sealing import UploadTicket
from smarthands.jobs import document, progress
from tests.builders.jobs import SPOKEN, File, open_job, photo
from tests.builders.world import World, code_of

PHOTO = File()
VIEWFINDER = {
    "origin": "viewfinder",
    "time_source": "clock",
    "utc_offset_minutes": 60,
    "held": 270,
    "camera": "camera2 0, facing back",
    "facing": "environment",
    "zoom": 2.5,
    "torch": True,
    "width": 3000,
    "height": 4000,
}
GALLERY = {"origin": "gallery", "orientation": 6, "camera": "Acme Phone 7"}


@pytest.fixture
def w(each_world: World) -> World:
    return each_world


@pytest.fixture
def job(w: World) -> UUID:
    return open_job(w, w.tess)


def announce(
    w: World, job: UUID, id: UUID, facts: dict[str, Any] | None, file: File = PHOTO, **more: Any
) -> UploadTicket:
    capture = Capture(w.clock.at, w.clock.at, facts=facts, **more)
    return uploads.request_upload(
        w.kit, w.tess, job, id=id, claim=file.claim, capture=capture, label=Label()
    )


def told_photo(w: World, job: UUID, facts: dict[str, Any] | None, **more: Any) -> str:
    id = uuid4()
    put = announce(w, job, id, facts, **more).put
    assert put is not None
    w.memory.upload(put["url"], PHOTO.content, PHOTO.media_type)
    uploads.seal(w.kit, w.tess, job, id)
    return str(id)


def shown(w: World, reader: Any, job: UUID, id: str) -> Any:
    return document.document(w.kit, reader, job)["evidence"][id]["capture"]


def recorded(w: World, reader: Any, job: UUID, kind: str = "evidence.added") -> list[Any]:
    """The facts in the events of that kind whose bodies the reader gets."""
    bodies = [event.get("body") for event in document.job_events(w.kit, reader, job)["items"]]
    return [
        body["details"]["evidence"][0].get("capture")
        for body in bodies
        if body and body["kind"] == kind
    ]


def test_everyone_who_sees_the_photo_sees_how_it_was_taken(w: World, job: UUID) -> None:
    id = told_photo(w, job, VIEWFINDER)
    for reader in (w.tess, w.dan, w.cleo):
        assert shown(w, reader, job, id) == VIEWFINDER
        assert recorded(w, reader, job) == [VIEWFINDER]
    assert code_of(document.document, w.kit, w.mallory, job) == Code.NOT_FOUND


def test_a_phone_that_tells_nothing_is_told_of_as_such(w: World, job: UUID) -> None:
    assert shown(w, w.cleo, job, told_photo(w, job, None)) is None
    assert shown(w, w.cleo, job, told_photo(w, job, {})) is None
    assert shown(w, w.cleo, job, str(photo(w, w.tess, job))) is None


def test_a_retry_changes_nothing_of_the_first_attempt(w: World, job: UUID) -> None:
    id = uuid4()
    announce(w, job, id, GALLERY)
    put = announce(w, job, id, VIEWFINDER).put
    assert put is not None
    w.memory.upload(put["url"], PHOTO.content, PHOTO.media_type)
    uploads.seal(w.kit, w.tess, job, id)
    again = announce(w, job, id, None).evidence
    assert again is not None
    assert again["capture"] == GALLERY
    assert recorded(w, w.dan, job) == [GALLERY]


def test_a_voice_note_has_no_camera(w: World, job: UUID) -> None:
    code = code_of(announce, w, job, uuid4(), {"torch": True}, SPOKEN)
    assert code == Code.INVALID
    assert announce(w, job, uuid4(), None, SPOKEN).state == "pending"


def test_a_withdrawn_photo_names_no_camera_any_more(w: World, job: UUID) -> None:
    id = told_photo(w, job, GALLERY)
    annotations.withdraw(w.kit, w.tess, job, UUID(id), reason="a face")
    for reader in (w.dan, w.cleo):
        assert shown(w, reader, job, id) is None
        assert recorded(w, reader, job, "evidence.withdrawn") == [None]
    # The provider's own people find it where it was.
    assert recorded(w, w.dan, job) == [GALLERY]
    assert recorded(w, w.cleo, job) == []


def test_late_evidence_brings_its_facts_when_it_is_accepted(w: World, job: UUID) -> None:
    seen = document.document(w.kit, w.dan, job)["seq"]
    progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])
    w.clock.pass_by(minutes=30)
    id = told_photo(w, job, GALLERY, seen=seen)
    assert recorded(w, w.cleo, job, "evidence.accepted") == []
    late.accept(w.kit, w.dan, job, UUID(id))
    assert shown(w, w.cleo, job, id) == GALLERY
    assert recorded(w, w.cleo, job, "evidence.accepted") == [GALLERY]
