"""A table says for each state of a job which steps lead where and which are refused."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.jobs import document, jobs, progress
from smarthands.model.job import JobState
from smarthands.people import people
from tests.builders import steps
from tests.builders.jobs import STATES, job_in, open_job
from tests.builders.people import BERLIN, FRANKFURT, PORTO, PRINTER, ROUTER, SWITCH
from tests.builders.world import World

Step = Callable[[World, UUID], dict[str, Any]]

STEPS: dict[str, Step] = {
    "open": lambda w, id: progress.open_requested(w.kit, w.dan, id),
    "assign": lambda w, id: progress.assign(w.kit, w.dan, id, technician_ids=[w.theo.person_id]),
    "acknowledge": lambda w, id: steps.acknowledge(w.kit, w.dan, id),
    "arrive": lambda w, id: steps.arrive(w.kit, w.dan, id),
    "hold": lambda w, id: steps.hold(w.kit, w.dan, id, reason="no power"),
    "resume": lambda w, id: steps.resume(w.kit, w.dan, id),
    "complete": lambda w, id: steps.complete(w.kit, w.dan, id, fault="a fan", work="swapped"),
    "reopen": lambda w, id: progress.reopen(w.kit, w.dan, id, reason="it is back"),
    "cancel": lambda w, id: progress.cancel(w.kit, w.dan, id, reason="not ours"),
}
# A cell says where the step leads from the state; "=" changes nothing, "no" is refused.
TABLE = """
             open assign   acknowledge  arrive  hold    resume   complete  reopen   cancel
requested    open no       no           no      no      no       no        no       canceled
open         =    assigned no           no      on_hold =        completed =        canceled
assigned     =    assigned acknowledged on_site on_hold =        completed =        canceled
acknowledged =    assigned =            on_site on_hold =        completed =        canceled
on_site      =    assigned =            =       on_hold =        completed =        canceled
on_hold      no   on_hold  no           no      no      assigned no        no       canceled
completed    no   no       no           no      no      no       no        assigned no
canceled     no   no       no           no      no      no       no        assigned =
"""
_HEADER, *_LINES = [line.split() for line in TABLE.strip().splitlines()]
CASES = [
    (line[0], step, outcome)
    for line in _LINES
    for step, outcome in zip(_HEADER, line[1:], strict=True)
]


def test_the_table_has_every_state_and_step() -> None:
    assert {line[0] for line in _LINES} == set(JobState) == set(STATES)
    assert set(_HEADER) == set(STEPS)


@pytest.mark.parametrize(("state", "step", "outcome"), CASES)
def test_each_step_leads_from_each_state_where_the_table_says(
    world: World, state: str, step: str, outcome: str
) -> None:
    id = job_in(world, state)
    before = document.document(world.kit, world.dan, id)
    if outcome == "no":
        with pytest.raises(Problem) as refused:
            STEPS[step](world, id)
        assert refused.value.code == Code.CONFLICT
        assert document.document(world.kit, world.dan, id) == before
        return
    events_before = len(world.announced.events)
    after = STEPS[step](world, id)
    assert after["state"] == (state if outcome == "=" else outcome)
    assert document.document(world.kit, world.dan, id)["job"] == after
    if outcome == "=":
        assert document.document(world.kit, world.dan, id) == before
    assert len(world.announced.events) - events_before == (0 if outcome == "=" else 1)


@pytest.mark.parametrize("step", sorted(STEPS))
def test_a_step_repeated_by_a_phone_that_missed_the_answer_changes_nothing(
    world: World, step: str
) -> None:
    start = {"open": "requested", "reopen": "completed", "resume": "on_hold"}
    id = job_in(world, start.get(step, "assigned"))
    first = STEPS[step](world, id)
    seq = document.document(world.kit, world.dan, id)["seq"]
    assert STEPS[step](world, id) == first
    assert document.document(world.kit, world.dan, id)["seq"] == seq


def test_arriving_acknowledges_the_job(world: World) -> None:
    id = open_job(world, world.tess)
    job = steps.arrive(world.kit, world.tess, id)
    assert job["acknowledged_at"] == job["arrived_at"] == "2026-03-02T08:00:00.000000Z"


def test_a_job_resumes_from_hold_in_the_state_it_had(world: World) -> None:
    id = job_in(world, "on_site")
    on_hold = steps.hold(world.kit, world.tess, id, reason="no badge")
    assert (on_hold["state"], on_hold["hold_reason"]) == ("on_hold", "no badge")
    back = steps.resume(world.kit, world.tess, id)
    assert (back["state"], back["hold_reason"], back["held_at"]) == ("on_site", None, None)


def test_a_job_keeps_its_state_while_one_of_its_technicians_stays(world: World) -> None:
    id = job_in(world, "on_site")
    crew = [world.theo.person_id, world.tess.person_id]
    job = progress.assign(world.kit, world.dan, id, technician_ids=crew)
    assert job["state"] == "on_site"
    assert [person["name"] for person in job["technicians"]] == ["Theo", "Tess"]


def test_a_new_crew_starts_from_the_beginning_even_on_hold(world: World) -> None:
    id = job_in(world, "on_site")
    steps.hold(world.kit, world.tess, id, reason="no badge")
    job = progress.assign(world.kit, world.dan, id, technician_ids=[world.theo.person_id])
    assert (job["state"], job["arrived_at"], job["acknowledged_at"]) == (
        "on_hold",
        None,
        None,
    )
    assert steps.resume(world.kit, world.theo, id)["state"] == "assigned"


def test_a_job_that_loses_its_whole_crew_is_open(world: World) -> None:
    id = job_in(world, "acknowledged")
    job = progress.assign(world.kit, world.dan, id, technician_ids=[])
    assert (job["state"], job["technicians"]) == ("open", [])


@pytest.mark.parametrize("who", ["eva", "cleo", "deactivated"])
def test_only_active_technicians_are_assigned(world: World, who: str) -> None:
    id = open_job(world)
    person: Actor = world.theo if who == "deactivated" else getattr(world, who)
    if who == "deactivated":
        people.deactivate(world.kit, world.ada, person.person_id)
    with pytest.raises(Problem) as refused:
        progress.assign(world.kit, world.dan, id, technician_ids=[person.person_id])
    assert refused.value.fields == {"technician_ids": ["One of these is not an active technician."]}


def test_a_completed_job_says_what_was_wrong_and_what_was_done(world: World) -> None:
    id = job_in(world, "completed")
    job = document.document(world.kit, world.cleo, id)["job"]
    assert job["summary"] == {"fault": "fibre cut", "work": "spliced"}
    reopened = progress.reopen(world.kit, world.dan, id, reason="it is back")
    assert (reopened["summary"], reopened["completed_at"]) == (None, None)


def test_completing_again_with_another_summary_is_refused(world: World) -> None:
    id = job_in(world, "completed")
    with pytest.raises(Problem, match="is completed"):
        steps.complete(world.kit, world.tess, id, fault="other", work="words")


class TestRequests:
    """Cleo may still change her request while nobody has opened it."""

    def test_cleo_requests_edits_and_cancels_a_job(self, world: World) -> None:
        id = open_job(world, world.theo, by=world.cleo)
        job = jobs.edit(world.kit, world.cleo, id, title="Two switches", priority=1)
        assert (job["title"], job["state"], job["technicians"]) == ("Two switches", "requested", [])
        assert progress.cancel(world.kit, world.cleo, id, reason="fixed")["state"] == "canceled"

    def test_cleo_can_not_change_her_request_once_it_is_open(self, world: World) -> None:
        id = open_job(world, by=world.cleo)
        progress.open_requested(world.kit, world.dan, id)
        with pytest.raises(Problem) as refused:
            jobs.edit(world.kit, world.cleo, id, title="x")
        assert refused.value.code == Code.FORBIDDEN
        with pytest.raises(Problem) as refused:
            progress.cancel(world.kit, world.cleo, id, reason="x")
        assert refused.value.code == Code.FORBIDDEN

    def test_cleo_can_not_name_a_site_of_somebody_else(self, world: World) -> None:
        with pytest.raises(Problem) as refused:
            open_job(world, by=world.cleo, site_id=PORTO)
        assert refused.value.fields == {
            "site_id": ["There is no such site. Choose one from the list."]
        }


class TestCreating:
    def test_a_retry_finds_the_first_job_also_after_an_edit(self, each_world: World) -> None:
        w = each_world
        id = open_job(w, w.tess, title="No link", asset_ids=[SWITCH, ROUTER])
        jobs.edit(w.kit, w.dan, id, title="No link on port 7")
        open_job(w, w.tess, id=id, title="No link", asset_ids=[ROUTER, SWITCH])
        job = document.document(w.kit, w.dan, id)["job"]
        assert (job["title"], job["number"]) == ("No link on port 7", "SH-1001")

    @pytest.mark.parametrize(
        "other", [{"title": "x"}, {"priority": 1}, {"description": "x"}, {"asset_ids": [SWITCH]}]
    )
    def test_another_job_under_the_same_id_is_refused(
        self, world: World, other: dict[str, Any]
    ) -> None:
        id = open_job(world)
        with pytest.raises(Problem) as refused:
            open_job(world, id=id, **other)
        assert refused.value.code == Code.CONFLICT

    def test_malcolm_gets_nothing_by_the_id_of_cleos_request(self, world: World) -> None:
        id = open_job(world, by=world.cleo)
        with pytest.raises(Problem) as refused:
            open_job(world, by=world.malcolm, id=id, site_id=PORTO)
        assert refused.value.code == Code.CONFLICT

    def test_assets_must_stand_at_the_site(self, world: World) -> None:
        with pytest.raises(Problem) as refused:
            open_job(world, asset_ids=[SWITCH, PRINTER])
        assert refused.value.fields == {"asset_ids": ["One of these assets is not at this site."]}


class TestEditing:
    def test_moving_a_job_to_another_site_drops_the_assets(self, world: World) -> None:
        id = open_job(world, asset_ids=[SWITCH])
        assert jobs.edit(world.kit, world.dan, id, site_id=BERLIN)["asset_ids"] == []
        back = jobs.edit(world.kit, world.dan, id, site_id=FRANKFURT, asset_ids=[ROUTER])
        assert back["asset_ids"] == [str(ROUTER)]

    def test_a_job_never_moves_to_another_organization(self, world: World) -> None:
        id = open_job(world)
        with pytest.raises(Problem, match="another organization"):
            jobs.edit(world.kit, world.dan, id, site_id=PORTO)

    @pytest.mark.parametrize("state", ["completed", "canceled"])
    def test_an_ended_job_stays_as_it_is(self, world: World, state: str) -> None:
        id = job_in(world, state)
        with pytest.raises(Problem, match="Reopen it"):
            jobs.edit(world.kit, world.dan, id, title="x")

    def test_an_edit_that_changes_nothing_records_no_event(self, world: World) -> None:
        id = open_job(world, title="No link")
        jobs.edit(world.kit, world.dan, id, title="No link", asset_ids=[])
        assert world.announced.kinds == ["job.opened"]
