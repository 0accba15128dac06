"""The built pages in web/dist: shells, assets, and the compressed files beside them."""

from mimetypes import guess_type
from pathlib import Path

from flask import Response, make_response, request, send_from_directory

from smarthands.errors import Code, Problem

DIST = Path(__file__).resolve().parents[2] / "web" / "dist"
COMPRESSED = (("br", ".br"), ("gzip", ".gz"))


def shell(name: str) -> Response:
    """An HTML file that browsers ask for anew each time, since its assets' names change."""
    if not (DIST / name).is_file():
        raise Problem(Code.NOT_FOUND, "The pages are not built. Run `make run`, or `make setup`.")
    response = built_file(name)
    response.cache_control.no_cache = True
    return response


def built_file(name: str) -> Response:
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
    except OSError:  # the name may be longer than any file's
        return False
