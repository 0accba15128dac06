"""The API document: valid, complete, and without schemas that are not ours."""

import gzip
import json
import re
import time
from typing import Any

import pytest
from flask import Flask
from openapi_spec_validator import OpenAPIV31SpecValidator

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
            assert "default" in operation["responses"], path
            assert len(operation["responses"]) == 2, path


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
    began = time.thread_time()
    json.dumps(document, indent=2)
    written = time.thread_time() - began
    costs = []
    for _ in range(5):
        began = time.thread_time()
        reader.get("/api/openapi.json", headers={"Accept-Encoding": "gzip"})
        costs.append(time.thread_time() - began)
    assert min(costs) < written


def test_the_document_names_no_foreign_server(document: dict[str, Any]) -> None:
    assert "http" not in json.dumps(document).replace('"http"', "")


@pytest.mark.skipif(not DIST.exists(), reason="the pages are not built: make setup")
def test_the_page_of_the_document_fetches_nothing_from_elsewhere(site: Site) -> None:
    page = site.somebody().get("/api/docs").data.decode()
    assert re.findall(r'(?:src|href)="(?!/)', page) == []
    assert "<script>" not in page
    assert "style=" not in page
