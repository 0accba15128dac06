"""A password that a stranger would try early is refused when it is set."""

import pytest
from zxcvbn.frequency_lists import FREQUENCY_LISTS

from smarthands.errors import Problem
from smarthands.model import Organization, Person
from smarthands.people.passwords import MIN_PASSWORD, refuse_weak, set_password
from tests.builders.people import FIRM, named
from tests.builders.world import World, refusal

NAMES = ("Tess Müller", "tess.mueller@northwind.example", "Northwind Field Services", "Smart Hands")
COMMON = [word for word in FREQUENCY_LISTS["passwords"][:10_000] if len(word) >= MIN_PASSWORD]
OF_NAMES = [
    "TessMüller",
    "tess müller",
    "Mullertess1",
    "Tess-Müller-2026",
    "tess12345678",
    "Northwind2026!",
    "northwind!!",
    "FieldServices1",
    "N0rthwind26",
    "SmartHands1!",
    "smarthands123",
    "muellertess99",
    "passwordtess",
]
OTHERS = ["correct horse battery", "another horse battery", "drei Radler am Kanal", "9f#Kq2!vLw7z"]


def test_the_list_has_common_passwords_that_are_long_enough() -> None:
    assert len(COMMON) > 100


@pytest.mark.parametrize("change", [str, str.upper, str.title], ids=["as is", "upper", "title"])
def test_none_of_ten_thousand_common_passwords_is_taken(change: type[str]) -> None:
    taken = [word for word in COMMON if not _is_refused(change(word))]
    assert taken == []


@pytest.mark.parametrize("password", OF_NAMES)
def test_a_password_made_of_ones_own_names_or_the_firms_is_refused(password: str) -> None:
    assert _is_refused(password)


@pytest.mark.parametrize("password", OTHERS)
def test_a_few_words_in_a_row_are_taken(password: str) -> None:
    refuse_weak(password, NAMES)


def test_a_name_among_other_words_does_no_harm() -> None:
    refuse_weak("tess counts nine blue herons", NAMES)


def test_the_password_is_held_against_the_names_as_they_are_today(world: World) -> None:
    with world.kit.transaction() as tx:
        tx.db.get_one(Organization, FIRM).name = "Zugspitz Technik"
        tx.db.get_one(Person, named("Tess")).name = "Quendoline Ober"
    for password in ("Zugspitz2026", "quendoline1"):
        problem = refusal(set_password, world.kit, world.tess, password, current=None)
        assert "easy to guess" in problem.detail


def test_a_long_password_takes_no_longer_to_judge_than_its_beginning() -> None:
    """It is the judged part that is bounded; all of it counts at sign-in."""
    refuse_weak("nine blue herons " * 58, NAMES)


def _is_refused(password: str) -> bool:
    try:
        refuse_weak(password, NAMES)
    except Problem as problem:
        return "easy to guess" in problem.detail
    return False
