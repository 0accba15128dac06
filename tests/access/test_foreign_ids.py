"""Mallory and Malcolm know the ids and get the answer that nobody's ids get."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands import (
    annotations,
    evidence,
    jobs,
    listing,
    people,
    places,
    progress,
    sharing,
    viewing,
)
from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.evidence import Label
from smarthands.kit import Kit
from tests.builders.jobs import File, moment, note, open_job, photo
from tests.builders.people import FRANKFURT, NORTHWIND, SWITCH, named
from tests.builders.world import World

Ask = Callable[[Kit, Actor, UUID, UUID], object]

READS: dict[str, Ask] = {
    "document": lambda kit, who, job, _: viewing.document(kit, who, job),
    "context": lambda kit, who, job, _: viewing.context(kit, who, job),
    "events": lambda kit, who, job, _: viewing.job_events(kit, who, job),
    "small picture": lambda kit, who, job, item: viewing.picture_url(kit, who, job, item, "small"),
    "original": lambda kit, who, job, item: viewing.picture_url(kit, who, job, item, "original"),
    "shares": lambda kit, who, job, _: sharing.shares(kit, who, job),
}
WRITES: dict[str, Ask] = {
    "open": lambda kit, who, job, _: progress.open_requested(kit, who, job),
    "edit": lambda kit, who, job, _: jobs.edit(kit, who, job, title="mine"),
    "assign": lambda kit, who, job, _: progress.assign(kit, who, job, technician_ids=[]),
    "acknowledge": lambda kit, who, job, _: progress.acknowledge(kit, who, job),
    "arrive": lambda kit, who, job, _: progress.arrive(kit, who, job),
    "hold": lambda kit, who, job, _: progress.hold(kit, who, job, reason="x"),
    "resume": lambda kit, who, job, _: progress.resume(kit, who, job),
    "complete": lambda kit, who, job, _: progress.complete(kit, who, job, fault="x", work="x"),
    "reopen": lambda kit, who, job, _: progress.reopen(kit, who, job, reason="x"),
    "cancel": lambda kit, who, job, _: progress.cancel(kit, who, job, reason="x"),
    "seal": evidence.seal,
    "describe": lambda kit, who, job, item: annotations.describe(kit, who, job, item, caption="x"),
    "withdraw": lambda kit, who, job, item: annotations.withdraw(kit, who, job, item, reason="x"),
    "share": lambda kit, who, job, id: sharing.create(
        kit, who, job, id=id, label="x", expires_at=kit.now() + timedelta(days=1)
    ),
    "revoke": sharing.revoke,
}


def refusal(ask: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as refused:
        ask()
    return refused.value


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_a_foreign_job_is_answered_like_one_that_never_was(world: World, name: str) -> None:
    job = open_job(world, world.tess)
    item = photo(world, world.tess, job)
    before = viewing.document(world.kit, world.dan, job)
    share = Actor("share", str(uuid4()), "x", job_id=open_job(world, world.tess))
    ask = (READS | WRITES)[name]
    for outsider in (world.mallory, world.malcolm, share):
        foreign = refusal(lambda: ask(world.kit, outsider, job, item))
        unknown = refusal(lambda: ask(world.kit, outsider, uuid4(), item))
        assert foreign.code == unknown.code == Code.NOT_FOUND, outsider.name
        assert foreign.detail == unknown.detail
    assert viewing.document(world.kit, world.dan, job) == before


@pytest.mark.parametrize("outsider", ["mallory", "malcolm"])
def test_nobody_adds_evidence_to_a_foreign_job(world: World, outsider: str) -> None:
    who, job = getattr(world, outsider), open_job(world, world.tess)
    claim, capture = File().claim, moment(world)
    upload = refusal(
        lambda: evidence.request_upload(
            world.kit, who, job, id=uuid4(), claim=claim, capture=capture, label=Label()
        )
    )
    assert upload.code == Code.NOT_FOUND
    assert refusal(lambda: note(world, who, job)).code == Code.NOT_FOUND


def test_an_item_of_another_job_is_not_found_on_hers(world: World) -> None:
    mine, other = open_job(world, world.tess), open_job(world, world.theo)
    item = photo(world, world.theo, other)
    for name in ("small picture", "original", "describe", "withdraw", "seal"):
        ask = (READS | WRITES)[name]
        problem = refusal(lambda: ask(world.kit, world.tess, mine, item))
        assert problem.code == Code.NOT_FOUND, name


def test_lists_hold_nothing_foreign(world: World) -> None:
    open_job(world, world.tess)
    for outsider in (world.mallory, world.malcolm):
        everything = listing.JobFilter(q="switch")
        assert listing.list_jobs(world.kit, outsider, listing.JobFilter()).items == []
        assert listing.list_jobs(world.kit, outsider, everything).items == []
    assert places.sites(world.kit, world.mallory).items == []
    assert places.assets(world.kit, world.mallory).items == []
    assert [site["name"] for site in places.sites(world.kit, world.malcolm).items] == ["Porto"]
    assert places.assets(world.kit, world.malcolm, q="SW-1").items == []


PLACES: dict[str, Callable[[Kit, Actor], object]] = {
    "site": lambda kit, who: places.one_site(kit, who, FRANKFURT),
    "asset": lambda kit, who: places.one_asset(kit, who, SWITCH),
    "organization": lambda kit, who: places.one_organization(kit, who, NORTHWIND),
    "its events": lambda kit, who: viewing.organization_events(kit, who, NORTHWIND),
    "edit site": lambda kit, who: places.edit_site(kit, who, FRANKFURT, name="x"),
    "edit asset": lambda kit, who: places.edit_asset(kit, who, SWITCH, tag="x"),
    "add asset": lambda kit, who: places.add_asset(
        kit, who, id=uuid4(), site_id=FRANKFURT, tag="x"
    ),
    "edit organization": lambda kit, who: places.edit_organization(kit, who, NORTHWIND, name="x"),
    "person": lambda kit, who: people.one(kit, who, named("Tess")),
    "deactivate": lambda kit, who: people.deactivate(kit, who, named("Tess")),
    "reset": lambda kit, who: people.reset(kit, who, named("Tess")),
    "edit person": lambda kit, who: people.edit(kit, who, named("Tess"), name="x"),
}


@pytest.mark.parametrize("thing", PLACES)
@pytest.mark.parametrize("outsider", ["mallory", "malcolm"])
def test_foreign_places_and_people_do_not_exist(world: World, outsider: str, thing: str) -> None:
    problem = refusal(lambda: PLACES[thing](world.kit, getattr(world, outsider)))
    assert problem.code == Code.NOT_FOUND


def test_cleo_never_learns_how_to_get_in(world: World) -> None:
    job = open_job(world, world.tess)
    assert "4711" in str(places.one_site(world.kit, world.tess, FRANKFURT))
    assert "4711" not in str(places.one_site(world.kit, world.cleo, FRANKFURT))
    assert "4711" not in str(places.sites(world.kit, world.cleo).items)
    assert "4711" not in str(viewing.context(world.kit, world.cleo, job)["site"])


def test_taken_off_the_job_tess_sees_it_no_longer(world: World) -> None:
    job = open_job(world, world.tess)
    item = photo(world, world.tess, job)
    progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
    world.clock.pass_by(seconds=1)
    # Sealing is left out: what she captured before is still taken (tests/domain/test_taken_off.py).
    for ask in ((READS | WRITES)[name] for name in [*READS, *WRITES] if name != "seal"):
        problem = refusal(lambda: ask(world.kit, world.tess, job, item))
        assert problem.code == Code.NOT_FOUND
