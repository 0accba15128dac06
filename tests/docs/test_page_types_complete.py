"""The pages have a type for each body that a route takes or answers with, or a reason not to."""

import importlib
import pkgutil
from collections.abc import Iterator

import marshmallow

import server.routes
from schemas.typescript.names import NAMES
from server.http.routing import Routes

FOR_NODES = "media"
"""The blueprint whose routes media nodes call, and no page."""
NOT_BY_NAME = {
    "NothingSchema": "an empty object",
    "ReasonSchema": "one field, which the client writes in place",
    "WithdrawalSchema": "one field, which the client writes in place",
    "AssignmentSchema": "one field, which the client writes in place",
    "JobPageSchema": "`Page<JobRow>`",
    "PersonPageSchema": "`Page<Person>`",
    "OrganizationPageSchema": "`Page<Organization>`",
    "SitePageSchema": "`Page<Site>`",
    "AssetPageSchema": "`Page<Asset>`",
    "JoinListSchema": "`{ items }` of a named type",
    "ShareListSchema": "`{ items }` of a named type",
    "HealthSchema": "for probes alone",
    "ReadinessSchema": "for probes alone",
}
"""The schemas without a type of their own, each with its reason."""


def blueprints() -> Iterator[Routes]:
    for module in pkgutil.iter_modules(server.routes.__path__):
        for value in vars(importlib.import_module(f"server.routes.{module.name}")).values():
            if isinstance(value, Routes):
                yield value


def bodies(routes: Routes) -> Iterator[type[marshmallow.Schema]]:
    """The schemas of its JSON bodies; a query's are not written for pages."""
    for operations in routes._docs.values():
        for operation in operations.values():
            if not isinstance(operation, dict):
                continue
            for argument in operation.get("arguments", {}).get("parameters", ()):
                if argument["in"] == "json":
                    yield argument["schema"]
            for answers in operation.get("response", {}).get("responses", {}).values():
                for answer in answers if isinstance(answers, list) else [answers]:
                    schema = answer.get("schema")
                    if isinstance(schema, marshmallow.Schema):
                        yield type(schema)


def test_the_pages_have_a_type_for_each_body_of_a_route() -> None:
    unnamed = {
        body.__name__
        for routes in blueprints()
        if routes.name != FOR_NODES
        for body in bodies(routes)
        if body not in NAMES
    }
    assert unnamed == set(NOT_BY_NAME), "give it a line in schemas/typescript/names.py"
