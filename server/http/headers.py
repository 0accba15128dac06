"""Headers of every response, with the content security policy of pages; gzip for larger JSON."""

import gzip
import re
from base64 import b64encode
from hashlib import sha256
from pathlib import Path
from urllib.parse import urlsplit

from flask import Flask, Response, request

from server.http.pages import DIST
from server.settings.settings import Settings

SMALLEST_GZIP = 1024
PARTS = "/assets/"
"""The scripts and styles that pages load: forty of them carried a policy of 700 bytes each. None of
them is a worker's script, which would need it."""


def install(app: Flask, settings: Settings) -> None:
    fixed = {"X-Content-Type-Options": "nosniff", "Referrer-Policy": "no-referrer"}
    # Browsers read these of a page, or of a worker's script, and of nothing that a page loads.
    of_pages = {
        "Content-Security-Policy": policy(settings),
        "X-Frame-Options": "DENY",
        "Cross-Origin-Opener-Policy": "same-origin",
        "Permissions-Policy": "camera=(self), microphone=(self), geolocation=()",
    }
    if settings.secure:
        fixed["Strict-Transport-Security"] = "max-age=31536000"

    def add(response: Response) -> Response:
        loaded = request.path.startswith(PARTS) and response.status_code == 200
        for name, value in (fixed if loaded else fixed | of_pages).items():
            response.headers.setdefault(name, value)
        if request.path.startswith("/api/"):
            response.headers.setdefault("Cache-Control", "no-store")
        return _smaller(response)

    app.after_request(add)


def policy(settings: Settings) -> str:
    objects = origin(settings.s3_public_url)
    sockets = " ".join(each.replace("http", "ws", 1) for each in sorted(own_origins(settings)))
    return "; ".join(
        (
            "default-src 'self'",
            f"img-src 'self' blob: data: {objects}",
            f"media-src 'self' blob: {objects}",
            f"connect-src 'self' {sockets} {objects}",
            " ".join(("script-src 'self'", *inline_scripts(DIST / "index.html"))),
            "style-src 'self'",
            "object-src 'none'",
            "base-uri 'none'",
            "form-action 'self'",
            "frame-ancestors 'none'",
        )
    )


def inline_scripts(shell: Path) -> list[str]:
    """The inline scripts of the shell as a content security policy names them: by SHA-256."""
    page = shell.read_bytes() if shell.is_file() else b""
    scripts = re.findall(rb"<script>(.*?)</script>", page, re.DOTALL)
    return [f"'sha256-{b64encode(sha256(script).digest()).decode()}'" for script in scripts]


def own_origins(settings: Settings) -> frozenset[str]:
    """The origins of our own pages. In development both names of this machine count."""
    own = {origin(settings.url)}
    if not settings.production:
        own |= {f"http://{host}:{settings.port}" for host in ("localhost", "127.0.0.1")}
    return frozenset(own)


def origin(url: str) -> str:
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"


def _smaller(response: Response) -> Response:
    json = response.mimetype in {"application/json", "application/problem+json"}
    if not json or response.direct_passthrough or not request.accept_encodings.quality("gzip"):
        return response
    body = response.get_data()
    if len(body) >= SMALLEST_GZIP and "Content-Encoding" not in response.headers:
        response.set_data(gzip.compress(body, 5))
        response.headers["Content-Encoding"] = "gzip"
        response.vary.add("Accept-Encoding")
    return response
