"""The OpenAPI document: flask-smorest's, without the schemas of errors and pages we don't have."""

import gzip
from functools import cached_property
from typing import Any

from flask import Flask, Response, json, request
from flask_smorest import Api

from server.http.cookies import cookie_name
from server.settings.settings import Settings
from server.version import VERSION


class OpenApi(Api):
    """Operations take either kind of login, unless they say otherwise."""

    DEFAULT_ERROR_RESPONSE_NAME = None

    @cached_property
    def _document(self) -> bytes:
        """The document never changes while the process runs, so it is made once."""
        return json.dumps(self.spec.to_dict(), indent=2, sort_keys=False).encode()

    @cached_property
    def _compressed(self) -> bytes:
        return gzip.compress(self._document, 9)

    def _openapi_json(self) -> Response:
        takes_gzip = request.accept_encodings.quality("gzip") > 0
        response = Response(
            self._compressed if takes_gzip else self._document, mimetype="application/json"
        )
        if takes_gzip:
            response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
        response.cache_control.no_cache = True
        response.add_etag()
        response.make_conditional(request)
        return response

    def _register_responses(self) -> None:
        """Registers none: each operation names our problem document."""

    def _register_pagination_header(self) -> None:
        """Registers none: pages carry `next` in their body."""


def describe(app: Flask, settings: Settings) -> Any:
    """The Api at which blueprints are registered."""
    app.config.update(
        API_TITLE="Smart Hands",
        API_VERSION=VERSION,
        OPENAPI_VERSION="3.1.0",
        OPENAPI_URL_PREFIX="/api",
        OPENAPI_JSON_PATH="openapi.json",
    )
    logins = {
        "bearer": {"type": "http", "scheme": "bearer"},
        "cookie": {"type": "apiKey", "in": "cookie", "name": cookie_name(settings)},
    }
    document = {
        "info": {"description": "Remote assistance and evidence."},
        "security": [{name: []} for name in logins],
    }
    api = OpenApi(app, spec_kwargs=document)
    for name, scheme in logins.items():
        api.spec.components.security_scheme(name, scheme)
    return api
