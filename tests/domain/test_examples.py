"""A newcomer finds a job under way, and one that is completed and shared, each with pictures."""

import io
from collections.abc import Iterator, Mapping
from pathlib import Path
from uuid import uuid4

import pytest
from PIL import Image
from sqlalchemy import Engine, select

from server.ops.drawn_pictures import SIZE, draw
from smarthands.jobs.jobs import open_or_request
from smarthands.kit import Kit
from smarthands.model import Base, EvidenceItem, Job, Person, Share, Site
from smarthands.people.sign_in import actor_for
from smarthands.upkeep.examples import TITLES, Put, add_examples
from smarthands.upkeep.seeding import seed
from storage.database import open_database
from storage.memory import MemoryObjects
from tests.builders import phone
from tests.builders.kits import AnnouncedEvents, Clock, make_kit

DRAWN = ("dark", "dusty", "clean", "bright", "panel", "labels")


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """An empty database."""
    opened = open_database(f"sqlite:///{tmp_path / 'smarthands.db'}")
    Base.metadata.create_all(opened)
    yield opened
    opened.dispose()


@pytest.fixture
def store() -> MemoryObjects:
    return MemoryObjects()


@pytest.fixture
def kit(engine: Engine, store: MemoryObjects) -> Kit:
    """The kit of a database that has the small world of the first start."""
    made = make_kit(engine, store, Clock(), AnnouncedEvents())
    assert seed(made)
    return made


def putting(store: MemoryObjects) -> Put:
    def put(url: str, headers: Mapping[str, str], content: bytes) -> None:
        assert phone.put(store, url, dict(headers), content) == 200

    return put


def jobs(kit: Kit) -> dict[str, Job]:
    with kit.reading() as db:
        return {job.title: job for job in db.scalars(select(Job))}


def items(kit: Kit, job: Job) -> list[EvidenceItem]:
    with kit.reading() as db:
        return list(db.scalars(select(EvidenceItem).where(EvidenceItem.job_id == job.id)))


def test_a_newcomer_finds_a_job_in_each_stage(kit: Kit, store: MemoryObjects) -> None:
    link = add_examples(kit, draw=draw, put=putting(store))
    done, current = (jobs(kit)[title] for title in TITLES)
    assert len(jobs(kit)) == 3
    assert (done.state, current.state) == ("completed", "on_site")
    assert {item.state for item in items(kit, done)} == {"sealed"}
    assert {item.phase for item in items(kit, done)} == {"before", "during", "after"}
    assert [len(items(kit, job)) for job in (done, current)] == [5, 3]
    assert link
    assert link.startswith("https://help.firm.test/s/")


def test_the_examples_are_added_once(kit: Kit, store: MemoryObjects) -> None:
    assert add_examples(kit, draw=draw, put=putting(store))
    assert add_examples(kit, draw=draw, put=putting(store)) is None
    with kit.reading() as db:
        assert len(list(db.scalars(select(Share.id)))) == 1
    assert len(jobs(kit)) == 3


def test_a_start_that_broke_off_is_finished_by_the_next(kit: Kit, store: MemoryObjects) -> None:
    put = putting(store)
    sent: list[str] = []

    def broken(url: str, headers: Mapping[str, str], content: bytes) -> None:
        if len(sent) == 3:
            raise ConnectionError("the store is away")
        sent.append(url)
        put(url, headers, content)

    with pytest.raises(ConnectionError):
        add_examples(kit, draw=draw, put=broken)
    assert add_examples(kit, draw=draw, put=put)
    done = jobs(kit)[TITLES[0]]
    assert (done.state, len(items(kit, done)), len(jobs(kit))) == ("completed", 5, 3)


def test_a_world_in_use_is_left_as_it_is(kit: Kit, store: MemoryObjects) -> None:
    with kit.reading() as db:
        dan = actor_for(db.scalars(select(Person).where(Person.name == "Dan Okafor")).one())
        site = db.scalars(select(Site.id)).one()
    open_or_request(kit, dan, id=uuid4(), title="A job of her own", site_id=site)
    assert add_examples(kit, draw=draw, put=putting(store)) is None
    assert len(jobs(kit)) == 2


def test_another_world_is_left_as_it_is(engine: Engine, store: MemoryObjects) -> None:
    empty = make_kit(engine, store, Clock(), AnnouncedEvents())
    assert add_examples(empty, draw=draw, put=putting(store)) is None
    assert jobs(empty) == {}


def test_each_picture_is_a_jpeg_of_its_own() -> None:
    drawn = {scene: draw(scene) for scene in DRAWN}
    assert len(set(drawn.values())) == len(DRAWN)
    for content in drawn.values():
        with Image.open(io.BytesIO(content)) as image:
            assert (image.format, image.size) == ("JPEG", SIZE)
