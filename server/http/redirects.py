"""Redirects to objects in S3."""

from flask import Response


def to_object(url: str) -> Response:
    """A redirect to a presigned address. It is never stored: a kept one would outlive a
    revocation."""
    return Response(status=302, headers={"Location": url, "Cache-Control": "no-store"})
