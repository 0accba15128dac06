"""A phone tells of steps upon a state that others have changed: they wait for the desk."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from smarthands.errors import Code
from smarthands.jobs import document, progress
from smarthands.jobs.late_statements import MOST_WAITING
from smarthands.jobs.statements import Told
from smarthands.model.statement import StatedVerb
from smarthands.upkeep.sweeps import KEEP_APPLIED, sweep_statements
from tests.builders import steps
from tests.builders.jobs import job_in, open_job
from tests.builders.steps import told
from tests.builders.world import World, code_of, refusal
from tests.domain.saying import DONE, NO_BADGE, say, seq_of, waiting

HOUR = timedelta(hours=1)


def test_what_the_desk_has_made_impossible_meanwhile_waits_for_it(each_world: World) -> None:
    w = each_world
    job = job_in(w, "on_site")
    said = told(w, seen=seq_of(w, job), ago=HOUR)
    progress.cancel(w.kit, w.dan, job, reason="not ours")
    answer = say(w, job, StatedVerb.COMPLETE, said, DONE)
    assert answer.job is None
    [statement] = waiting(w, job)
    assert answer.statement == statement
    assert (statement["verb"], statement["state"]) == ("complete", "waiting")
    assert (statement["fault"], statement["work"]) == ("a fan", "swapped")
    assert document.document(w.kit, w.cleo, job)["statements"] == {}
    assert say(w, job, StatedVerb.COMPLETE, said, DONE) == answer
    assert waiting(w, job) == [statement]


def test_what_she_had_seen_is_refused_as_it_is_without_a_phone(world: World) -> None:
    job = job_in(world, "canceled")
    said = told(world, seen=seq_of(world, job))
    assert code_of(say, world, job, StatedVerb.COMPLETE, said, DONE) == Code.CONFLICT
    assert code_of(say, world, job, StatedVerb.COMPLETE, told(world), DONE) == Code.CONFLICT
    assert waiting(world, job) == []


def test_who_was_taken_off_without_knowing_is_heard(each_world: World) -> None:
    w = each_world
    job = open_job(w, w.tess)
    seen = seq_of(w, job)
    progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])
    w.clock.pass_by(hours=2)
    answer = say(w, job, StatedVerb.ARRIVE, told(w, seen=seen, ago=HOUR))
    assert answer.statement is not None
    assert document.document(w.kit, w.dan, job)["job"]["arrived_at"] is None
    knew = told(w, seen=seq_of(w, job))
    assert code_of(say, w, job, StatedVerb.ARRIVE, knew) == Code.NOT_FOUND
    w.clock.pass_by(days=7)
    late = told(w, seen=seen)
    assert code_of(say, w, job, StatedVerb.ARRIVE, late) == Code.NOT_FOUND


def test_a_step_of_a_week_ago_waits_even_where_it_could_be_taken(world: World) -> None:
    """So an answer that was forgotten meanwhile can't make a step happen twice."""
    job = job_in(world, "on_site")
    said = told(world, seen=seq_of(world, job))
    say(world, job, StatedVerb.HOLD, said)
    steps.resume(world.kit, world.dan, job)
    world.clock.pass_by(seconds=KEEP_APPLIED.total_seconds() + 1)
    sweep_statements(world.kit)
    again = Told(said.happened_at, world.clock.at, said.seen, id=said.id)
    assert say(world, job, StatedVerb.HOLD, again).statement is not None
    assert document.document(world.kit, world.dan, job)["job"]["state"] == "on_site"


def test_the_sweep_forgets_no_answer_of_this_month_and_no_statement_that_came_late(
    world: World,
) -> None:
    job = job_in(world, "on_site")
    early = told(world, seen=seq_of(world, job))
    progress.cancel(world.kit, world.dan, job, reason="not ours")
    say(world, job, StatedVerb.HOLD, early)
    world.clock.pass_by(seconds=KEEP_APPLIED.total_seconds() + 1)
    progress.reopen(world.kit, world.dan, job, reason="it is back")
    said = told(world, seen=seq_of(world, job))
    first = say(world, job, StatedVerb.HOLD, said)
    sweep_statements(world.kit)
    assert say(world, job, StatedVerb.HOLD, said) == first
    assert [each["id"] for each in waiting(world, job)] == [str(early.id)]


def test_nobody_fills_the_desk_with_statements(world: World) -> None:
    job = job_in(world, "on_site")
    seen = seq_of(world, job)
    progress.cancel(world.kit, world.dan, job, reason="not ours")
    for _ in range(MOST_WAITING):
        say(world, job, StatedVerb.RESUME, told(world, seen=seen))
    problem = refusal(say, world, job, StatedVerb.RESUME, told(world, seen=seen))
    assert (problem.code, problem.retry_after) == (Code.TOO_MANY, 600)


def test_what_stands_on_a_waiting_step_waits_with_it(each_world: World) -> None:
    """The desk holds the job; her phone tells of her own hold, her going on and her end."""
    w = each_world
    job = job_in(w, "on_site")
    seen = seq_of(w, job)
    steps.hold(w.kit, w.dan, job, reason="gas alarm")
    w.clock.pass_by(hours=4)
    for hours, verb, words in (
        (3, StatedVerb.HOLD, NO_BADGE),
        (2, StatedVerb.RESUME, NO_BADGE),
        (1, StatedVerb.COMPLETE, DONE),
    ):
        said = told(w, seen=seen, ago=timedelta(hours=hours))
        assert say(w, job, verb, said, words).statement is not None
    held = document.document(w.kit, w.dan, job)["job"]
    assert (held["state"], held["hold_reason"]) == ("on_hold", "gas alarm")
    steps.resume(w.kit, w.dan, job)
    upon_that = told(w, seen=seq_of(w, job))
    assert say(w, job, StatedVerb.COMPLETE, upon_that, DONE).job is not None


def test_going_on_waits_while_the_hold_before_it_does(world: World) -> None:
    job = job_in(world, "on_site")
    seen = seq_of(world, job)
    steps.hold(world.kit, world.dan, job, reason="gas alarm")
    say(world, job, StatedVerb.HOLD, told(world, seen=seen))
    steps.resume(world.kit, world.dan, job)
    assert say(world, job, StatedVerb.RESUME, told(world, seen=seen)).statement is not None


def _complete_and_reopen(w: World, job: UUID) -> None:
    steps.complete(w.kit, w.dan, job, fault="a fan", work="another one")
    progress.reopen(w.kit, w.dan, job, reason="still noisy")


def _hold_and_resume(w: World, job: UUID) -> None:
    steps.hold(w.kit, w.dan, job, reason="gas alarm")
    steps.resume(w.kit, w.dan, job)


def _cancel_and_reopen(w: World, job: UUID) -> None:
    progress.cancel(w.kit, w.dan, job, reason="not ours")
    progress.reopen(w.kit, w.dan, job, reason="ours")


Undo = Callable[[World, UUID], object]


@pytest.mark.parametrize(
    ("verb", "decide"),
    [
        (StatedVerb.COMPLETE, _complete_and_reopen),
        (StatedVerb.HOLD, _hold_and_resume),
        (StatedVerb.COMPLETE, _cancel_and_reopen),
    ],
    ids=["completed and reopened", "held and resumed", "canceled and reopened"],
)
def test_a_step_undoes_nothing_that_others_have_decided_since(
    each_world: World, verb: StatedVerb, decide: Undo
) -> None:
    w = each_world
    job = job_in(w, "on_site")
    said = told(w, seen=seq_of(w, job))
    decide(w, job)
    before = document.document(w.kit, w.dan, job)["job"]
    assert say(w, job, verb, said, DONE if verb == StatedVerb.COMPLETE else NO_BADGE).statement
    assert document.document(w.kit, w.dan, job)["job"] == before
