"""Names that an earlier version stored in another spelling are respelled by the migration."""

import logging
import unicodedata
from datetime import timedelta
from typing import cast
from uuid import UUID, uuid4

import pytest
from sqlalchemy import Engine, Table, column, insert, inspect, select, table

from smarthands.model import Asset, Base, Organization, Person, Site
from smarthands.people import people
from smarthands.places import assets, sites
from storage.database import open_sessions
from storage.migrating import migrate
from tests.builders.earlier import downgrade
from tests.builders.kits import START
from tests.builders.people import BERLIN, FIRM, FRANKFURT, NORTHWIND, SOUTHWIND, named
from tests.builders.world import World

NAME = "München 7"
APART = unicodedata.normalize("NFD", NAME)
HARD_SPACE = "München\xa07"
UNSEEN = "\u200b\u2060"


@pytest.fixture
def earlier(each_world: World) -> World:
    """A world whose database is as before the migration."""
    downgrade(each_world.engine, "0012")
    return each_world


def store(engine: Engine, *rows: Base) -> None:
    """Rows as an earlier version has stored them, past the schemas: in the columns that it had."""
    with engine.connect().execution_options(write=True) as db, db.begin():
        for row in rows:
            mapped = cast("Table", row.__table__)
            had = {each["name"] for each in inspect(db).get_columns(mapped.name)}
            given = {
                each.name: vars(row).get(each.name, getattr(each.default, "arg", None))
                for each in mapped.c
                if each.name in had
            }
            columns = [column(name, mapped.c[name].type) for name in given]
            db.execute(insert(table(mapped.name, *columns)).values(given))


def site(name: str, *, organization: UUID = NORTHWIND, minutes: int = 0, address: str = "") -> Site:
    created_at = START + timedelta(minutes=minutes)
    return Site(
        id=uuid4(),
        organization_id=organization,
        name=name,
        address=address,
        time_zone="UTC",
        created_at=created_at,
    )


def asset(tag: str, at: UUID, **fields: str) -> Asset:
    return Asset(id=uuid4(), site_id=at, tag=tag, created_at=START, **fields)


def stored(engine: Engine, *rows: Site | Asset) -> list[str]:
    """The names or tags that these rows have now."""
    with open_sessions(engine)() as db:
        return [
            db.get_one(Site, row.id).name
            if isinstance(row, Site)
            else db.get_one(Asset, row.id).tag
            for row in rows
        ]


def test_names_tags_and_addresses_get_the_one_spelling(earlier: World) -> None:
    here = site(APART, address=APART)
    device = asset(HARD_SPACE, BERLIN, serial=f"S{UNSEEN}1", rack=APART, unit=" U7", model=APART)
    organization = Organization(
        id=uuid4(), name=f"{APART}{UNSEEN}", kind="client", contact="", created_at=START
    )
    person = Person(
        id=uuid4(),
        organization_id=FIRM,
        name=APART,
        email=f"ute{UNSEEN}@example.com",
        role="technician",
        language="de",
        created_at=START,
    )
    store(earlier.engine, here, device, organization, person)
    migrate(earlier.engine)
    with open_sessions(earlier.engine)() as db:
        assert db.get_one(Site, here.id).name == db.get_one(Site, here.id).address == NAME
        moved = db.get_one(Asset, device.id)
        texts = (moved.tag, moved.serial, moved.rack, moved.unit, moved.model)
        assert texts == (NAME, "S1", NAME, "U7", NAME)
        assert db.get_one(Organization, organization.id).name == NAME
        ute = db.get_one(Person, person.id)
        assert (ute.name, ute.email) == (NAME, "ute@example.com")
        # What was right is as it was.
        assert db.get_one(Site, FRANKFURT).name == "Frankfurt 2"
        assert db.get_one(Person, named("Tess")).name == "Tess"


def test_a_respelled_name_is_found_and_taken(earlier: World) -> None:
    here, device = site(APART), asset(APART, BERLIN)
    store(earlier.engine, here, device)
    migrate(earlier.engine)
    found = sites.sites(earlier.kit, earlier.dan, q=NAME).items
    assert [each["id"] for each in found] == [str(here.id)]
    assert [each.id for each in assets.assets(earlier.kit, earlier.dan, q=NAME).items] == [
        device.id
    ]
    with pytest.raises(Exception, match="a site of this name already"):
        sites.add(earlier.kit, earlier.dan, id=uuid4(), organization_id=NORTHWIND, name=NAME)
    with pytest.raises(Exception, match="an asset with this tag already"):
        assets.add(earlier.kit, earlier.dan, id=uuid4(), site_id=BERLIN, tag=NAME)


def test_of_two_that_become_the_same_the_later_one_stays_and_is_told(
    earlier: World, caplog: pytest.LogCaptureFixture
) -> None:
    first, second = site(APART, minutes=1), site(HARD_SPACE, minutes=2)
    elsewhere = site(HARD_SPACE, organization=SOUTHWIND, minutes=3)
    right, wrong = asset(NAME, BERLIN), asset(APART, BERLIN)
    store(earlier.engine, first, second, elsewhere, right, wrong)
    with caplog.at_level(logging.WARNING, "smarthands.migrations"):
        migrate(earlier.engine)
    assert stored(earlier.engine, first, second, elsewhere) == [NAME, HARD_SPACE, NAME]
    assert stored(earlier.engine, right, wrong) == [NAME, APART]
    left = (("assets.tag", wrong, right), ("sites.name", second, first))
    assert sorted(record.getMessage() for record in caplog.records) == [
        f"{what} of {row.id} keeps its spelling: it would be the same as that of {other.id}."
        " Change one of them."
        for what, row, other in left
    ]
    # Whoever changes the other one can give it the name afterwards.
    sites.edit(earlier.kit, earlier.dan, first.id, name="München 8")
    sites.edit(earlier.kit, earlier.dan, second.id, name=NAME)
    assert stored(earlier.engine, first, second) == ["München 8", NAME]


def test_two_addresses_of_people_stay_two(earlier: World, caplog: pytest.LogCaptureFixture) -> None:
    ids = [uuid4(), uuid4()]
    for id, email in zip(ids, ("ute@example.com", f"ute{UNSEEN}@example.com"), strict=True):
        row = Person(id=id, organization_id=FIRM, name="Ute", email=email, role="technician")
        row.language, row.created_at = "de", START
        store(earlier.engine, row)
    with caplog.at_level(logging.WARNING, "smarthands.migrations"):
        migrate(earlier.engine)
    with open_sessions(earlier.engine)() as db:
        emails = dict(db.execute(select(Person.id, Person.email).where(Person.id.in_(ids))).all())
    assert emails == {ids[0]: "ute@example.com", ids[1]: f"ute{UNSEEN}@example.com"}
    assert f"people.email of {ids[1]} keeps its spelling" in caplog.text
    assert people.one(earlier.kit, earlier.ada, ids[0]).email == "ute@example.com"


def test_what_has_no_room_or_nothing_to_see_stays_and_is_told(
    earlier: World, caplog: pytest.LogCaptureFixture
) -> None:
    # Some letters have no sign of their own in NFC and become two.
    long, empty = site("\u0958" * 150), site(UNSEEN)
    store(earlier.engine, long, empty)
    with caplog.at_level(logging.WARNING, "smarthands.migrations"):
        migrate(earlier.engine)
    assert stored(earlier.engine, long, empty) == ["\u0958" * 150, UNSEEN]
    assert "in its own spelling it has more than 200 characters. Shorten it." in caplog.text
    assert "nothing of it can be seen. Give it another one." in caplog.text
