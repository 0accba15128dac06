"""The desk accepts or refuses the steps that came late."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.events import stamp
from smarthands.jobs import document, late_statements, progress
from smarthands.model.statement import StatedVerb
from tests.builders.jobs import job_in, open_job
from tests.builders.steps import told
from tests.builders.world import World, code_of, refusal
from tests.domain.saying import DONE, say, seq_of, waiting

HOUR = timedelta(hours=1)


@pytest.mark.parametrize("seen", [0, 1])
def test_a_phone_that_had_seen_nothing_but_the_beginning_is_accepted_after_it(
    world: World, seen: int
) -> None:
    job = open_job(world, world.tess)
    progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
    progress.assign(world.kit, world.dan, job, technician_ids=[world.tess.person_id])
    progress.cancel(world.kit, world.dan, job, reason="not ours")
    answer = say(world, job, StatedVerb.ARRIVE, told(world, seen=seen, ago=timedelta(days=1)))
    assert answer.statement is not None
    progress.reopen(world.kit, world.dan, job, reason="ours after all")
    late_statements.accept(world.kit, world.dan, job, UUID(answer.statement["id"]))
    shown = document.document(world.kit, world.dan, job)["job"]
    assert shown["arrived_at"] == shown["opened_at"]


def test_the_desk_accepts_a_step_at_its_own_time(each_world: World) -> None:
    w = each_world
    job = open_job(w, w.tess)
    seen = seq_of(w, job)
    progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])
    w.clock.pass_by(hours=3)
    said = told(w, seen=seen, ago=HOUR)
    say(w, job, StatedVerb.ARRIVE, said)
    accepted = late_statements.accept(w.kit, w.dan, job, said.id)
    assert accepted["arrived_at"] == stamp(w.clock.at - HOUR)
    [statement] = waiting(w, job)
    assert (statement["state"], statement["decided_by"]["name"]) == ("accepted", w.dan.name)
    seq = seq_of(w, job)
    assert late_statements.accept(w.kit, w.dan, job, said.id) == accepted
    assert seq_of(w, job) == seq
    refuse = {"reason": "no"}
    problem = refusal(late_statements.refuse, w.kit, w.dan, job, said.id, **refuse)
    assert problem.code == Code.CONFLICT


def test_the_desk_refuses_a_step_with_a_reason(world: World) -> None:
    job = job_in(world, "on_site")
    said = told(world, seen=seq_of(world, job))
    progress.cancel(world.kit, world.dan, job, reason="not ours")
    first = say(world, job, StatedVerb.HOLD, said)
    assert code_of(late_statements.accept, world.kit, world.dan, job, said.id) == Code.CONFLICT
    refused = late_statements.refuse(world.kit, world.dan, job, said.id, reason="called off")
    assert (refused["state"], refused["decided_reason"]) == ("refused", "called off")
    seq = seq_of(world, job)
    again = late_statements.refuse(world.kit, world.dan, job, said.id, reason="twice")
    assert (again, seq_of(world, job)) == (refused, seq)
    # Her phone's retry gets the first answer, and nothing of the desk's.
    assert say(world, job, StatedVerb.HOLD, said) == first


def test_an_unknown_statement_is_not_found(world: World) -> None:
    job, other = job_in(world, "on_site"), job_in(world, "on_site")
    said = told(world, seen=seq_of(world, job))
    say(world, job, StatedVerb.HOLD, said)
    for where, id in ((job, uuid4()), (other, said.id)):
        assert code_of(late_statements.accept, world.kit, world.dan, where, id) == Code.NOT_FOUND
    # A statement that took effect is nothing to decide on.
    assert code_of(late_statements.accept, world.kit, world.dan, job, said.id) == Code.CONFLICT


def test_an_accepted_step_is_its_authors_and_counts_from_its_own_time(each_world: World) -> None:
    w = each_world
    job = job_in(w, "on_site")
    seen = seq_of(w, job)
    w.clock.pass_by(hours=5)
    said = told(w, seen=seen, ago=timedelta(hours=4))
    progress.cancel(w.kit, w.dan, job, reason="not ours")
    say(w, job, StatedVerb.COMPLETE, said, DONE)
    problem = refusal(late_statements.accept, w.kit, w.dan, job, said.id)
    assert problem.detail == (
        "This job is canceled, so it can't be completed now. Change that first, or refuse this."
    )
    progress.reopen(w.kit, w.dan, job, reason="it was done")
    accepted = late_statements.accept(w.kit, w.dan, job, said.id)
    assert accepted["completed_at"] == stamp(w.clock.at - timedelta(hours=4))
    events = document.job_events(w.kit, w.cleo, job)["items"]
    [details] = [
        each["body"]["details"]
        for each in events
        if each.get("body", {}).get("kind") == "job.completed"
    ]
    assert details["told"]["by"] == {"id": w.tess.id, "name": w.tess.name, "role": "technician"}
