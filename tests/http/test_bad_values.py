"""Invalid field values: each field says why, and the stored values stay."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders.jobs import open_job
from tests.builders.people import FRANKFURT, PORTO, PRINTER, named
from tests.builders.site import Caller, Site, jobs_path, note

HUGE = 10**30
JOB_VALUES: dict[str, tuple[str, Any]] = {
    "an id that is none": ("id", "42"),
    "an id with more around it": ("id", "{" + str(uuid4()) + "} "),
    "a number for an id": ("id", 7),
    "an empty title": ("title", ""),
    "a title of spaces": ("title", " \t "),
    "a title of 201 characters": ("title", "x" * 201),
    "a title of 60,000 characters": ("title", "x" * 60_000),
    "a title with a bell": ("title", "Fan\x07"),
    "a title with a line break": ("title", "Fan\nloud"),
    "a title with C1 control": ("title", "Fan\x85loud"),
    "a number for a title": ("title", 5),
    "a list for a title": ("title", ["Fan"]),
    "an object for a title": ("title", {"en": "Fan"}),
    "null for a title": ("title", None),
    "priority 0": ("priority", 0),
    "priority 5": ("priority", 5),
    "a priority of 31 digits": ("priority", HUGE),
    "a fraction for a priority": ("priority", 1.5),
    "text for a priority": ("priority", "1"),
    "true for a priority": ("priority", True),
    "a kind nobody knows": ("kind", "party"),
    "a description of 10,001 characters": ("description", "x" * 10_001),
    "a time without a zone": ("arrive_by", "2026-03-02T09:00:00"),
    "a day alone": ("arrive_by", "2026-03-02"),
    "a time in the year 9999": ("arrive_by", "9999-12-31T23:59:59-14:00"),
    "a time in the year 1": ("arrive_by", "0001-01-01T00:00:00+14:00"),
    "a number for a time": ("arrive_by", 1772440000),
    "the 30th of February": ("arrive_by", "2026-02-30T09:00:00Z"),
    "a site nobody knows": ("site_id", str(uuid4())),
    "an asset of another site": ("asset_ids", [str(PRINTER)]),
    "101 assets": ("asset_ids", [str(uuid4())] * 101),
    "text for assets": ("asset_ids", "all"),
    "an expert as technician": ("technician_ids", [str(named("Eva"))]),
    "nobody as technician": ("technician_ids", [str(uuid4())]),
}


@pytest.mark.parametrize(("field", "value"), JOB_VALUES.values(), ids=JOB_VALUES)
def test_a_job_with_an_impossible_value_is_refused_by_that_field(
    site: Site, field: str, value: Any
) -> None:
    dan = site.signed_in("Dan")
    fields = {"id": str(uuid4()), "title": "Fan loud", "site_id": str(FRANKFURT), field: value}
    answer = dan.post("/api/jobs", fields)
    assert (answer.status, answer.code) == (422, "invalid")
    assert [name.split(".")[0] for name in answer.body["fields"]] == [field]
    assert dan.get("/api/jobs").body["items"] == []


@pytest.mark.parametrize("sequence", [-1, 2**53, HUGE, 1.5, "1"])
def test_a_sequence_that_no_phone_counts_is_refused(site: Site, sequence: Any) -> None:
    job_id = open_job(site.world, site.world.tess)
    tess = site.signed_in("Tess")
    answer = tess.post(jobs_path(job_id, "notes"), note(site.world, sequence=sequence))
    assert list(answer.body["fields"]) == ["sequence"]


QUERIES: dict[str, tuple[str, str]] = {
    "a parameter nobody knows": ("?colour=red", "invalid"),
    "one twice": ("?limit=1&limit=2", "malformed"),
    "NUL": ("?q=a%00b", "malformed"),
    "a limit of 0": ("?limit=0", "invalid"),
    "a limit of 201": ("?limit=201", "invalid"),
    "a limit of 31 digits": (f"?limit={HUGE}", "invalid"),
    "a state nobody knows": ("?state=open,lost", "invalid"),
    "a priority of 31 digits": (f"?priority={HUGE}", "invalid"),
    "a technician who is no id": ("?technician=you", "invalid"),
    "a search of 101 characters": (f"?q={'x' * 101}", "invalid"),
    "a control character": ("?q=a%07b", "invalid"),
    "a cursor that no list gave": ("?after=AAAA", "malformed"),
    "a cursor that is no Base64": ("?after=%C3%BC", "malformed"),
    "a cursor of another list": ("?after=WyJhIiwgImIiXQ", "malformed"),
    "a cursor of 20,000 brackets": (f"?after={'W1tb' * 99}", "malformed"),
    "a cursor of 2001 characters": (f"?after={'A' * 2001}", "invalid"),
}


@pytest.mark.parametrize(("query", "code"), QUERIES.values(), ids=QUERIES)
def test_an_impossible_query_of_a_list_is_refused_by_its_parameter(
    site: Site, query: str, code: str
) -> None:
    answer = site.signed_in("Dan").get("/api/jobs" + query)
    assert answer.code == code


@pytest.mark.parametrize("path", ["people", "organizations", "sites", "assets"])
def test_other_lists_refuse_forged_cursors_too(site: Site, path: str) -> None:
    dan = site.signed_in("Dan")
    forged = ("AAAA", "WzFd", "WyJcdWQ4MDAiLCAiYSJd", "WyJhIiwgNV0")
    codes = {dan.get(f"/api/{path}?after={cursor}").code for cursor in forged}
    assert codes == {"malformed"}


@pytest.mark.parametrize("after", ["-1", "x", str(HUGE), "1.0", "%00", "0&after=1"])
def test_events_after_something_that_is_no_number_are_refused(site: Site, after: str) -> None:
    job_id = open_job(site.world)
    answer = site.signed_in("Dan").get(jobs_path(job_id, f"events?after={after}"))
    assert answer.code in {"invalid", "malformed"}


def test_bytes_in_a_query_that_are_not_utf8_are_taken_as_they_were_written(site: Site) -> None:
    dan = site.signed_in("Dan")
    id = open_job(site.world, title="Disk at 100%FF")
    assert [row["id"] for row in dan.get("/api/jobs?q=%ff").body["items"]] == [str(id)]


def test_events_after_the_last_one_are_none(site: Site) -> None:
    job_id = open_job(site.world)
    answer = site.signed_in("Dan").get(jobs_path(job_id, f"events?after={2**31 - 1}"))
    assert answer.body == {"items": [], "next_after": None}


@pytest.mark.parametrize(
    "path",
    [
        f"/api/jobs/{named('no job')}",
        "/api/jobs/42",
        "/api/jobs/%00",
        "/api/jobs/%ff",
        "/api/jobs/..%2f..%2fmetrics",
        f"/api/jobs/{'x' * 5000}",
        "/api/nothing",
        "/nothing",
        "/assets/../../server/app.py",
        "/assets/%2e%2e/%2e%2e/server/app.py",
        f"/assets/{'x' * 5000}",
        "/assets/%00",
    ],
)
def test_an_unknown_address_is_not_found_in_our_words(site: Site, path: str) -> None:
    answer = site.signed_in("Dan").get(path, headers={"Accept-Encoding": "br, gzip"})
    assert (answer.status, answer.code) == (404, "not_found")
    assert path[-20:] not in answer.body["detail"]


def test_a_foreign_id_is_answered_like_one_that_nobody_has(site: Site) -> None:
    job_id = open_job(site.world, site.world.tess, site_id=PORTO)
    cleo = site.signed_in("Cleo")
    foreign, unknown = cleo.get(jobs_path(job_id)), cleo.get(jobs_path(uuid4()))
    assert {**foreign.body, "request_id": ""} == {**unknown.body, "request_id": ""}


def test_the_wrong_method_says_which_are_right(site: Site) -> None:
    answer = site.signed_in("Dan").call("PUT", "/api/jobs", {})
    assert (answer.status, answer.code) == (405, "not_allowed")
    assert answer.headers["Allow"] == "GET, HEAD, OPTIONS, POST"


IMPORTS: dict[str, tuple[str, list[int]]] = {
    "a wrong zone and a missing name": ("name,time_zone\nBonn,Mars\n,UTC\nKiel,UTC\n", [2, 3]),
    "a column nobody knows": ("name,colour\nBonn,red\n", [1]),
    "a cell too long": (f"name\n{'x' * 201}\n", [2]),
    "a quote that never closes": ('name\n"Bonn\n', [2]),
    "one name twice": ("name\nBonn\nBonn\n", [3]),
    "nothing": ("", [1]),
}


@pytest.mark.parametrize(("csv", "lines"), IMPORTS.values(), ids=IMPORTS)
def test_an_import_names_each_wrong_line_and_writes_none(
    site: Site, csv: str, lines: list[int]
) -> None:
    dan = site.signed_in("Dan")
    before = dan.get("/api/sites").body
    body = {"organization_id": str(named("northwind")), "csv": csv}
    answer = dan.post("/api/sites/import", body)
    assert (answer.status, answer.code) == (422, "invalid")
    assert [line["line"] for line in answer.body["lines"]] == lines
    assert dan.get("/api/sites").body == before


def creates(caller: Caller, path: str, body: dict[str, Any]) -> list[int]:
    """The statuses of the same create, of its repetition, and of another body under the same id."""
    changed = {key: f"{value}x" if key in WORDS else value for key, value in body.items()}
    answers = [caller.post(path, each) for each in (body, body, changed)]
    assert answers[0].body == answers[1].body
    return [answer.status for answer in answers]


WORDS = {"title", "name", "tag", "label", "text"}


def test_a_repeated_create_is_one_and_another_body_under_its_id_is_a_conflict(site: Site) -> None:
    job_id = open_job(site.world, site.world.tess)
    dan = site.signed_in("Dan")
    place = {"site_id": str(FRANKFURT)}
    for path, body in {
        "/api/jobs": {"title": "Fan loud", **place},
        "/api/organizations": {"name": "Eastwind"},
        "/api/sites": {"name": "Bonn", "organization_id": str(named("northwind"))},
        "/api/assets": {"tag": "UPS-1", **place},
        jobs_path(job_id, "notes"): note(site.world),
        jobs_path(job_id, "shares"): {"label": "Cleo", "expires_at": "2026-04-01T00:00:00Z"},
    }.items():
        assert creates(dan, path, {**body, "id": str(uuid4())}) == [201, 201, 409], path
