"""Requests that are made up from the OpenAPI document, right and wrong ones, by each role.

Whatever is asked for, the answer is what was asked for or what was wrong with it, as the document
describes both, and never a fault of the web process.
"""

import re
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import schemathesis
from flask import Flask
from hypothesis import HealthCheck, Phase, given, note, settings
from hypothesis import strategies as st
from schemathesis import APIOperation, Case, GenerationMode
from schemathesis.core.result import Ok
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from server.http.request import PERSON_HEADER, context_of
from tests.access.bodies import bodies
from tests.access.routes import LINES
from tests.access.stage import Stage
from tests.builders.site import Site

PEOPLE = ("Ada", "Dan", "Eva", "Tess", "Gus", "Cleo", "Holder", "Nobody", "Node")
DESCRIBED = [status_code_conformance, content_type_conformance, response_schema_conformance]
EXAMPLES = 60


Operation = APIOperation[Any, Any, Any, Any]
MOMENTS = st.builds("{}T{}Z".format, st.dates(date(2000, 1, 1), date(2099, 12, 31)), st.times())
"""Moments of the years that the document names; few of those that are made up are of these."""


def operations(app: Flask) -> list[Operation]:
    schemathesis.openapi.format("date-time", MOMENTS)
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    found = [each.ok() for each in document.get_all_operations() if isinstance(each, Ok)]
    # The bytes of a file are not made of anything that the document describes.
    found = [each for each in found if not each.path.endswith("/content")]
    assert len(found) > 80
    return found


@dataclass(frozen=True)
class KnownPlaces:
    """What the stage has for an operation: places in its path that belong together, each with a
    body that is right, and ids and tokens of other rows."""

    lines: list[tuple[dict[str, str], dict[str, Any]]]
    ids: list[str]
    tokens: list[str]


def known(app: Flask, stage: Stage) -> dict[tuple[str, str], KnownPlaces]:
    """What is known of each method and path, as the document writes the path."""
    ids = sorted(value for value in stage.names.values() if _is_id(value))
    tokens = sorted(set(stage.names.values()) - set(ids))
    right = bodies(stage)
    found: dict[tuple[str, str], KnownPlaces] = {}
    for line in LINES:
        path = line.path.format(**stage.names).partition("?")[0]
        adapter = app.url_map.bind("localhost")
        rule, arguments = adapter.match(path, line.method, return_rule=True)
        described = re.sub(r"<(?:[^<>]*:)?(\w+)>", r"{\1}", rule.rule)
        entry = found.setdefault((line.method, described), KnownPlaces([], ids, tokens))
        places = {name: str(value) for name, value in arguments.items()}
        entry.lines.append((places, right.get(line.name, {})))
    return found


@st.composite
def requests(draw: st.DrawFn, operation: Operation, known: KnownPlaces) -> Case[Any]:
    """A request as the document has it, or against it. Ids, tokens and fields that are there stand
    in place of some that were made up: what is not there is refused before anything else is looked
    at."""
    case: Case[Any] = draw(st.one_of([operation.as_strategy(mode) for mode in GenerationMode]))
    places, right = draw(st.sampled_from(known.lines))
    if draw(st.integers(0, 3)):
        case.path_parameters.update(places)
    else:
        for name in draw(st.sets(st.sampled_from(sorted(places)))) if places else ():
            here = known.ids if name.endswith("_id") else known.tokens
            case.path_parameters[name] = draw(st.sampled_from(here))
    if right and isinstance(case.body, dict) and draw(st.booleans()):
        kept = draw(st.sets(st.sampled_from(sorted(case.body)), max_size=2)) if case.body else ()
        case.body = right | {name: case.body[name] for name in kept}
    if draw(st.integers(0, 7)):
        case.headers.pop(PERSON_HEADER, None)
    return case


def _is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


def token_of(app: Flask, stage: Stage, name: str, path: str) -> str | None:
    if name == "Node":
        return context_of(app).settings.media_token
    return stage.login_of(name, path)


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", PEOPLE)
def test_no_request_is_answered_by_a_fault(
    app: Flask, stage: Stage, sqlite_file: Path, name: str
) -> None:
    answered = dict[int, int]()
    there = known(app, stage)

    for operation in operations(app):

        @settings(
            max_examples=EXAMPLES,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(requests(operation, there[operation.method.upper(), operation.path]))
        def ask(case: Case[Any]) -> None:
            Site(app, stage.set_up(sqlite_file))
            token = token_of(app, stage, name, case.formatted_path)
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = case.call(headers=headers | {"Accept-Encoding": "identity"})
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
            note(f"{case.method} {case.formatted_path} {case.body!r}: {answer.content[:500]!r}")
            assert answer.status_code < 500
            case.validate_response(answer, checks=DESCRIBED)

        ask()

    print(f"{name}: {answered}")
    # A test that reaches nothing proves nothing.
    assert answered.get(404, 0)
    assert answered.get(400, 0) + answered.get(422, 0)
    assert answered.get(200, 0)
