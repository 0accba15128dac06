"""The pages: one shell for every address, and its assets, which never change under a name."""

from mimetypes import guess_type
from pathlib import Path

from flask import Blueprint, Response, make_response, request, send_from_directory
from werkzeug.exceptions import HTTPException

from server.http.errors import from_http
from server.http.request import public
from smarthands.errors import Code, Problem

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
PAGES = (
    "/",
    "/sign-in",
    "/in/<token>",
    "/jobs",
    "/jobs/<path:rest>",
    "/board",
    "/console",
    "/people",
    "/sites",
    "/account",
    "/organizations",
    "/s/<token>",
    "/j/<token>",
)
COMPRESSED = (("br", ".br"), ("gzip", ".gz"))
YEAR = 31_536_000

blueprint = Blueprint("files", __name__)


@public
def page(**_parts: str) -> Response:
    """The same shell for every page: looking at a link's address uses nothing up."""
    return _shell("index.html")


for rule in PAGES:
    blueprint.add_url_rule(rule, "page", page, methods=["GET"])


@blueprint.app_errorhandler(404)
def unknown(error: HTTPException) -> Response:
    """A browser that goes where nothing is gets a page that says so; programs get a problem."""
    page_wanted = request.method == "GET" and request.accept_mimetypes.accept_html
    asked = request.headers.get("Accept", "*/*") != "*/*"
    ours = request.path.startswith(("/api/", "/assets/"))
    if not page_wanted or not asked or ours or not (DIST / "index.html").is_file():
        return from_http(error)
    response = _shell("index.html")
    response.status_code = 404
    return response


@blueprint.get("/api/docs")
@public
def docs() -> Response:
    """The API, readable."""
    return _shell("docs.html")


@blueprint.get("/assets/<path:name>")
@public
def asset(name: str) -> Response:
    response = _compressed("assets/" + name)
    response.cache_control.no_cache = None
    response.cache_control.max_age = YEAR
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


@blueprint.get("/<any('favicon.svg', 'manifest.webmanifest', 'icon-192.png', 'icon-512.png'):name>")
@public
def icon(name: str) -> Response:
    return _compressed(name)


def _shell(name: str) -> Response:
    if not (DIST / name).is_file():
        raise Problem(Code.NOT_FOUND, "The pages are not built. Run `make run`, or `make setup`.")
    response = _compressed(name)
    response.cache_control.no_cache = True
    return response


def _compressed(name: str) -> Response:
    """The smaller file that the build left beside the asset, where the browser takes it."""
    kind = guess_type(name)[0]
    for encoding, ending in COMPRESSED:
        if request.accept_encodings.quality(encoding) and _is_built(name + ending):
            response = make_response(send_from_directory(DIST, name + ending, mimetype=kind))
            response.headers["Content-Encoding"] = encoding
            break
    else:
        response = make_response(send_from_directory(DIST, name, mimetype=kind))
    response.vary.add("Accept-Encoding")
    return response


def _is_built(name: str) -> bool:
    try:
        return (DIST / name).is_file()
    except OSError:  # a name longer than any file's may be
        return False
