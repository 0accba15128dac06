"""SQLite finds the rows of lists through an index, and never reads a whole table.

SQLite plans by rule while nobody has counted its rows, so that a small database shows the plans of
a large one. bench/timeline.py measures a large one.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import pytest
from sqlalchemy import Engine, event

from smarthands.evidence.sealing import RENDITIONS
from smarthands.jobs import document
from smarthands.jobs.listing import JobFilter, list_jobs
from smarthands.paging import encode_cursor
from smarthands.upkeep import deliveries, sweeps
from tests.builders.jobs import note, open_job, photo
from tests.builders.people import FRANKFURT, NORTHWIND, named
from tests.builders.world import World

# A list in the order of its key may read one of these large tables from end to end, since it stops
# after a page.
GROWING = "jobs|evidence_items|renditions|events|job_assets|job_technicians|deliveries"
WHOLE = re.compile(rf"SCAN ({GROWING})\b(?! USING INDEX sqlite_autoindex_jobs_2)")


@contextmanager
def plan_steps(engine: Engine) -> Iterator[list[str]]:
    """The steps of the plans of all statements that run meanwhile."""
    steps: list[str] = []

    def explain(_connection: Any, cursor: Any, statement: str, values: Any, *_more: Any) -> None:
        if statement.startswith(("SELECT", "UPDATE", "DELETE")):
            plan = cursor.connection.execute(f"EXPLAIN QUERY PLAN {statement}", values)
            steps.extend(row[3] for row in plan.fetchall())

    event.listen(engine, "before_cursor_execute", explain)
    try:
        yield steps
    finally:
        event.remove(engine, "before_cursor_execute", explain)


FILTERS = {
    "all": JobFilter(),
    "state": JobFilter(states=("open", "assigned")),
    "site": JobFilter(site=FRANKFURT),
    "organization": JobFilter(organization=NORTHWIND),
    "technician": JobFilter(technician=named("Tess")),
}


@pytest.mark.parametrize("name", FILTERS)
def test_a_page_of_jobs_reads_its_own_rows_alone(world: World, name: str) -> None:
    job = open_job(world, world.tess)
    photo(world, world.tess, job)
    for actor in (world.dan, world.tess, world.cleo):
        for after in (None, encode_cursor(2000)):
            with plan_steps(world.engine) as steps:
                assert list_jobs(world.kit, actor, FILTERS[name], after=after).items
            assert not [step for step in steps if WHOLE.match(step)], steps


def test_a_job_its_events_and_its_pictures_are_found_by_their_keys(world: World) -> None:
    job = open_job(world, world.tess)
    note(world, world.tess, job)
    with plan_steps(world.engine) as steps:
        document.document(world.kit, world.dan, job)
        document.job_events(world.kit, world.dan, job, after=1)
        document.context(world.kit, world.dan, job)
    assert steps
    assert not [step for step in steps if step.startswith("SCAN")], steps


def test_workers_and_sweeps_read_the_rows_that_are_due_alone(world: World) -> None:
    with plan_steps(world.engine) as steps:
        deliveries.claim(world.kit, [RENDITIONS], lease="one")
        sweeps.sweep_uploads(world.kit)
    assert any("ix_evidence_items_unsealed" in step for step in steps)
    assert not [step for step in steps if WHOLE.match(step)], steps


def test_a_search_reads_every_job_once_but_finds_by_asset_through_the_index(world: World) -> None:
    open_job(world)
    with plan_steps(world.engine) as steps:
        list_jobs(world.kit, world.dan, JobFilter(q="sw-1"))
    assert not [step for step in steps if re.match(r"SCAN job_assets\b", step)], steps
