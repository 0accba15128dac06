"""The OpenAPI document of the API, against which the answers of the API are checked."""

import re
from functools import cache
from typing import Any

from flask import Flask
from jsonschema import Draft202012Validator

from tests.builders.site import Answer


class OpenApiDocument:
    """The document that /api/openapi.json serves, and what validates answers by it."""

    def __init__(self, app: Flask) -> None:
        self.document: dict[str, Any] = app.test_client().get("/api/openapi.json").get_json()
        self._paths = {_pattern(path): path for path in self.document["paths"]}
        self._validator = cache(self._made_validator)

    def path_of(self, url: str) -> str | None:
        """The documented path that an address fits, plain ones first, or None."""
        fitting = [path for pattern, path in self._paths.items() if pattern.fullmatch(url)]
        return min(fitting, key=lambda path: path.count("{"), default=None)

    def complaints(self, method: str, url: str, answer: Answer) -> list[str]:
        """The differences between an answer's body and what the document says of this operation."""
        path = self.path_of(url)
        if path is None or method.lower() not in self.document["paths"][path]:
            return [f"{method} {url} is not described"]
        responses = self.document["paths"][path][method.lower()]["responses"]
        response = responses.get(str(answer.status), responses["default"])
        if "content" not in response:
            return [f"{answer.status} with a body"] if answer.data else []
        content = response["content"].get(answer.headers["Content-Type"].partition(";")[0])
        if content is None:
            return [f"{answer.status} as {answer.headers['Content-Type']}"]
        if content["schema"] == {"type": "string"}:  # The answer is no JSON.
            return [] if answer.data else ["nothing"]
        errors = self._validator(_ref(content["schema"])).iter_errors(answer.body)
        return [f"{error.json_path}: {error.message}" for error in errors]

    def _made_validator(self, ref: str) -> Draft202012Validator:
        schema = {"$ref": ref, "components": self.document["components"]}
        return Draft202012Validator(schema, format_checker=Draft202012Validator.FORMAT_CHECKER)


def _pattern(path: str) -> re.Pattern[str]:
    return re.compile(re.sub(r"\\\{\w+\\\}", "[^/]+", re.escape(path)))


def _ref(schema: dict[str, str]) -> str:
    return schema["$ref"]
