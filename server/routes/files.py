"""The pages: one HTML shell for every address, and assets, whose content never changes."""

from flask import Blueprint, Response, request
from werkzeug.exceptions import HTTPException

from server.auth.request_auth import public
from server.http.errors import from_http
from server.http.pages import DIST, built_file, shell

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
# Their names stay in every version, so that browsers ask for them anew; the service worker's is the
# one address by which a phone finds newer pages.
UNHASHED = (
    "sw.js",
    "favicon.svg",
    "manifest.webmanifest",
    "icon-192.png",
    "icon-512.png",
    "icon-maskable-512.png",
)
YEAR = 31_536_000

blueprint = Blueprint("files", __name__)


@public
def page(**_parts: str) -> Response:
    """The same shell serves every page, so opening a link's address never uses the link up."""
    return shell("index.html")


for rule in PAGES:
    blueprint.add_url_rule(rule, "page", page, methods=["GET"])


@blueprint.app_errorhandler(404)
def unknown(error: HTTPException) -> Response:
    """A browser at an unknown address gets a page that says so; a program gets a problem."""
    takes_page = request.method == "GET" and request.accept_mimetypes.accept_html
    names_a_type = request.headers.get("Accept", "*/*") != "*/*"
    for_programs = request.path.startswith(("/api/", "/assets/"))
    built = (DIST / "index.html").is_file()
    if not takes_page or not names_a_type or for_programs or not built:
        return from_http(error)
    response = shell("index.html")
    response.status_code = 404
    return response


@blueprint.get("/api/docs")
@public
def docs() -> Response:
    """The API, readable."""
    return shell("docs.html")


@blueprint.get("/assets/<path:name>")
@public
def asset(name: str) -> Response:
    response = built_file("assets/" + name)
    response.cache_control.no_cache = None
    response.cache_control.max_age = YEAR
    response.cache_control.public = True
    response.cache_control.immutable = True
    return response


@blueprint.get(f"/<any({', '.join(map(repr, UNHASHED))}):name>")
@public
def unhashed(name: str) -> Response:
    return built_file(name)
