"""A voice note: sent like a photo, judged by a worker, and heard by who may read the job."""

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


def test_it_is_sealed_heard_and_played_by_the_client(phone: Phone) -> None:
    said, id = sound(seconds=3.0, hertz=440.0), str(uuid4())
    sealed = phone.send(id, said, "audio/webm")
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


def test_sent_twice_it_is_one(phone: Phone) -> None:
    said, id = sound(), str(uuid4())
    first = phone.send(id, said, "audio/webm")
    again = phone.announce(said, "audio/webm", id=id).body
    assert (again["state"], again["put"], again["evidence"]) == ("sealed", None, first)
    assert phone.announce(said, "image/jpeg", id=id).code == "conflict"


@pytest.mark.parametrize(
    ("content", "problem"),
    [(SCRIPT, "not_a_sound"), (clip("webm"), "not_a_sound"), (b"OggS" + SCRIPT, "damaged")],
    ids=["a page", "a film without a sound", "a page behind an Ogg's first bytes"],
)
def test_what_is_no_sound_is_kept_and_never_played(
    phone: Phone, content: bytes, problem: str
) -> None:
    id = str(uuid4())
    phone.send(id, content, "audio/webm")

    assert SteppedWorker(phone.site.world.kit).step()

    item = phone.evidence()[id]
    assert (item["problem"], item["renditions"], item["seconds"]) == (problem, {}, None)
    assert phone.caller.get(jobs_path(phone.job_id, "evidence", id, "sound")).code == "not_found"


def test_more_than_a_voice_note_is_not_taken(phone: Phone) -> None:
    assert phone.announce(b"x" * 5_000_000, "audio/webm", id=str(uuid4())).status == 201
    refused = phone.announce(b"x" * 5_000_001, "audio/webm", id=str(uuid4()))
    assert (refused.status, refused.code) == (413, "too_large")
    assert "A voice note may have up to 5 MB." in refused.data.decode()
    assert phone.announce(b"x", "audio/x-ms-wma", id=str(uuid4())).status == 422


def test_other_bytes_than_announced_are_not_stored(phone: Phone) -> None:
    said = sound()
    ticket = phone.announce(said, "audio/webm", id=str(uuid4())).body
    assert put(ticket, said[:-1] + b"x").status == 400


def test_a_voice_does_not_answer_for_a_picture(phone: Phone) -> None:
    world, still = phone.site.world, uuid4()
    session = live_session(world, phone.job_id)
    stills.request(world.kit, world.eva, phone.job_id, session, id=still)
    phone.send(str(still), sound(), "audio/webm")
    document = phone.caller.get(jobs_path(phone.job_id)).body
    assert document["stills"][str(still)]["state"] == "pending"
