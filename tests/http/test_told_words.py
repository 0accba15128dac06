"""Phones tell of captions and of lines of chat through the API: what is taken, what is kept as a
note, and what is malformed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.events import stamp
from tests.builders.jobs import note
from tests.builders.site import Site, jobs_path
from tests.http.call import Call, line


def told(site: Site, **fields: Any) -> dict[str, Any]:
    now = stamp(site.world.clock.at)
    return {"happened_at": now, "device_time": now, "seen": 1} | fields


@pytest.fixture
def item(site: Site, job: UUID) -> str:
    """The address of a note of Tess's."""
    return jobs_path(job, "evidence", note(site.world, site.world.tess, job))


def test_a_caption_is_taken_once(site: Site, item: str) -> None:
    tess, dan = site.signed_in("Tess"), site.signed_in("Dan")
    said = told(site, id=str(uuid4()), caption="left fan")
    assert tess.patch(item, said).body["caption"] == "left fan"
    assert dan.patch(item, {"caption": "right fan"}).status == 200
    again = tess.patch(item, said | {"device_time": stamp(site.world.clock.at)})
    assert (again.status, again.body["caption"]) == (200, "right fan")
    other = tess.patch(item, said | {"caption": "a fan"})
    assert (other.status, other.code) == (409, "conflict")


def test_a_caption_of_an_earlier_version_has_no_id(site: Site, item: str) -> None:
    now = stamp(site.world.clock.at)
    said = {"caption": "left fan", "happened_at": now, "seen": 1}
    assert site.signed_in("Tess").patch(item, said).body["caption"] == "left fan"


@pytest.mark.parametrize("lacking", ["id", "happened_at", "device_time"])
def test_half_a_change_is_refused(site: Site, item: str, lacking: str) -> None:
    said = told(site, id=str(uuid4()), caption="x")
    del said[lacking]
    answer = site.signed_in("Tess").patch(item, said)
    assert (answer.status, list(answer.body["fields"])) == (422, ["id"])


WRONG: dict[str, list[Any]] = {
    "seen": [-1, 2**31, 1.5, "3", []],
    "happened_at": ["now", "2026-03-02", 1, "0001-01-01T00:00:00Z"],
    "device_time": ["now", "2026-03-02", 1, "9999-12-31T23:59:59Z"],
    "id": ["", "me", 1],
}
EACH = [(field, value) for field, values in WRONG.items() for value in values]


@pytest.mark.parametrize(("field", "value"), EACH)
def test_a_wrong_field_of_a_caption_is_named(site: Site, item: str, field: str, value: Any) -> None:
    said = told(site, id=str(uuid4()), caption="x") | {field: value}
    answer = site.signed_in("Tess").patch(item, said)
    assert (answer.status, list(answer.body["fields"])) == (422, [field])


@pytest.mark.parametrize(("field", "value"), EACH)
def test_a_wrong_field_of_a_line_is_named(call: Call, field: str, value: Any) -> None:
    answer = call.tess.post(call.path("messages"), line("x", **told(call.site)) | {field: value})
    assert (answer.status, list(answer.body["fields"])) == (422, [field])


@pytest.mark.parametrize("lacking", ["happened_at", "device_time"])
def test_half_a_moment_of_a_line_is_refused(call: Call, lacking: str) -> None:
    said = line("x", **told(call.site))
    del said[lacking]
    answer = call.tess.post(call.path("messages"), said)
    assert (answer.status, list(answer.body["fields"])) == (422, ["happened_at"])
    assert call.document()["messages"] == {}


def test_a_line_of_somebody_who_was_taken_off_is_accepted_as_a_note(call: Call) -> None:
    seen, dan = call.document()["seq"], call.site.signed_in("Dan")
    dan.post(jobs_path(call.job, "assign"), {"technician_ids": []})
    call.site.world.clock.pass_by(minutes=30)
    at = stamp(call.site.world.clock.at - timedelta(minutes=10))
    said = line("amber", **told(call.site, happened_at=at, seen=seen))
    answers = [call.tess.post(call.path("messages"), said) for _ in range(2)]
    assert [(answer.status, answer.body["late"]) for answer in answers] == [(202, "waiting")] * 2
    assert list(call.document()["evidence"]) == [said["id"]]
    assert call.document()["messages"] == {}
    unknowing = line("amber", **told(call.site))
    del unknowing["seen"]
    assert call.tess.post(call.path("messages"), unknowing).status == 404
