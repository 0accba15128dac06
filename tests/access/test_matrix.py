"""Both tables of docs/access.md are held against real rows, for every role."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.access import verbs
from smarthands.access.organizations import visible_organizations
from smarthands.access.people import visible_people
from smarthands.access.places import visible_assets, visible_sites
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import Problem
from smarthands.evidence import reading
from smarthands.jobs import document
from smarthands.model import EvidenceItem, Job
from smarthands.model.person import Role
from smarthands.recordings import playback
from tests.access.scene import BERLIN_ASSET, Scene, make_scene
from tests.builders.people import (
    BERLIN,
    FIRM,
    FRANKFURT,
    NORTHWIND,
    PORTO,
    PRINTER,
    ROUTER,
    SOUTHWIND,
    SWITCH,
)
from tests.builders.world import World

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "access.md").read_text(encoding="utf-8")
ROLES = ("administrator", "dispatcher", "expert", "technician", "guest", "client", "share")
PEOPLE = {
    "administrator": ("ada",),
    "dispatcher": ("dan",),
    "expert": ("eva",),
    "technician": ("tess", "mallory"),
    "guest": ("gus",),
    "client": ("cleo", "malcolm"),
    "share": ("share",),
}


def table(first: str) -> dict[str, dict[str, str]]:
    """The page's table whose first column is called `first`: line -> role -> cell."""
    header = f"| {first} | {' | '.join(ROLES)} |\n"
    body = PAGE.partition(header)[2].partition("\n\n")[0]
    lines = re.findall(r"^\| (.+) \|$", body, re.MULTILINE)
    cells = [line.split(" | ") for line in lines]
    return {name: dict(zip(ROLES, rest, strict=True)) for name, *rest in cells}


SEEN, MAY = table("thing"), table("verb")


@pytest.fixture
def scene(world: World, tmp_path: Path) -> Scene:
    return make_scene(world, tmp_path)


SITES = {"Frankfurt": FRANKFURT, "Berlin": BERLIN, "Porto": PORTO}
ASSETS = {"Frankfurt": {SWITCH, ROUTER}, "Berlin": {BERLIN_ASSET}, "Porto": {PRINTER}}
ORDERED_BY = {"Frankfurt": NORTHWIND, "Berlin": NORTHWIND, "Porto": SOUTHWIND}
OWN = {"cleo": {"Frankfurt", "Berlin"}, "malcolm": {"Porto"}}


def promised_jobs(cell: str, name: str) -> set[str]:
    """The jobs that a cell of the page promises a person."""
    return {
        "all": set(SITES),
        "assigned": {"Frankfurt"} if name == "tess" else set(),
        "joined": {"Frankfurt"},
        "own": OWN.get(name, set()),
        "shared": {"Frankfurt"},
        "none": set(),
    }[cell]


def is_visible(ask: Callable[[], object]) -> bool:
    try:
        return bool(ask())
    except Problem:
        return False


def document_has(scene: Scene, who: Actor, job: str, part: str, id: UUID | None = None) -> bool:
    part_of_document = document.document(scene.world.kit, who, scene.jobs[job])[part]
    return bool(part_of_document) if id is None else str(id) in part_of_document


def listed_unaddressed(scene: Scene, who: Actor, job: str, part: str) -> bool:
    view = document.document(scene.world.kit, who, scene.jobs[job])
    assert "https://" not in str(view)
    return bool(view[part])


def has_body(scene: Scene, who: Actor, job: str, item: str) -> bool:
    shown = document.job_events(scene.world.kit, who, scene.jobs[job])["items"]
    return any(
        event["body"]["subject"]["id"] == str(scene.items[job][item])
        for event in shown
        if "body" in event
    )


def picture(scene: Scene, who: Actor, job: str, item: str) -> str:
    kit, job_id = scene.world.kit, scene.jobs[job]
    return reading.picture_url(kit, who, job_id, scene.items[job][item], "small")


OF_A_JOB: dict[str, Callable[[Scene, Actor, str], object]] = {
    "jobs": lambda s, who, job: document_has(s, who, job, "job"),
    "evidence for clients": lambda s, who, job: document_has(
        s, who, job, "evidence", s.items[job]["client"]
    ),
    "internal evidence": lambda s, who, job: document_has(
        s, who, job, "evidence", s.items[job]["internal"]
    ),
    "pictures of photos": lambda s, who, job: picture(s, who, job, "photo"),
    "pictures of withdrawn photos": lambda s, who, job: picture(s, who, job, "withdrawn"),
    "bodies of events for clients": lambda s, who, job: has_body(s, who, job, "client"),
    "bodies of internal events": lambda s, who, job: has_body(s, who, job, "internal"),
    "recordings": lambda s, who, job: playback.recording_url(
        s.world.kit, who, s.jobs[job], s.items[job]["recorded"]
    ),
    "marks on photos for clients": lambda s, who, job: (
        document_has(s, who, job, "marks", s.items[job]["client mark"])
        and has_body(s, who, job, "client mark")
    ),
    "marks on internal photos": lambda s, who, job: (
        document_has(s, who, job, "marks", s.items[job]["internal mark"])
        or has_body(s, who, job, "internal mark")
    ),
    "sessions, what is said and the stills asked for": lambda s, who, job: all(
        document_has(s, who, job, part) for part in ("sessions", "messages", "stills")
    ),
    "shares, without their address": lambda s, who, job: listed_unaddressed(s, who, job, "shares"),
    "join links, without their address": lambda s, who, job: listed_unaddressed(
        s, who, job, "joins"
    ),
    "access instructions of sites": lambda s, who, job: document.context(
        s.world.kit, who, s.jobs[job]
    )["site"].get("access_instructions"),
}


OF_A_SELECT: dict[str, Callable[[Actor], Any]] = {
    "organizations": visible_organizations,
    "sites": visible_sites,
    "assets": visible_assets,
    "people": visible_people,
}


def promised_ids(thing: str, cell: str, name: str, scene: Scene) -> set[UUID]:
    """The ids that the page promises a person of a thing that has its own select."""
    who = scene.actor(name)
    if thing == "people":
        people = {"all": scene.world.everyone, "herself": (who,), "none": ()}[cell]
        return {person.person_id for person in people}
    if thing == "organizations":
        if cell == "all":
            return {FIRM, NORTHWIND, SOUTHWIND}
        own = {FIRM} if cell.endswith(" and own") else set()
        jobs = promised_jobs(cell.removesuffix(" and own"), name)
        return own | {ORDERED_BY[job] for job in jobs}
    jobs = promised_jobs(cell, name)
    if thing == "sites":
        return {SITES[job] for job in jobs}
    if cell in {"joined", "shared"}:
        return {SWITCH} if jobs else set()
    return {asset for job in jobs for asset in ASSETS[job]}


def test_the_first_table_names_every_thing_that_is_seen() -> None:
    assert set(SEEN) == set(OF_A_JOB) | set(OF_A_SELECT)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_the_page_says_and_nothing_else(scene: Scene, role: str) -> None:
    for name in PEOPLE[role]:
        who = scene.actor(name)
        for thing, look in OF_A_JOB.items():
            visible_jobs = {job for job in scene.jobs if is_visible(lambda: look(scene, who, job))}
            assert visible_jobs == promised_jobs(SEEN[thing][role], name), (name, thing)
        for thing, select in OF_A_SELECT.items():
            with scene.world.kit.reading() as db:
                ids = {row.id for row in db.scalars(select(who))}
            assert ids == promised_ids(thing, SEEN[thing][role], name, scene), (name, thing)


def test_the_second_table_names_every_verb() -> None:
    assert list(MAY) == [verb.value for verb in Verb]
    assert set(verbs.MAY) == set(Verb)


@pytest.mark.parametrize("role", ROLES)
@pytest.mark.parametrize("verb", Verb)
def test_each_role_may_what_the_page_says_and_nothing_else(
    world: World, role: str, verb: Verb
) -> None:
    strangers = {
        "guest": Actor("person", str(uuid4()), "Gus", Role.GUEST),
        "share": Actor("share", str(uuid4()), "x"),
    }
    who = strangers.get(role) or getattr(world, PEOPLE[role][0])
    cell = MAY[verb.value][role]
    requested, opened = Job(state="requested"), Job(state="open")
    hers = EvidenceItem(author_id=who.id and UUID(who.id))
    others = EvidenceItem(author_id=uuid4())
    on_evidence = "evidence" in verb.value or verb == Verb.SEE_ORIGINAL
    special, usual = (hers, others) if on_evidence else (requested, opened)
    assert verbs.may(who, verb, usual) == (cell == "yes")
    assert verbs.may(who, verb, special) == (cell != "no")
    assert cell in {"yes", "no", "own" if on_evidence else "requested"}
