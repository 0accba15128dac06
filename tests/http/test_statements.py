"""Phones tell of steps through the API: what is taken, what waits, and what is malformed."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.events import stamp
from smarthands.jobs import progress
from tests.builders.jobs import job_in
from tests.builders.site import Site, jobs_path


def told(site: Site, **fields: Any) -> dict[str, Any]:
    now = stamp(site.world.clock.at)
    return {"id": str(uuid4()), "happened_at": now, "device_time": now, "seen": 3} | fields


def test_a_step_is_taken_at_its_time_and_once(site: Site, job: UUID) -> None:
    tess, path = site.signed_in("Tess"), jobs_path(job, "arrive")
    said = told(site, happened_at=stamp(site.world.clock.at - timedelta(minutes=5)))
    first = tess.post(path, said)
    assert (first.status, first.body["state"]) == (200, "on_site")
    assert site.signed_in("Dan").post(jobs_path(job, "cancel"), {"reason": "x"}).status == 200
    again = tess.post(path, said | {"device_time": stamp(site.world.clock.at)})
    assert (again.status, again.body) == (200, first.body)


def test_a_step_that_came_too_late_is_accepted_for_the_desk(site: Site) -> None:
    job = job_in(site.world, "on_site")
    seen = site.signed_in("Dan").get(jobs_path(job)).body["seq"]
    progress.cancel(site.world.kit, site.world.dan, job, reason="not ours")
    said = told(site, seen=seen, fault="a fan", work="swapped")
    answer = site.signed_in("Tess").post(jobs_path(job, "complete"), said)
    assert (answer.status, answer.body["state"]) == (202, "waiting")
    dan, path = site.signed_in("Dan"), jobs_path(job, "statements", answer.body["id"])
    assert dan.post(f"{path}/accept", {}).status == 409
    refused = dan.post(f"{path}/refuse", {"reason": "called off"})
    assert (refused.status, refused.body["decided_reason"]) == (200, "called off")


def test_late_evidence_is_marked_and_accepted(site: Site, job: UUID) -> None:
    dan, tess = site.signed_in("Dan"), site.signed_in("Tess")
    seen = dan.get(jobs_path(job)).body["seq"]
    dan.post(jobs_path(job, "assign"), {"technician_ids": []})
    site.world.clock.pass_by(minutes=1)
    now = stamp(site.world.clock.at)
    note = {"id": str(uuid4()), "text": "dusty", "captured_at": now, "device_time": now}
    assert tess.post(jobs_path(job, "notes"), note).status == 404
    added = tess.post(jobs_path(job, "notes"), note | {"seen": seen})
    assert (added.status, added.body["late"], added.body["audience"]) == (
        201,
        "waiting",
        "internal",
    )
    accepted = dan.post(jobs_path(job, "evidence", note["id"], "accept"), {})
    assert (accepted.status, accepted.body["late"]) == (200, "accepted")


def test_lists_say_on_which_jobs_something_waits(site: Site, job: UUID) -> None:
    seen = site.signed_in("Dan").get(jobs_path(job)).body["seq"]
    dan, tess = site.signed_in("Dan"), site.signed_in("Tess")
    dan.post(jobs_path(job, "assign"), {"technician_ids": []})
    site.world.clock.pass_by(minutes=1)
    now = stamp(site.world.clock.at)
    note = {"id": str(uuid4()), "text": "dusty", "captured_at": now, "device_time": now}
    assert tess.post(jobs_path(job, "notes"), note | {"seen": seen}).status == 201
    assert tess.post(jobs_path(job, "arrive"), told(site, seen=seen)).status == 202

    def waiting(name: str, query: str) -> list[int]:
        rows = site.signed_in(name).get(f"/api/jobs{query}").body["items"]
        return [row["waiting"] for row in rows]

    for name in ("Dan", "Eva"):
        assert waiting(name, "?waiting=true") == [2]
    assert waiting("Cleo", "?waiting=true") == []
    assert waiting("Cleo", "") == [0]
    dan.post(jobs_path(job, "evidence", note["id"], "accept"), {})
    assert waiting("Dan", "") == [1]


@pytest.mark.parametrize(
    "fields",
    [
        {"happened_at": "2026-03-02T08:00:00Z"},
        {"id": "3f2b8c1e-6f0a-4d53-9a57-2f1f4be0c001"},
        {"id": "3f2b8c1e-6f0a-4d53-9a57-2f1f4be0c001", "device_time": "2026-03-02T08:00:00Z"},
        {"seen": 3},
    ],
)
def test_half_a_statement_is_refused(site: Site, job: UUID, fields: dict[str, Any]) -> None:
    answer = site.signed_in("Tess").post(jobs_path(job, "arrive"), fields)
    assert (answer.status, list(answer.body["fields"])) == (422, ["id"])


WRONG: dict[str, list[Any]] = {
    "seen": [-1, 2**31, 1.5, "3", None, []],
    "happened_at": ["now", "2026-03-02", 1, None],
    "id": ["", "me", 1, None],
}


@pytest.mark.parametrize(
    ("field", "value"), [(field, value) for field, values in WRONG.items() for value in values]
)
def test_a_wrong_field_is_named(site: Site, job: UUID, field: str, value: Any) -> None:
    body = told(site) | {field: value}
    answer = site.signed_in("Tess").post(jobs_path(job, "arrive"), body)
    assert (answer.status, list(answer.body["fields"])) == (422, [field])
