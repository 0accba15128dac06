"""The API document: valid, complete, and without schemas that are not ours."""

import gzip
import json
import re
import time
from collections.abc import Iterator
from typing import Any
from uuid import uuid4

import pytest
from flask import Flask
from marshmallow import ValidationError, fields, validate
from openapi_spec_validator import OpenAPIV31SpecValidator

from schemas.base import Moment, Prose, Schema, WholeNumber, Words
from schemas.jobs import JobQuerySchema
from server.http.pages import DIST
from tests.builders.openapi_document import OpenApiDocument
from tests.builders.site import Site

UNDESCRIBED = {"/api/openapi.json", "/api/docs"}


@pytest.fixture(scope="module")
def document(app: Flask) -> dict[str, Any]:
    return OpenApiDocument(app).document


def test_the_api_document_is_valid_openapi_3_1(document: dict[str, Any]) -> None:
    assert document["openapi"] == "3.1.0"
    assert list(OpenAPIV31SpecValidator(document).iter_errors()) == []


def test_every_address_below_api_is_in_the_document(app: Flask, document: dict[str, Any]) -> None:
    routes = {
        (re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule.rule), method.lower())
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
        if rule.rule.startswith("/api/") and rule.rule not in UNDESCRIBED
    }
    documented = {(path, method) for path, item in document["paths"].items() for method in item}
    assert routes - documented == set()


def test_every_operation_has_a_summary_and_its_responses(document: dict[str, Any]) -> None:
    for path, item in document["paths"].items():
        for method in item.keys() - {"parameters"}:
            operation = item[method]
            assert operation["summary"], path
            answers = set(operation["responses"])
            # A step that is told too late has an answer of its own.
            assert len(answers - {"default", "202"}) == 1, path
            assert "default" in answers, path


def test_every_reference_has_a_schema_and_every_schema_is_used(
    document: dict[str, Any],
) -> None:
    used = set(re.findall(r'"#/components/schemas/(\w+)"', json.dumps(document)))
    assert used == set(document["components"]["schemas"])


def test_an_operation_without_a_login_is_documented_as_public(
    document: dict[str, Any], site: Site
) -> None:
    """Exactly the other operations answer 401 to a caller without a login."""
    for path, item in document["paths"].items():
        url = re.sub(r"{(\w*)id}", "00000000-0000-0000-0000-000000000000", path)
        url = url.replace("{name}", "small").replace("{token}", "A" * 43)
        for method in item.keys() - {"parameters"}:
            public = item[method].get("security") == []
            status = site.somebody().call(method.upper(), url).status
            assert (status != 401) == public, (method, path)


def test_the_document_is_made_once_and_sent_to_nobody_who_has_it(site: Site) -> None:
    reader = site.somebody()
    first, again = (reader.get("/api/openapi.json") for _ in range(2))
    assert (again.status, again.data) == (200, first.data)
    plain = reader.get("/api/openapi.json", headers={"Accept-Encoding": "identity"})
    zipped = reader.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
    assert gzip.decompress(zipped.data) == plain.data
    for answer in (plain, zipped):
        encoding = answer.headers.get("Content-Encoding", "identity")
        known = {"If-None-Match": answer.headers["ETag"], "Accept-Encoding": encoding}
        unchanged = reader.get("/api/openapi.json", headers=known)
        assert (unchanged.status, unchanged.data) == (304, b"")


def test_sending_the_document_costs_less_than_writing_it(site: Site) -> None:
    reader = site.somebody()
    document = reader.get("/api/openapi.json").body
    sent, written = [], []
    for _ in range(5):
        moments = [time.thread_time()]
        reader.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
        moments.append(time.thread_time())
        json.dumps(document, indent=2)
        moments.append(time.thread_time())
        sent.append(moments[1] - moments[0])
        written.append(moments[2] - moments[1])
    assert min(sent) < min(written)


def test_the_document_names_no_foreign_server(document: dict[str, Any]) -> None:
    assert "http" not in json.dumps(document).replace('"http"', "")


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_the_page_of_the_document_fetches_nothing_from_elsewhere(site: Site) -> None:
    page = site.somebody().get("/api/docs").data.decode()
    assert re.findall(r'(?:src|href)="(?!/)', page) == []
    assert "<script>" not in page
    assert "style=" not in page


def schemas_in(value: Any) -> Iterator[dict[str, Any]]:
    if isinstance(value, dict):
        yield value
        value = list(value.values())
    if isinstance(value, list):
        for each in value:
            yield from schemas_in(each)


def test_a_pattern_says_where_a_text_begins_and_ends(document: dict[str, Any]) -> None:
    """JSON Schema looks for a pattern anywhere in a text."""
    patterns = {
        each["pattern"]
        for each in schemas_in(document)
        if isinstance(each.get("pattern"), str) and each.get("type") != "object"
    }
    assert patterns
    for pattern in patterns:
        assert pattern.startswith("^"), pattern
        assert pattern.endswith("$"), pattern


def test_a_bound_that_is_no_value_itself_is_documented_as_such() -> None:
    """apispec writes `minimum` for every lower bound, so no schema may have an open one unsaid."""
    for schema in all_schemas(Schema):
        for name, each in schema._declared_fields.items():
            for check in each.validators:
                if isinstance(check, validate.Range):
                    open_ends = {
                        "exclusiveMinimum": check.min is not None and not check.min_inclusive,
                        "exclusiveMaximum": check.max is not None and not check.max_inclusive,
                    }
                    unsaid = {end for end, is_open in open_ends.items() if is_open}
                    assert unsaid <= each.metadata.keys(), f"{schema.__name__}.{name}"


def all_schemas(base: type[Schema]) -> Iterator[type[Schema]]:
    for schema in base.__subclasses__():
        yield schema
        yield from all_schemas(schema)


def test_a_whole_number_is_taken_as_json_may_write_it() -> None:
    """To JSON Schema, 2.0 is an integer."""
    for schema in all_schemas(Schema):
        for name, field in schema._declared_fields.items():
            if isinstance(field, fields.Integer) and field.strict:
                assert isinstance(field, WholeNumber), (schema, name)
    number = WholeNumber()
    assert [number.deserialize(value) for value in (2, 2.0, -0.0, 1e15)] == [2, 2, 0, 10**15]
    for value in (2.5, "2", "2.0", True, float("inf"), float("nan"), [2]):
        with pytest.raises(ValidationError):
            number.deserialize(value)


def is_taken(field: fields.Field[Any], value: str) -> bool:
    try:
        field.deserialize(value)
    except ValidationError:
        return False
    return True


@pytest.mark.parametrize("field", [Words(10), Prose(10)])
def test_a_text_s_pattern_says_which_characters_are_taken(field: Words) -> None:
    pattern = re.compile(field.metadata["pattern"])
    for number in (*range(0xD800), *range(0xE000, 0x10000), 0x1F600):
        text = f"a{chr(number)}b"
        # A line break of several kinds becomes one of the kind that is kept.
        if isinstance(field, Prose) and text == "a\rb":
            continue
        assert bool(pattern.search(text)) == is_taken(field, text), hex(number)


def test_patterns_say_which_moments_and_words_of_a_query_are_taken() -> None:
    state, technician = (JobQuerySchema._declared_fields[name] for name in ("state", "technician"))
    for field, values in (
        (Moment(), ("1999-12-31T23:59:59Z", "2000-01-01t00:00:00z", "2099-12-31T23:59:59-05:00")),
        (Moment(), ("2100-01-01T00:00:00Z", "0022-05-07T21:13:10Z", "2026-11-29")),
        (state, ("", "open", "open,assigned", ",open,", "opened", "open assigned", "OPEN")),
    ):
        pattern = re.compile(field.metadata["pattern"])
        for value in values:
            assert bool(pattern.search(value)) == is_taken(field, value), value
    for value, fits in (("me", True), (str(uuid4()), True), ("you", False), ("me ", False)):
        assert bool(re.search(technician.metadata["pattern"], value)) == fits
