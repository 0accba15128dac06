"""What one person wrote goes out under nobody else's login, whichever address it is sent to."""

import re
from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from flask import Flask
from werkzeug.routing import Rule

from server.auth.request_auth import SAFE_METHODS
from server.http.request import PERSON_HEADER
from smarthands.model import EvidenceItem
from tests.builders.jobs import open_job
from tests.builders.people import named
from tests.builders.site import Answer, Caller, Site, note

NOBODY = "00000000-0000-0000-0000-000000000000"
OUTBOX = {
    "evidence.request_upload",
    "evidence.seal",
    "evidence.add_note",
    "evidence.describe",
    "marks.draw",
    "marks.undo",
    "sessions.say",
    "sessions.note_quality",
}
"""The addresses to which pages send again, by themselves, what has waited on the device."""


def changes(app: Flask) -> Iterator[tuple[str, Rule]]:
    """Every method and address by which a person who is signed in changes anything."""
    for rule in app.url_map.iter_rules():
        view = app.view_functions[rule.endpoint]
        if getattr(view, "is_public", False) or getattr(view, "is_for_nodes", False):
            continue
        yield from ((method, rule) for method in (rule.methods or set()) - SAFE_METHODS)


def test_every_change_says_whose_it_is_and_is_refused_under_another_login(site: Site) -> None:
    theo = site.signed_in("Theo")
    answers: dict[str, tuple[int, str]] = {}
    for method, rule in changes(site.app):
        address = re.sub(r"<[^>]*>", NOBODY, rule.rule)
        answer = theo.call(method, address, {}, headers={PERSON_HEADER: str(named("Tess"))})
        answers[rule.endpoint] = (answer.status, answer.code)
    assert set(answers.values()) == {(409, "other_person")}
    assert answers.keys() >= OUTBOX


@pytest.fixture
def job(site: Site) -> UUID:
    return open_job(site.world, site.world.tess)


def add_note(caller: Caller, job: UUID, body: dict[str, Any], person: str) -> Answer:
    return caller.post(f"/api/jobs/{job}/notes", body, headers={PERSON_HEADER: person})


def test_a_note_of_tess_waits_under_theos_login_and_arrives_under_hers(
    site: Site, job: UUID
) -> None:
    tess, body = str(named("Tess")), note(site.world, "the left fan grinds")
    refused = add_note(site.signed_in("Dan"), job, body, tess)
    assert (refused.status, refused.code) == (409, "other_person")
    with site.world.kit.reading() as db:
        assert db.get(EvidenceItem, UUID(body["id"])) is None
    arrived = add_note(site.signed_in("Tess"), job, body, tess)
    assert arrived.status == 201
    assert arrived.body["author"]["id"] == tess


@pytest.mark.parametrize("person", ["", "Tess", "' OR 1=1 --", NOBODY, "a" * 4000])
def test_a_person_that_is_none_is_refused_like_another_one(
    site: Site, job: UUID, person: str
) -> None:
    answer = add_note(site.signed_in("Tess"), job, note(site.world), person)
    assert (answer.status, answer.code) == (409, "other_person")


def test_a_caller_that_names_nobody_writes_as_the_person_of_its_login(
    site: Site, job: UUID
) -> None:
    answer = site.signed_in("Tess").post(f"/api/jobs/{job}/notes", note(site.world))
    assert answer.status == 201
