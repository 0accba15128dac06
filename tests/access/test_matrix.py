"""docs/access.md is the law: both of its tables are held against real rows, for every role."""

import re
from collections.abc import Callable
from dataclasses import dataclass
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
from smarthands.evidence import annotations, reading, renditions
from smarthands.evidence.renditions import PhotoResult, PictureFile
from smarthands.jobs import document, shares
from smarthands.model import EvidenceItem, Job
from smarthands.model.person import Role
from smarthands.places import places
from smarthands.recordings import playback
from smarthands.sessions import chat, consent, stills
from tests.builders.jobs import note, open_job, photo
from tests.builders.marks import drawn, frozen
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
from tests.builders.recordings import SMALL, Filming, asked, seat_of
from tests.builders.sessions import guest, live
from tests.builders.site import share_link
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


@dataclass
class Scene:
    """Tess has a job in Frankfurt, Theo one in Berlin, nobody one in Porto; each has everything.

    Whoever came by a link came by Frankfurt's.
    """

    world: World
    by_link: dict[str, Actor]
    jobs: dict[str, UUID]
    items: dict[str, dict[str, UUID]]

    def actor(self, name: str) -> Actor:
        return self.by_link[name] if name in self.by_link else getattr(self.world, name)


@pytest.fixture
def scene(world: World, tmp_path: Path) -> Scene:
    jobs = {
        "Frankfurt": open_job(world, world.tess),
        "Berlin": open_job(world, world.theo, site_id=BERLIN),
        "Porto": open_job(world, site_id=PORTO),
    }
    places.add_asset(world.kit, world.dan, id=BERLIN_ASSET, site_id=BERLIN, tag="UPS")
    items = {name: evidence_on(world, job_id, tmp_path) for name, job_id in jobs.items()}
    links = {name: share_link(world, job_id)[0] for name, job_id in jobs.items()}
    guests = {name: guest(world, job_id) for name, job_id in jobs.items()}
    for name, job_id in jobs.items():
        session = live(world, job_id, guests[name])
        chat.say(world.kit, world.eva, job_id, session, id=uuid4(), text="left PSU")
        stills.request(world.kit, world.eva, job_id, session, id=uuid4())
        items[name]["recorded"] = recorded(world, job_id, session, guests[name])
        for audience in ("client", "internal"):
            picture = frozen(world, job_id, audience=audience)
            items[name][f"{audience} mark"] = drawn(world, job_id, session, picture)
    by_link = {
        "share": shares.actor_for_share(world.kit, links["Frankfurt"]),
        "gus": guests["Frankfurt"],
    }
    return Scene(world, by_link, jobs, items)


def recorded(world: World, job_id: UUID, session: UUID, gus: Actor) -> UUID:
    world.memory.least_part = SMALL
    made = asked(world, job_id, session)
    consent.answer(world.kit, gus, job_id, session, given=True)
    file = Filming(world, made, seat_of(world, session, gus)).begin().put(b"picture")
    file.complete()
    return file.id


def evidence_on(world: World, job_id: UUID, folder: Path) -> dict[str, UUID]:
    items = {
        "client": note(world, world.eva, job_id, audience="client"),
        "internal": note(world, world.eva, job_id, audience="internal"),
        "photo": rendered(world, job_id, folder),
        "withdrawn": rendered(world, job_id, folder),
    }
    annotations.withdraw(world.kit, world.eva, job_id, items["withdrawn"], reason="x")
    return items


BERLIN_ASSET = UUID(int=7)
SITES = {"Frankfurt": FRANKFURT, "Berlin": BERLIN, "Porto": PORTO}
ASSETS = {"Frankfurt": {SWITCH, ROUTER}, "Berlin": {BERLIN_ASSET}, "Porto": {PRINTER}}
ORDERED_BY = {"Frankfurt": NORTHWIND, "Berlin": NORTHWIND, "Porto": SOUTHWIND}
OWN = {"cleo": {"Frankfurt", "Berlin"}, "malcolm": {"Porto"}}


def rendered(world: World, job_id: UUID, folder: Path) -> UUID:
    id = photo(world, world.eva, job_id)
    item = renditions.item_to_render(world.kit, id)
    assert item is not None
    (folder / "small").write_bytes(b"picture")
    small = {"small": PictureFile(folder / "small", 320, 240)}
    renditions.keep(world.kit, item, PhotoResult(640, 480, "image/jpeg", False, small))
    return id


def reached(cell: str, name: str) -> set[str]:
    """The jobs that a cell of the page promises to this person."""
    return {
        "all": set(SITES),
        "assigned": {"Frankfurt"} if name == "tess" else set(),
        "joined": {"Frankfurt"},
        "own": OWN.get(name, set()),
        "shared": {"Frankfurt"},
        "none": set(),
    }[cell]


def told(ask: Callable[[], object]) -> bool:
    try:
        return bool(ask())
    except Problem:
        return False


def document_has(scene: Scene, who: Actor, job: str, part: str, id: UUID | None = None) -> bool:
    found = document.document(scene.world.kit, who, scene.jobs[job])[part]
    return bool(found) if id is None else str(id) in found


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


def promised(thing: str, cell: str, name: str, scene: Scene) -> set[UUID]:
    """The ids that the page promises of a thing that has its own select."""
    who = scene.actor(name)
    if thing == "people":
        people = {"all": scene.world.everyone, "herself": (who,), "none": ()}[cell]
        return {person.person_id for person in people}
    if thing == "organizations":
        if cell == "all":
            return {FIRM, NORTHWIND, SOUTHWIND}
        own = {FIRM} if cell.endswith(" and own") else set()
        jobs = reached(cell.removesuffix(" and own"), name)
        return own | {ORDERED_BY[job] for job in jobs}
    jobs = reached(cell, name)
    if thing == "sites":
        return {SITES[job] for job in jobs}
    return {asset for job in jobs for asset in ASSETS[job]}


def test_the_first_table_knows_every_thing() -> None:
    assert set(SEEN) == set(OF_A_JOB) | set(OF_A_SELECT)


@pytest.mark.parametrize("role", ROLES)
def test_each_role_sees_what_the_page_says_and_nothing_else(scene: Scene, role: str) -> None:
    for name in PEOPLE[role]:
        who = scene.actor(name)
        for thing, look in OF_A_JOB.items():
            seen = {job for job in scene.jobs if told(lambda: look(scene, who, job))}
            assert seen == reached(SEEN[thing][role], name), (name, thing)
        for thing, select in OF_A_SELECT.items():
            with scene.world.kit.reading() as db:
                ids = {row.id for row in db.scalars(select(who))}
            assert ids == promised(thing, SEEN[thing][role], name, scene), (name, thing)


def test_the_second_table_knows_every_verb() -> None:
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
