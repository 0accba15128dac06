"""Uploads that go wrong, against a real S3: no wrong one is acknowledged, no right one is lost."""

from urllib.parse import parse_qs, urlsplit
from uuid import uuid4

import pytest

from tests.builders.jobs import open_job
from tests.builders.site import jobs_path
from tests.http.phone import Phone, ask, put

PHOTO = b"\xff\xd8\xff the bytes of a photo"
OTHER = b"\xff\xd8\xff the bytes of a phony"


@pytest.fixture
def id() -> str:
    return str(uuid4())


def test_the_right_bytes_arrive_after_every_wrong_try(phone: Phone, id: str) -> None:
    ticket = phone.announce(PHOTO, id=id).body
    assert put(ticket, OTHER).status == 400
    assert put(ticket, PHOTO + b"!").status == 403
    assert put(ticket, b"").status == 403
    assert put(ticket, PHOTO, Content_Type="image/png").status == 403
    assert put(ticket, PHOTO, x_amz_checksum_sha256="A" * 43 + "=").status == 403
    assert put(ticket, PHOTO, If_None_Match="").status == 403
    assert phone.seal(id).code == "upload_missing"
    assert phone.evidence() == {}

    assert put(ticket, PHOTO).status == 200
    assert phone.seal(id).status == 200
    assert list(phone.evidence()) == [id]


def test_an_unfinished_upload_is_resumed_under_the_same_id(phone: Phone, id: str) -> None:
    first = phone.announce(PHOTO, id=id)
    missing = phone.seal(id)
    assert (missing.status, missing.code) == (409, "upload_missing")

    again = phone.announce(PHOTO, id=id)

    assert (first.body["state"], again.body["state"]) == ("pending", "pending")
    assert put(again.body, PHOTO).status == 200
    assert phone.seal(id).status == 200
    assert list(phone.evidence()) == [id]


def test_a_photo_that_arrived_but_was_not_sealed_needs_no_second_put(phone: Phone, id: str) -> None:
    put(phone.announce(PHOTO, id=id).body, PHOTO)
    again = phone.announce(PHOTO, id=id).body
    assert put(again, PHOTO).status == 412
    assert phone.seal(id).status == 200


def test_sealing_a_photo_twice_seals_it_once(phone: Phone, id: str) -> None:
    sealed = phone.send(id, PHOTO)
    seq = phone.caller.get(jobs_path(phone.job_id)).body["seq"]

    assert phone.seal(id).body == sealed
    assert phone.announce(PHOTO, id=id).body == {"state": "sealed", "put": None, "evidence": sealed}
    assert phone.caller.get(jobs_path(phone.job_id)).body["seq"] == seq


def test_another_file_under_the_same_id_is_a_conflict(phone: Phone, id: str) -> None:
    put(phone.announce(PHOTO, id=id).body, PHOTO)
    assert phone.announce(OTHER, id=id).code == "conflict"
    assert phone.announce(PHOTO, "image/png", id=id).code == "conflict"
    assert phone.seal(id).status == 200
    assert phone.announce(OTHER, id=id).code == "conflict"


def test_an_id_of_another_job_is_a_conflict_and_not_found_there(phone: Phone, id: str) -> None:
    world = phone.site.world
    put(phone.announce(PHOTO, id=id).body, PHOTO)
    elsewhere = Phone(phone.site, phone.caller, open_job(world, world.tess))
    assert elsewhere.announce(PHOTO, id=id).code == "conflict"
    assert elsewhere.seal(id).code == "not_found"
    assert elsewhere.evidence() == {}
    assert phone.seal(id).status == 200


def test_nobody_seals_what_someone_else_announced(phone: Phone, id: str) -> None:
    put(phone.announce(PHOTO, id=id).body, PHOTO)
    dans = Phone(phone.site, phone.site.signed_in("Dan"), phone.job_id)
    assert dans.seal(id).code == "not_found"
    assert dans.announce(PHOTO, id=id).code == "conflict"
    assert phone.seal(id).status == 200


def test_a_sealed_photo_can_not_be_overwritten(phone: Phone, id: str) -> None:
    ticket = phone.announce(PHOTO, id=id).body
    assert put(ticket, PHOTO).status == 200
    phone.seal(id)
    assert put(ticket, PHOTO).status == 412
    key = f"jobs/{phone.job_id}/{id}/original"
    # An overwrite takes the keys of the bucket.
    phone.site.world.kit.objects.put(key, OTHER, media_type="image/jpeg")

    shown = phone.caller.get(jobs_path(phone.job_id, "evidence", id, "pictures", "original"))

    assert ask("GET", shown.headers["Location"]).data == PHOTO
    assert phone.seal(id).status == 200


@pytest.mark.parametrize(
    ("fields", "code", "field"),
    [
        ({"size": 0}, "invalid", "size"),
        ({"size": -1}, "invalid", "size"),
        ({"size": 10**30}, "invalid", "size"),
        ({"size": 5_000_001}, "too_large", None),
        ({"sha256": "ab" * 31}, "invalid", "sha256"),
        ({"sha256": "AB" * 32}, "invalid", "sha256"),
        ({"media_type": "image/svg+xml"}, "invalid", "media_type"),
        ({"media_type": "text/html"}, "invalid", "media_type"),
        ({"id": "../../evidence"}, "invalid", "id"),
        ({"caption": "x" * 501}, "invalid", "caption"),
        ({"phase": "later"}, "invalid", "phase"),
        ({"audience": "everyone"}, "invalid", "audience"),
        ({"source": "video"}, "invalid", "source"),  # Only a media node says this.
        ({"source": "camera"}, "invalid", "source"),
        ({"source": "freeze", "media_type": "audio/webm"}, "invalid", "source"),
    ],
)
def test_an_upload_that_can_not_be_a_photo_is_refused_before_any_byte(
    phone: Phone, fields: dict[str, object], code: str, field: str | None
) -> None:
    # The wrong types are what is tested.
    answer = phone.announce(PHOTO, **fields)  # type: ignore[arg-type]
    assert answer.code == code
    assert list(answer.body.get("fields", {})) == ([field] if field else [])


def test_the_address_of_a_picture_lives_a_minute_and_is_not_cached(phone: Phone, id: str) -> None:
    phone.send(id, PHOTO)
    path = jobs_path(phone.job_id, "evidence", id, "pictures", "original")
    answer = phone.caller.get(path)
    query = parse_qs(urlsplit(answer.headers["Location"]).query)
    assert (answer.status, answer.headers["Cache-Control"]) == (302, "no-store")
    assert query["X-Amz-Expires"] == ["60"]
    assert query["versionId"]
    assert ask("GET", answer.headers["Location"].replace("original", "other")).status == 403
