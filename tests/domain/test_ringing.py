"""A call rings for those who may answer it, and says what they need to know before they do."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.sessions import calls, ringing
from smarthands.views.values import moment
from tests.builders import steps
from tests.builders.jobs import open_job
from tests.builders.policies import set_policy
from tests.builders.sessions import ringing_session, with_online
from tests.builders.world import World


@pytest.fixture
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


def test_the_experts_that_a_call_rings_are_counted(each_world: World, job: UUID) -> None:
    world = with_online(each_world, each_world.eva, each_world.tess, each_world.dan)
    seat = calls.ask(world.kit, world.tess, job, id=uuid4())
    assert seat.session["experts_online"] == 1
    calls.claim(world.kit, world.eva, job, UUID(seat.session["id"]))
    other = open_job(world, world.theo)
    # Eva is in a call now, so that nobody is free.
    seat_of_theo = calls.ask(world.kit, world.theo, other, id=uuid4())
    assert seat_of_theo.session["experts_online"] == 0
    # Eva's page has gone without leaving, so that after a while she counts as free.
    world.clock.pass_by(minutes=3)
    assert ringing.calls(world.kit, world.theo).experts_online == 1


def test_a_call_rings_at_the_desk_or_for_the_technicians_of_its_job(
    each_world: World, job: UUID
) -> None:
    world, kit = each_world, each_world.kit
    session = str(ringing_session(world, job))

    def ringing_for(who: Actor) -> list[str]:
        return [call["session"]["id"] for call in ringing.calls(kit, who).ringing]

    assert ringing_for(world.eva) == [session]
    assert ringing_for(world.tess) == []
    assert ringing_for(world.cleo) == []
    [waiting] = ringing.calls(kit, world.tess).live
    assert (waiting["job_number"], waiting["site_name"]) == ("SH-1001", "Frankfurt 2")
    other = open_job(world, world.theo)
    call = str(ringing_session(world, other, world.eva))
    assert ringing_for(world.theo) == [call]
    assert ringing_for(world.mallory) == []
    assert ringing_for(world.eva) == [session]


def test_a_call_says_when_the_technician_is_expected_and_when_she_arrived(
    world: World,
) -> None:
    job = open_job(world, world.tess, arrive_by=world.kit.now() + timedelta(hours=2))
    ringing_session(world, job)
    [waiting] = ringing.calls(world.kit, world.tess).live
    promised = moment(world.kit.now() + timedelta(hours=2))
    assert (waiting["arrive_by"], waiting["arrived_at"]) == (promised, None)
    steps.acknowledge(world.kit, world.tess, job)
    steps.arrive(world.kit, world.tess, job)
    [there] = ringing.calls(world.kit, world.tess).live
    assert (there["arrive_by"], there["arrived_at"]) == (promised, moment(world.kit.now()))


@pytest.mark.parametrize(
    ("policy", "told"),
    [
        ({}, "allowed"),
        ({"rule": "stills_only"}, "stills_only"),
        ({"rule": "allowed", "photo_permit_required": True}, "none"),
    ],
)
def test_a_call_says_what_the_site_allows_of_pictures(
    world: World, policy: dict[str, Any], told: str
) -> None:
    job = open_job(world, world.tess)
    set_policy(world, **policy)
    ringing_session(world, job, world.eva)
    [call] = ringing.calls(world.kit, world.tess).ringing
    assert call["photo_rule"] == told
