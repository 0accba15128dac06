"""The same name in another spelling is the same name: at the schemas, in lists, in the search."""

import unicodedata
from uuid import uuid4

import pytest

from schemas.people import NewPersonSchema
from schemas.places import AssetQuerySchema, NewAssetSchema, NewSiteSchema
from smarthands.errors import Problem
from smarthands.people import people
from smarthands.places import assets, csv_import, sites
from smarthands.spelling import one_line
from tests.builders.people import BERLIN, NORTHWIND
from tests.builders.world import World

NAME = "München 7"
SPELLINGS = [
    unicodedata.normalize("NFD", NAME),
    "München\xa07",
    "\ufeffMünchen 7",
    "Mün\u00adchen 7\u200b",
    "München\u20037\u2060 ",
    "München\u200d 7",
]


@pytest.mark.parametrize("text", SPELLINGS)
def test_each_spelling_of_a_name_becomes_the_one(text: str) -> None:
    assert one_line(text) == NAME
    body = NewSiteSchema().load(
        {"id": str(uuid4()), "organization_id": str(NORTHWIND), "name": text}
    )
    assert body["name"] == NAME
    assert AssetQuerySchema().load({"q": text})["q"] == NAME
    assert NewAssetSchema().load({"id": str(uuid4()), "site_id": str(BERLIN), "tag": text})[
        "tag"
    ] == (NAME)


@pytest.mark.parametrize("text", ["👩‍🔧 Süd", "می‌خواهم", "क्‍ष", "❤️", "a b"])
def test_what_shapes_a_letter_or_an_emoji_stays(text: str) -> None:
    assert one_line(text) == text


@pytest.mark.parametrize("text", SPELLINGS)
def test_a_list_in_another_spelling_finds_its_site(each_world: World, text: str) -> None:
    def imported(name: str) -> tuple[int, int]:
        result = csv_import.import_sites(
            each_world.kit, each_world.dan, organization_id=NORTHWIND, csv=f"name\n{name}\n"
        )
        return result.created, result.updated

    assert imported(NAME) == (1, 0)
    assert imported(text) == (0, 0)
    found = sites.sites(each_world.kit, each_world.dan, organization=NORTHWIND, q=text).items
    assert [site["name"] for site in found] == [NAME]


def test_a_taken_name_or_tag_is_taken_in_every_spelling(world: World) -> None:
    sites.add(world.kit, world.dan, id=uuid4(), organization_id=NORTHWIND, name=NAME)
    assets.add(world.kit, world.dan, id=uuid4(), site_id=BERLIN, tag=NAME)
    for text in SPELLINGS:
        with pytest.raises(Problem, match="a site of this name already"):
            sites.add(world.kit, world.dan, id=uuid4(), organization_id=NORTHWIND, name=text)
        with pytest.raises(Problem, match="an asset with this tag already"):
            assets.add(world.kit, world.dan, id=uuid4(), site_id=BERLIN, tag=text)


def test_an_address_with_an_unseen_character_is_the_same_address(world: World) -> None:
    body = {"id": str(uuid4()), "name": "Ute", "role": "technician", "email": "ute@example.com"}
    people.invite(world.kit, world.ada, **NewPersonSchema().load(body))
    again = body | {"id": str(uuid4()), "email": "\ufeffUte@exam\u00adple.com\u200b"}
    with pytest.raises(Problem, match="Someone with this address is here already"):
        people.invite(world.kit, world.ada, **NewPersonSchema().load(again))
