"""A page that applies events has the document that it would fetch, for every reader."""

from datetime import timedelta
from pathlib import Path
from random import Random
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine

from smarthands.actor import Actor
from smarthands.events import verify
from smarthands.jobs import document, shares
from smarthands.kit import Kit
from tests.builders.job_document import Document, apply
from tests.builders.jobs import note, open_job, photo
from tests.builders.sessions import guest
from tests.builders.world import World, make_world, problem_of
from tests.domain.talk import KINDS
from tests.domain.walk import STEPS, Walk

STEPS_OF_A_WALK = 80


def shared(world: World, job_id: UUID) -> Actor:
    """The holder of a share of the job."""
    end = world.clock.at + timedelta(days=30)
    link = shares.create(world.kit, world.dan, job_id, id=uuid4(), label="x", expires_at=end)
    return shares.actor_for_share(world.kit, link["url"].rsplit("/", 1)[1])


def catch_up(kit: Kit, reader: Actor, job_id: UUID, copy: Document) -> Document:
    """The reader's copy of a job's document after all events since it was fetched."""
    after = copy["seq"]
    while after is not None:
        page = document.job_events(kit, reader, job_id, after=after, limit=3)
        for event in page["items"]:
            copy = apply(copy, event)
        after = page["next_after"]
    return copy


def is_on_job(world: World, gus: Actor, job_id: UUID) -> bool:
    """Whether the guest still sees the job: he does until it is over."""
    if problem_of(lambda: document.document(world.kit, gus, job_id)) is None:
        return True
    assert {"job.completed", "job.canceled"} & set(world.announced.kinds)
    return False


def walk_on(world: World, folder: Path, seed: int, steps: int) -> Walk:
    """Walk at random, and compare what five readers keep with what they would fetch."""
    random = Random(seed)
    job_id = open_job(world, by=random.choice([world.cleo, world.dan]))
    gus = guest(world, job_id)
    readers = (world.dan, world.eva, world.cleo, gus, shared(world, job_id))
    documents = [document.document(world.kit, reader, job_id) for reader in readers]
    walk = Walk(world, job_id, random, folder)
    for number in range(steps):
        walk.step()
        if number % 5 == 0:
            for index, reader in enumerate(readers):
                if reader is gus and not is_on_job(world, gus, job_id):
                    continue
                documents[index] = catch_up(world.kit, reader, job_id, documents[index])
                fresh = document.document(world.kit, reader, job_id)
                assert documents[index] == fresh, f"seed {seed}, {reader.name} after {walk.taken}"
    for reader in readers:
        if reader is gus and not is_on_job(world, gus, job_id):
            continue
        assert verify(document.job_events(world.kit, reader, job_id, limit=1000)["items"]) is None
    return walk


@pytest.mark.parametrize("seed", range(6))
def test_applying_events_equals_fetching_the_document(
    world: World, tmp_path: Path, seed: int
) -> None:
    walk_on(world, tmp_path, seed, STEPS_OF_A_WALK)


def test_applying_events_equals_fetching_on_postgres(
    postgres_engine: Engine, tmp_path: Path
) -> None:
    walk_on(make_world(postgres_engine), tmp_path, 100, STEPS_OF_A_WALK)


def test_the_walks_take_every_step_and_record_every_kind_of_event(
    world: World, tmp_path: Path
) -> None:
    steps: set[str] = set()
    for seed in range(20):
        if steps == set(STEPS) and set(world.announced.kinds) >= KINDS:
            break
        walk = Walk(world, open_job(world, by=world.cleo), Random(seed), tmp_path)
        for _ in range(2 * STEPS_OF_A_WALK):
            walk.step()
        steps.update(walk.taken)
    assert steps == set(STEPS)
    assert set(world.announced.kinds) >= KINDS


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1060))
def test_applying_events_equals_fetching_over_a_long_walk(
    world: World, tmp_path: Path, seed: int
) -> None:
    walk_on(world, tmp_path, seed, 300)


def test_an_event_applied_twice_changes_nothing_and_a_gap_is_an_error(world: World) -> None:
    id = open_job(world, world.tess)
    start = document.document(world.kit, world.dan, id)
    note(world, world.tess, id, "one")
    note(world, world.tess, id, "two")
    one, two = document.job_events(world.kit, world.dan, id, after=start["seq"])["items"]
    once = apply(start, one)
    assert apply(once, one) == once
    assert apply(once, two) == document.document(world.kit, world.dan, id)
    with pytest.raises(ValueError, match="is missing"):
        apply(start, two)


def test_cleo_who_sees_less_can_follow_a_job(world: World) -> None:
    id = open_job(world, world.tess)
    copy = document.document(world.kit, world.cleo, id)
    hidden = photo(world, world.tess, id, audience="internal")
    shown = photo(world, world.tess, id, audience="client")
    copy = catch_up(world.kit, world.cleo, id, copy)
    assert copy == document.document(world.kit, world.cleo, id)
    assert set(copy["evidence"]) == {str(shown)}
    assert str(hidden) not in str(copy)
    assert copy["shares"] == {}
