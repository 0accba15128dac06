"""Requests that are made up from the OpenAPI document, right and wrong ones, by each role.

Whatever is asked for, the answer is what was asked for or what was wrong with it, never a fault of
the web process.
"""

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
from sqlalchemy import Engine

from tests.access.stage import Stage, stage_in
from tests.builders.site import Site

PEOPLE = ("Ada", "Dan", "Eva", "Tess", "Gus", "Cleo", "Holder", "Nobody")
EXAMPLES = 60


@pytest.fixture(scope="module")
def stage(
    sqlite_template: Path,
    sqlite_file: Path,
    sqlite_opened: Engine,
    tmp_path_factory: pytest.TempPathFactory,
) -> Stage:
    folder = tmp_path_factory.mktemp("stage")
    return stage_in(folder, sqlite_template, sqlite_file, sqlite_opened)


Operation = APIOperation[Any, Any, Any, Any]


def operations(app: Flask) -> list[Operation]:
    document = schemathesis.openapi.from_wsgi("/api/openapi.json", app)
    found = [each.ok() for each in document.get_all_operations() if isinstance(each, Ok)]
    assert len(found) > 80
    return found


def requests(
    operation: Operation, stage: Stage
) -> st.SearchStrategy[tuple[Case[Any], dict[str, str]]]:
    """Requests as the document has them, and against it, with ids and tokens of the stage's rows in
    place of some that were made up: what is not there is refused before anything else is looked at.
    """
    ids = sorted(value for value in stage.names.values() if _is_id(value))
    tokens = sorted(set(stage.names.values()) - set(ids))
    real = {
        name: st.sampled_from(ids if name.endswith("_id") else tokens)
        for name in (parameter.name for parameter in operation.path_parameters)
    }
    cases = st.one_of([operation.as_strategy(mode) for mode in GenerationMode])
    return st.tuples(cases, st.fixed_dictionaries({}, optional=real))


def _is_id(value: str) -> bool:
    try:
        return bool(UUID(value))
    except ValueError:
        return False


@pytest.mark.soak
@pytest.mark.timeout(3600)
@pytest.mark.parametrize("name", PEOPLE)
def test_no_request_is_answered_by_a_fault(
    app: Flask, stage: Stage, sqlite_file: Path, name: str
) -> None:
    answered = dict[int, int]()

    for operation in operations(app):

        @settings(
            max_examples=EXAMPLES,
            phases=(Phase.generate, Phase.shrink),
            suppress_health_check=list(HealthCheck),
        )
        @given(requests(operation, stage))
        def ask(request: tuple[Case[Any], dict[str, str]]) -> None:
            case, real = request
            case.path_parameters.update(real)
            Site(app, stage.set_up(sqlite_file))
            token = stage.login_of(name, case.formatted_path)
            headers = {"Authorization": f"Bearer {token}"} if token else {}
            answer = case.call(headers=headers)
            answered[answer.status_code] = answered.get(answer.status_code, 0) + 1
            note(f"{case.method} {case.formatted_path} {case.body!r}: {answer.content[:500]!r}")
            assert answer.status_code < 500

        ask()

    print(f"{name}: {answered}")
    # A test that reaches nothing proves nothing.
    assert answered.get(404, 0)
    assert answered.get(400, 0) + answered.get(422, 0)
    assert answered.get(200, 0)
