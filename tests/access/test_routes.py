"""Every person requests every address, and a new address fails until routes.py has its statuses."""

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from flask import Flask
from werkzeug.routing import Rule

from server.http.pages import DIST
from tests.access.bodies import bodies
from tests.access.routes import LINES, PAGE_LINES, PEOPLE, Line, as_markdown
from tests.access.stage import Stage
from tests.builders.openapi_document import OpenApiDocument
from tests.builders.site import Site

DOCS = Path(__file__).resolve().parents[2] / "docs" / "access.md"
LIFE = re.compile(r"(?:X-Amz-Expires|expires)=([0-9]+)")
ANSWERED_BY_FLASK = {"HEAD", "OPTIONS"}  # by the GET of the same address


@pytest.fixture(scope="module")
def described(app: Flask) -> OpenApiDocument:
    return OpenApiDocument(app)


@pytest.fixture
def names(stage: Stage) -> dict[str, str]:
    assets = sorted(path.name for path in DIST.glob("assets/*.js"))
    return stage.names | {"asset": assets[0] if assets else ""}


def rule_of(app: Flask, line: Line, names: dict[str, str]) -> Rule:
    """The rule by which Flask answers this line."""
    path = line.path.format(**names)
    rule, _arguments = app.url_map.bind("localhost").match(path, line.method, return_rule=True)
    return rule


def test_every_route_is_in_the_table(app: Flask, names: dict[str, str]) -> None:
    lines = LINES + (PAGE_LINES if DIST.exists() else [])
    listed = {(line.method, rule_of(app, line, names).rule) for line in lines}
    rules = {
        (method, rule.rule)
        for rule in app.url_map.iter_rules()
        for method in rule.methods or ()
        if method not in ANSWERED_BY_FLASK
        and (DIST.exists() or not rule.endpoint.startswith("files."))
    }
    assert rules - listed == set()


def test_the_table_stands_in_the_docs() -> None:
    assert as_markdown() in DOCS.read_text(encoding="utf-8")


def test_a_thing_that_is_hidden_from_a_person_is_not_found_and_never_forbidden() -> None:
    """A person from whom the list hides a thing gets 404 on its verbs, whatever her role may do.
    The addresses of media nodes are for nobody who signs in."""
    outsiders = ("Mallory", "Malcolm")
    refusals = [
        (line.name, name)
        for line in LINES
        for name in outsiders
        if "{" in line.path
        and not line.path.startswith("/api/media/")
        and line.statuses[name] in {401, 403}
    ]
    assert refusals == []


class Requests:
    """Requests each line as every person, each time from fresh rows."""

    def __init__(self, app: Flask, stage: Stage, database: Path, names: dict[str, str]) -> None:
        self.site = Site(app, stage.set_up(database))
        self.stage, self.database, self.names = stage, database, names
        self.bodies = bodies(stage)

    def answers(self, line: Line) -> Iterator[tuple[str, str, Any]]:
        for name in PEOPLE:
            if line.method != "GET":
                self.stage.set_up(self.database)
            names = dict(self.names)
            if name != "Holder":
                names["token"] = "A" * 43
            path = line.path.format(**names)
            caller = self.site.somebody()
            caller.token = self.stage.login_of(name, path)
            yield name, path, caller.call(line.method, path, self.bodies.get(line.name))


@pytest.fixture
def requests(app: Flask, stage: Stage, sqlite_file: Path, names: dict[str, str]) -> Requests:
    return Requests(app, stage, sqlite_file, names)


@pytest.mark.parametrize("line", LINES, ids=lambda line: line.name)
def test_each_person_gets_what_the_table_says_in_the_shape_that_the_docs_say(
    line: Line, requests: Requests, described: OpenApiDocument
) -> None:
    statuses, complaints, lives = {}, {}, set()
    for name, path, answer in requests.answers(line):
        statuses[name] = answer.status
        lives |= set(LIFE.findall(answer.headers.get("Location", "")))
        if path != "/api/openapi.json" and answer.status != 302:
            complaints[name] = described.complaints(line.method, path, answer)
    assert statuses == line.statuses
    assert [each for each in complaints.values() if each] == []
    assert lives == ({"60"} if 302 in line.statuses.values() else set()), "seconds of an address"


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
@pytest.mark.parametrize("line", PAGE_LINES, ids=lambda line: line.name)
def test_pages_are_the_same_for_everyone(line: Line, requests: Requests) -> None:
    answers = {name: answer for name, _path, answer in requests.answers(line)}
    assert {name: answer.status for name, answer in answers.items()} == line.statuses
    assert len({answer.data for answer in answers.values()}) == 1
