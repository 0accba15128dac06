"""The OpenAPI document: flask-smorest's, without the schemas of errors and pages we don't have."""

from typing import Any

from flask import Flask
from flask_smorest import Api

from server.http.cookies import cookie_name
from server.settings.settings import Settings
from server.version import VERSION


class OpenApi(Api):
    """Operations take either kind of login, unless they say otherwise."""

    DEFAULT_ERROR_RESPONSE_NAME = None

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
