"""A voice note: sent like a photo, checked by a worker, and heard by the readers of the job."""

from typing import Any
from uuid import uuid4

import pytest

from smarthands.sessions import stills
from tests.builders.clips import clip, sound
from tests.builders.sessions import live_session
from tests.builders.site import jobs_path
from tests.builders.stepped_worker import SteppedWorker
from tests.http.phone import Phone, Stored, ask, put

SCRIPT = b"<script>alert(document.domain)</script>"


def listened(phone: Phone, name: str, id: str) -> Stored:
    answer = phone.site.signed_in(name).get(jobs_path(phone.job_id, "evidence", id, "sound"))
    return ask("GET", answer.headers["Location"])


def events(phone: Phone) -> list[str]:
    path = jobs_path(phone.job_id, "events")
    page: dict[str, Any] = phone.caller.get(path).body
    return [event["body"]["kind"] for event in page["items"]]


def test_a_voice_note_is_sealed_rendered_and_played_by_the_client(phone: Phone) -> None:
    content, id = sound(seconds=3.0, hertz=440.0), str(uuid4())
    sealed = phone.send(id, content, "audio/webm")
    assert (sealed["kind"], sealed["seconds"], sealed["renditions"]) == ("voice_note", None, {})

    assert SteppedWorker(phone.site.world.kit).step()

    item = phone.evidence()[id]
    assert item["seconds"] == pytest.approx(3.0, abs=0.1)
    assert (item["problem"], set(item["renditions"])) == (None, {"sound"})
    assert set(item["renditions"]["sound"]) == {"sha256"}
    assert events(phone)[-2:] == ["evidence.added", "evidence.rendered"]
    for name in ("Tess", "Cleo"):
        played = listened(phone, name, id)
        assert (played.headers["Content-Type"], played.headers["Content-Disposition"]) == (
            "audio/mpeg",
            "inline",
        )
    assert phone.caller.get(jobs_path(phone.job_id, "evidence", id, "recording")).status == 404


def test_a_voice_note_that_is_sent_twice_is_kept_once(phone: Phone) -> None:
    content, id = sound(), str(uuid4())
    first = phone.send(id, content, "audio/webm")
    again = phone.announce(content, "audio/webm", id=id).body
    assert (again["state"], again["put"], again["evidence"]) == ("sealed", None, first)
    assert phone.announce(content, "image/jpeg", id=id).code == "conflict"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(SCRIPT, "not_a_sound"), (clip("webm"), "not_a_sound"), (b"OggS" + SCRIPT, "damaged")],
    ids=["a page", "a film without a sound", "a page behind an Ogg's first bytes"],
)
def test_a_file_without_sound_is_kept_and_never_played(
    phone: Phone, content: bytes, problem: str
) -> None:
    id = str(uuid4())
    phone.send(id, content, "audio/webm")

    assert SteppedWorker(phone.site.world.kit).step()

    item = phone.evidence()[id]
    assert (item["problem"], item["renditions"], item["seconds"]) == (problem, {}, None)
    assert phone.caller.get(jobs_path(phone.job_id, "evidence", id, "sound")).code == "not_found"


def test_an_upload_larger_than_a_voice_note_may_be_is_refused(phone: Phone) -> None:
    assert phone.announce(b"x" * 5_000_000, "audio/webm", id=str(uuid4())).status == 201
    answer = phone.announce(b"x" * 5_000_001, "audio/webm", id=str(uuid4()))
    assert (answer.status, answer.code) == (413, "too_large")
    assert "A voice note may have up to 5 MB." in answer.data.decode()
    assert phone.announce(b"x", "audio/x-ms-wma", id=str(uuid4())).status == 422


def test_other_bytes_than_announced_are_not_stored(phone: Phone) -> None:
    content = sound()
    ticket = phone.announce(content, "audio/webm", id=str(uuid4())).body
    assert put(ticket, content[:-1] + b"x").status == 400


def test_a_voice_note_does_not_answer_a_request_for_a_still(phone: Phone) -> None:
    world, still = phone.site.world, uuid4()
    session = live_session(world, phone.job_id)
    stills.request(world.kit, world.eva, phone.job_id, session, id=still)
    assert phone.announce(sound(), "audio/webm", id=str(still)).code == "conflict"
    document = phone.caller.get(jobs_path(phone.job_id)).body
    assert document["stills"][str(still)]["state"] == "pending"
