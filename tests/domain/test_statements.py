"""A phone tells of steps late and more than once: each is taken once, at its own time."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID

import pytest

from smarthands.errors import Code
from smarthands.events import stamp
from smarthands.jobs import document, progress
from smarthands.jobs.statements import tell
from smarthands.jobs.steps import StepWords
from smarthands.model.statement import StatedVerb
from tests.builders import steps
from tests.builders.jobs import job_in, open_job
from tests.builders.steps import told
from tests.builders.world import World, code_of
from tests.domain.saying import DONE, NO_BADGE, say, seq_of, waiting

HOUR = timedelta(hours=1)


@pytest.mark.parametrize(
    ("verb", "words", "undo"),
    [
        (StatedVerb.HOLD, NO_BADGE, lambda w, job: steps.resume(w.kit, w.dan, job)),
        (StatedVerb.COMPLETE, DONE, lambda w, job: progress.reopen(w.kit, w.dan, job, reason="x")),
    ],
    ids=["hold", "complete"],
)
def test_a_repeated_step_is_not_taken_again_after_the_desk_has_undone_it(
    each_world: World, verb: StatedVerb, words: StepWords, undo: Callable[[World, UUID], object]
) -> None:
    w = each_world
    job = job_in(w, "on_site")
    said = told(w, seen=seq_of(w, job))
    first = say(w, job, verb, said, words)
    undo(w, job)
    before = document.document(w.kit, w.dan, job)
    assert say(w, job, verb, said, words) == first
    assert document.document(w.kit, w.dan, job) == before
    assert before["job"]["state"] == ("on_site" if verb == StatedVerb.HOLD else "assigned")


@pytest.mark.parametrize("verb", list(StatedVerb))
def test_every_step_that_is_told_again_gets_its_first_answer(
    world: World, verb: StatedVerb
) -> None:
    start = {StatedVerb.RESUME: "on_hold", StatedVerb.ACKNOWLEDGE: "assigned"}
    job = job_in(world, start.get(verb, "acknowledged"))
    said, words = told(world, seen=seq_of(world, job)), StepWords("a", "b", "c")
    first = tell(world.kit, world.tess, job, verb, words, said)
    seq = seq_of(world, job)
    assert first.job is not None
    undo = progress.reopen if verb == StatedVerb.COMPLETE else progress.cancel
    undo(world.kit, world.dan, job, reason="not ours")
    assert tell(world.kit, world.tess, job, verb, words, said) == first
    assert seq_of(world, job) == seq + 1


def test_an_id_of_another_statement_is_refused(world: World) -> None:
    job, other = job_in(world, "on_site"), job_in(world, "on_site")
    said = told(world, seen=seq_of(world, job))
    say(world, job, StatedVerb.HOLD, said)
    for verb, words, where in (
        (StatedVerb.HOLD, StepWords(reason="no key"), job),
        (StatedVerb.RESUME, NO_BADGE, job),
        (StatedVerb.HOLD, NO_BADGE, other),
    ):
        assert code_of(say, world, where, verb, said, words) == Code.CONFLICT


def test_a_step_counts_from_the_time_at_which_it_happened(each_world: World) -> None:
    """Her phone's clock is two hours ahead, and it told of her arrival three hours late."""
    w = each_world
    job = open_job(w, w.tess)
    seen = seq_of(w, job)
    w.clock.pass_by(hours=4)
    arrived = stamp(w.clock.at - 3 * HOUR)
    said = told(w, seen=seen, ago=3 * HOUR, ahead=2 * HOUR)
    answer = say(w, job, StatedVerb.ARRIVE, said)
    assert answer.job is not None
    assert (answer.job["arrived_at"], answer.job["acknowledged_at"]) == (arrived, arrived)
    [event] = document.job_events(w.kit, w.cleo, job, after=seen)["items"]
    assert event["at"] == stamp(w.clock.at)
    assert event["body"]["details"]["told"] == {
        "id": str(said.id),
        "by": {"id": w.tess.id, "name": w.tess.name, "role": "technician"},
        "happened_at": stamp(said.happened_at),
        "device_time": stamp(said.device_time),
        "at": arrived,
        "moved": False,
    }


@pytest.mark.parametrize(
    ("ago", "counts"),
    [(timedelta(days=2), timedelta(hours=2)), (-HOUR, timedelta())],
    ids=["before the job was hers", "to come"],
)
def test_a_step_is_neither_before_the_one_that_it_follows_nor_to_come(
    world: World, ago: timedelta, counts: timedelta
) -> None:
    job = open_job(world, world.tess)
    world.clock.pass_by(hours=2)
    answer = say(world, job, StatedVerb.ARRIVE, told(world, seen=1, ago=ago))
    assert answer.job is not None
    assert answer.job["arrived_at"] == stamp(world.clock.at - counts)
    body = document.job_events(world.kit, world.dan, job)["items"][-1]["body"]
    assert body["details"]["told"]["moved"] is True


def test_a_day_without_network_arrives_in_order_and_with_its_own_times(world: World) -> None:
    job = open_job(world, world.tess)
    seen = seq_of(world, job)
    world.clock.pass_by(hours=9)
    for hours, verb, words in (
        (8, StatedVerb.ACKNOWLEDGE, NO_BADGE),
        (7, StatedVerb.ARRIVE, NO_BADGE),
        (6, StatedVerb.HOLD, NO_BADGE),
        (4, StatedVerb.RESUME, NO_BADGE),
        (1, StatedVerb.COMPLETE, DONE),
    ):
        said = told(world, seen=seen, ago=hours * HOUR)
        assert say(world, job, verb, said, words).job is not None
    ended = document.document(world.kit, world.dan, job)["job"]
    now = world.clock.at
    assert (ended["state"], waiting(world, job)) == ("completed", [])
    assert ended["acknowledged_at"] == stamp(now - 8 * HOUR)
    assert ended["arrived_at"] == stamp(now - 7 * HOUR)
    assert ended["completed_at"] == stamp(now - HOUR)


def test_a_change_of_the_crew_moves_no_time_of_those_who_stay(world: World) -> None:
    job = open_job(world, world.tess)
    seen = seq_of(world, job)
    world.clock.pass_by(hours=2)
    crew = [world.tess.person_id, world.theo.person_id]
    progress.assign(world.kit, world.dan, job, technician_ids=crew)
    world.clock.pass_by(hours=1)
    answer = say(world, job, StatedVerb.ARRIVE, told(world, seen=seen, ago=2 * HOUR))
    assert answer.job is not None
    assert answer.job["arrived_at"] == stamp(world.clock.at - 2 * HOUR)


def test_the_first_answer_stays_hers_after_she_was_taken_off(world: World) -> None:
    job = open_job(world, world.tess)
    said = told(world, seen=seq_of(world, job))
    first = say(world, job, StatedVerb.ARRIVE, said)
    progress.assign(world.kit, world.dan, job, technician_ids=[])
    world.clock.pass_by(days=8)
    assert say(world, job, StatedVerb.ARRIVE, said) == first
