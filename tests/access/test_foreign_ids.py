"""Mallory and Malcolm know the ids and get the answer that nobody's ids get; so does a guest of
another job, and whoever holds its share."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.evidence import annotations, marks, reading, uploads
from smarthands.evidence.capture import Label
from smarthands.jobs import document, jobs, listing, progress, shares
from smarthands.kit import Kit
from smarthands.people import join_links, people
from smarthands.places import places
from smarthands.recordings import playback
from smarthands.sessions import attendance, calls, chat, consent, report, ringing, stills
from tests.builders.jobs import File, moment, note, open_job, photo
from tests.builders.marks import ARROW, AT_ONCE, draw, drawn, frozen, undo
from tests.builders.people import BERLIN, FRANKFURT, NORTHWIND, SWITCH, named
from tests.builders.sessions import guest, live, token_of_join
from tests.builders.world import World

Ask = Callable[[Kit, Actor, UUID, UUID], object]
ALL = listing.JobFilter()

READS: dict[str, Ask] = {
    "document": lambda kit, who, job, _: document.document(kit, who, job),
    "context": lambda kit, who, job, _: document.context(kit, who, job),
    "events": lambda kit, who, job, _: document.job_events(kit, who, job),
    "small picture": lambda kit, who, job, item: reading.picture_url(kit, who, job, item, "small"),
    "original": lambda kit, who, job, item: reading.picture_url(kit, who, job, item, "original"),
    "recording": playback.recording_url,
    "chapters": playback.chapters,
    "voice note": reading.sound_url,
    "shares": lambda kit, who, job, _: shares.shares(kit, who, job),
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
    "seal": uploads.seal,
    "describe": lambda kit, who, job, item: annotations.describe(kit, who, job, item, caption="x"),
    "withdraw": lambda kit, who, job, item: annotations.withdraw(kit, who, job, item, reason="x"),
    "share": lambda kit, who, job, id: shares.create(
        kit, who, job, id=id, label="x", expires_at=kit.now() + timedelta(days=1)
    ),
    "revoke": shares.revoke,
    "get help": lambda kit, who, job, id: calls.ask(kit, who, job, id=id),
    "joins": lambda kit, who, job, _: join_links.joins(kit, who, job),
    "invite": lambda kit, who, job, id: join_links.create(
        kit, who, job, id=id, name="x", expires_at=kit.now() + timedelta(days=1)
    ),
    "its address": join_links.address,
    "revoke a join": join_links.revoke,
}
IN_A_SESSION: dict[str, Ask] = {
    "claim": calls.claim,
    "join": calls.join,
    "leave": calls.leave,
    "end": calls.end,
    "say": lambda kit, who, job, id: chat.say(kit, who, job, id, id=uuid4(), text="x"),
    "still": lambda kit, who, job, id: stills.request(kit, who, job, id, id=uuid4()),
    "draw": lambda kit, who, job, id: marks.draw(
        kit, who, job, id, id=uuid4(), evidence_id=uuid4(), capture=AT_ONCE, **ARROW
    ),
    "undo": lambda kit, who, job, id: marks.undo(kit, who, job, id, uuid4()),
    "record": lambda kit, who, job, id: consent.ask(kit, who, job, id, id=uuid4()),
    "consent": lambda kit, who, job, id: consent.answer(kit, who, job, id, given=True),
    "stop recording": consent.stop,
    "quality": lambda kit, who, job, id: report.note_quality(kit, who, job, id, quality={}),
}


def refusal(ask: Callable[[], object]) -> Problem:
    with pytest.raises(Problem) as refused:
        ask()
    return refused.value


def outsiders(world: World) -> list[Actor]:
    """Two people without a part in the job, and two who came by links to another one."""
    other = open_job(world, world.tess)
    share = Actor("share", str(uuid4()), "x", job_id=other)
    return [world.mallory, world.malcolm, guest(world, other), share]


def assert_hidden(world: World, ask: Ask, job: UUID, id: UUID) -> None:
    before = document.document(world.kit, world.dan, job)
    for outsider in outsiders(world):
        foreign = refusal(lambda: ask(world.kit, outsider, job, id))
        unknown = refusal(lambda: ask(world.kit, outsider, uuid4(), id))
        assert foreign.code == unknown.code == Code.NOT_FOUND, outsider.name
        assert foreign.detail == unknown.detail
    assert document.document(world.kit, world.dan, job) == before


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_a_foreign_job_is_answered_like_one_that_never_was(world: World, name: str) -> None:
    job = open_job(world, world.tess)
    assert_hidden(world, (READS | WRITES)[name], job, photo(world, world.tess, job))


@pytest.mark.parametrize("name", IN_A_SESSION)
def test_a_foreign_session_is_answered_like_one_that_never_was(world: World, name: str) -> None:
    job = open_job(world, world.tess)
    assert_hidden(world, IN_A_SESSION[name], job, live(world, job))


@pytest.mark.parametrize("name", IN_A_SESSION)
def test_a_session_of_another_job_is_not_found_on_hers(world: World, name: str) -> None:
    """Not even for someone who may see both."""
    mine, other = open_job(world, world.tess), open_job(world, world.tess)
    session = live(world, other)
    for who in (world.tess, world.eva):
        problem = refusal(lambda: IN_A_SESSION[name](world.kit, who, mine, session))
        assert problem.code == Code.NOT_FOUND


def test_pictures_and_marks_of_another_job_are_not_found_on_hers(world: World) -> None:
    """Nor is a picture on hers drawn on from the other's call."""
    mine, other = open_job(world, world.tess), open_job(world, world.tess)
    here, there = live(world, mine), live(world, other)
    foreign = frozen(world, other)
    mark = drawn(world, other, there, foreign)
    before = document.document(world.kit, world.dan, other)
    for ask in (
        lambda: draw(world, mine, here, foreign),
        lambda: draw(world, other, there, frozen(world, mine)),
        lambda: undo(world, mine, here, mark),
        lambda: undo(world, mine, there, mark),
        lambda: undo(world, other, here, mark),
    ):
        assert refusal(ask).code == Code.NOT_FOUND
    assert document.document(world.kit, world.dan, other) == before


def test_a_guest_of_another_job_takes_no_seat(world: World) -> None:
    session = live(world, open_job(world, world.tess))
    gus = guest(world, open_job(world))
    assert refusal(lambda: attendance.for_person(world.kit, gus, session)).code == Code.NOT_FOUND


def test_nobody_hears_a_foreign_call(world: World) -> None:
    job = open_job(world, world.tess)
    calls.ask(world.kit, world.eva, job, id=uuid4())
    live(world, open_job(world, world.tess))
    for outsider in outsiders(world)[:3]:
        told = ringing.calls(world.kit, outsider)
        assert (told.ringing, told.live) == ([], []), outsider.name


def test_a_join_link_of_another_job_is_not_found_on_this_one(world: World) -> None:
    mine, other = open_job(world, world.tess), open_job(world, world.tess)
    token_of_join(world, other)
    [join] = join_links.joins(world.kit, world.eva, other)
    for name in ("its address", "revoke a join"):
        ask = WRITES[name]
        problem = refusal(lambda: ask(world.kit, world.eva, mine, UUID(join["id"])))
        assert problem.code == Code.NOT_FOUND, name
    assert join_links.joins(world.kit, world.eva, other) == [join]


def test_taken_back_the_link_hides_the_job_from_her_at_once(world: World) -> None:
    """Also from what is still under way in her name."""
    job = open_job(world, world.tess)
    gus, item, session = guest(world, job), photo(world, world.tess, job), live(world, job)
    [join] = join_links.joins(world.kit, world.dan, job)
    join_links.revoke(world.kit, world.dan, job, UUID(join["id"]))
    for name, ask in (READS | WRITES | IN_A_SESSION).items():
        id = session if name in IN_A_SESSION else item
        assert refusal(lambda: ask(world.kit, gus, job, id)).code == Code.NOT_FOUND, name
    assert refusal(lambda: note(world, gus, job)).code == Code.NOT_FOUND


@pytest.mark.parametrize("outsider", ["mallory", "malcolm"])
def test_nobody_adds_evidence_to_a_foreign_job(world: World, outsider: str) -> None:
    who, job = getattr(world, outsider), open_job(world, world.tess)
    claim, capture = File().claim, moment(world)
    upload = refusal(
        lambda: uploads.request_upload(
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
    gus = guest(world, open_job(world, site_id=BERLIN))
    assert [job["site_name"] for job in listing.list_jobs(world.kit, gus, ALL).items] == [
        "Berlin 1"
    ]
    assert [site["name"] for site in places.sites(world.kit, gus).items] == ["Berlin 1"]
    assert places.assets(world.kit, gus).items == []
    for outsider in (world.mallory, world.malcolm):
        everything = listing.JobFilter(q="switch")
        assert listing.list_jobs(world.kit, outsider, ALL).items == []
        assert listing.list_jobs(world.kit, outsider, everything).items == []
    assert places.sites(world.kit, world.mallory).items == []
    assert places.assets(world.kit, world.mallory).items == []
    assert [site["name"] for site in places.sites(world.kit, world.malcolm).items] == ["Porto"]
    assert places.assets(world.kit, world.malcolm, q="SW-1").items == []


PLACES: dict[str, Callable[[Kit, Actor], object]] = {
    "site": lambda kit, who: places.one_site(kit, who, FRANKFURT),
    "asset": lambda kit, who: places.one_asset(kit, who, SWITCH),
    "organization": lambda kit, who: places.one_organization(kit, who, NORTHWIND),
    "its events": lambda kit, who: document.organization_events(kit, who, NORTHWIND),
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
    assert "4711" not in str(document.context(world.kit, world.cleo, job)["site"])


def test_taken_off_the_job_tess_sees_it_no_longer(world: World) -> None:
    job = open_job(world, world.tess)
    item = photo(world, world.tess, job)
    progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
    world.clock.pass_by(seconds=1)
    # Sealing is left out: what she captured before is still taken (tests/domain/test_taken_off.py).
    for ask in ((READS | WRITES)[name] for name in [*READS, *WRITES] if name != "seal"):
        problem = refusal(lambda: ask(world.kit, world.tess, job, item))
        assert problem.code == Code.NOT_FOUND
