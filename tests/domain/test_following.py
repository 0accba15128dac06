"""A page that applies events equals one that fetches afresh, for every reader."""

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
from tests.builders.following import Document, apply
from tests.builders.jobs import note, open_job, photo
from tests.builders.sessions import guest
from tests.builders.world import World, make_world
from tests.domain.talking import KINDS
from tests.domain.walking import STEPS, Walk

STEPS_OF_A_WALK = 80


def shared(world: World, job_id: UUID) -> Actor:
    """The holder of a share of the job."""
    end = world.clock.at + timedelta(days=30)
    link = shares.create(world.kit, world.dan, job_id, id=uuid4(), label="x", expires_at=end)
    return shares.actor_for_share(world.kit, link["url"].rsplit("/", 1)[1])


def caught_up(kit: Kit, reader: Actor, job_id: UUID, held: Document) -> Document:
    after = held["seq"]
    while after is not None:
        page = document.job_events(kit, reader, job_id, after=after, limit=3)
        for event in page["items"]:
            held = apply(held, event)
        after = page["next_after"]
    return held


def walk_on(world: World, folder: Path, seed: int, steps: int) -> Walk:
    """Walk at random, and compare what five readers hold with what they would fetch."""
    random = Random(seed)
    job_id = open_job(world, by=random.choice([world.cleo, world.dan]))
    gus = guest(world, job_id)
    readers = (world.dan, world.eva, world.cleo, gus, shared(world, job_id))
    held = [document.document(world.kit, reader, job_id) for reader in readers]
    walk = Walk(world, job_id, random, folder)
    for number in range(steps):
        walk.step()
        if number % 5 == 0:
            for index, reader in enumerate(readers):
                held[index] = caught_up(world.kit, reader, job_id, held[index])
                fresh = document.document(world.kit, reader, job_id)
                assert held[index] == fresh, f"seed {seed}, {reader.name} after {walk.taken}"
    for reader in readers:
        assert verify(document.job_events(world.kit, reader, job_id, limit=1000)["items"]) is None
    return walk


@pytest.mark.parametrize("seed", range(6))
def test_applying_equals_fetching(world: World, tmp_path: Path, seed: int) -> None:
    walk_on(world, tmp_path, seed, STEPS_OF_A_WALK)


def test_it_does_on_postgres_too(postgres_engine: Engine, tmp_path: Path) -> None:
    walk_on(make_world(postgres_engine), tmp_path, 100, STEPS_OF_A_WALK)


def test_the_walks_tread_every_path(world: World, tmp_path: Path) -> None:
    taken: set[str] = set()
    for seed in range(8):
        if taken == set(STEPS) and set(world.heard.kinds) >= KINDS:
            break
        walk = Walk(world, open_job(world, by=world.cleo), Random(seed), tmp_path)
        for _ in range(2 * STEPS_OF_A_WALK):
            walk.step()
        taken.update(walk.taken)
    assert taken == set(STEPS)
    assert set(world.heard.kinds) >= KINDS


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(1000, 1060))
def test_applying_equals_fetching_for_long(world: World, tmp_path: Path, seed: int) -> None:
    walk_on(world, tmp_path, seed, 300)


def test_an_event_twice_changes_nothing_and_a_gap_is_told(world: World) -> None:
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


def test_cleo_who_sees_less_follows_all_the_same(world: World) -> None:
    id = open_job(world, world.tess)
    held = document.document(world.kit, world.cleo, id)
    hidden = photo(world, world.tess, id, audience="internal")
    shown = photo(world, world.tess, id, audience="client")
    held = caught_up(world.kit, world.cleo, id, held)
    assert held == document.document(world.kit, world.cleo, id)
    assert set(held["evidence"]) == {str(shown)}
    assert str(hidden) not in str(held)
    assert held["shares"] == {}
