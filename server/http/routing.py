"""Blueprints and their arguments: flask-smorest's, with strict JSON and our problems."""

from collections.abc import Iterator
from itertools import islice
from time import monotonic
from typing import Any, NoReturn

from flask import Request, request
from flask_smorest import Blueprint
from marshmallow import Schema, ValidationError
from marshmallow.experimental.context import Context
from webargs.flaskparser import FlaskParser
from webargs.multidictproxy import MultiDictProxy

from schemas.base import ProblemSchema
from server.http import strict_json
from server.http.body_limits import body_limit
from server.http.errors import LONGEST_MESSAGE
from server.http.request import PERSON_HEADER, address, context, kit, take_turn
from smarthands.errors import Code, Problem

JSON_TYPES = {"application/json"}
MOST_FIELDS = 20
"""The fields that one refusal names: the answer stays small, whatever the body was."""
PROMPT_SECONDS = 0.002
"""A body that takes longer to read has waited for the network."""
PERSON = {
    "in": "header",
    "name": PERSON_HEADER,
    "required": False,
    "description": "the id of the person in whose name this is sent; another person's login gets "
    "409 with the code `other_person`",
    "schema": {"type": "string", "format": "uuid"},
}


class Parser(FlaskParser):
    """Reads arguments; raises a Problem that names the fields that can't be taken."""

    # The schemas decide about unknown arguments, also in the query.
    DEFAULT_UNKNOWN_BY_LOCATION: dict[str, str | None] = {}

    def parse(self, *args: Any, **kwargs: Any) -> Any:
        """Long lists pause while they are validated: see `schemas.base.LongList`."""
        with Context(kit().pause):
            return super().parse(*args, **kwargs)

    def load_json(self, req: Request, schema: Schema) -> Any:
        if not req.mimetype:
            return _json(req)
        if req.mimetype not in JSON_TYPES:
            raise Problem(Code.MALFORMED, "Send the body as application/json.")
        return _json(req)

    def load_querystring(self, req: Request, schema: Schema) -> Any:
        for name, values in req.args.lists():
            if len(values) > 1 or "\0" in values[0]:
                raise Problem(Code.MALFORMED, f"Give `{name[:40]}` once, as plain text.")
        return MultiDictProxy(req.args, schema)

    def handle_error(self, error: ValidationError, *args: Any, **kwargs: Any) -> NoReturn:
        raise Problem(
            Code.INVALID,
            "Some fields can't be taken; each says why.",
            fields=_first_fields(error.messages),
        ) from error


class Routes(Blueprint):
    """A blueprint whose every operation documents the problem it may answer with."""

    ARGUMENTS_PARSER = Parser()

    def __init__(self, name: str, import_name: str, **kwargs: Any) -> None:
        super().__init__(name, import_name, **kwargs)
        self._prepare_doc_cbks += [_with_problem, _with_person]

    def _store_endpoint_docs(
        self, endpoint: str, obj: Any, parameters: Any, tags: Any, **options: Any
    ) -> None:
        super()._store_endpoint_docs(endpoint, obj, parameters, tags, **options)
        for method in options.get("methods", ()):
            info = self._docs[endpoint][method.lower()]
            info["public"] = getattr(obj, "is_public", False)
            info["for_nodes"] = getattr(obj, "is_for_nodes", False)


def _with_problem(doc: dict[str, Any], info: dict[str, Any], **_kwargs: Any) -> dict[str, Any]:
    responses = doc.setdefault("responses", {})
    # This is flask-smorest's response to bad arguments; ours is the problem below.
    responses.pop(Parser.DEFAULT_VALIDATION_STATUS, None)
    responses["default"] = {
        "description": "A problem; `detail` says what to do.",
        "content": {"application/problem+json": {"schema": ProblemSchema}},
    }
    if info["public"]:
        doc["security"] = []
    return doc


def _with_person(
    doc: dict[str, Any], info: dict[str, Any], *, method: str, **_kwargs: Any
) -> dict[str, Any]:
    """Document the header by which a change says whose it is."""
    if method.upper() != "GET" and not info["public"] and not info["for_nodes"]:
        doc.setdefault("parameters", []).append(PERSON)
    return doc


def _json(req: Request) -> Any:
    began = monotonic()
    data = context().bodies.read(req, address()) or b"{}"
    if monotonic() - began > PROMPT_SECONDS:
        take_turn()  # others have begun while the body was on its way
    return strict_json.load(data, body_limit(request.endpoint).items, kit().pause)


def _flat(messages: Any, path: str = "") -> Iterator[tuple[str, str]]:
    """`{"json": {"a": {"b": ["…"]}}}` -> `("a.b", "…")`, one by one."""
    if isinstance(messages, list):
        for message in messages:
            yield path or "body", str(message)[:LONGEST_MESSAGE]
        return
    for key, inner in messages.items():
        place = "" if not path and key in {"json", "query"} else str(key)[:60]
        yield from _flat(
            inner, ".".join(part for part in (path, place) if part and part != "_schema")
        )


def _first_fields(messages: Any) -> dict[str, list[str]]:
    fields: dict[str, list[str]] = {}
    for path, message in islice(_flat(messages), MOST_FIELDS):
        fields.setdefault(path, []).append(message)
    return fields
