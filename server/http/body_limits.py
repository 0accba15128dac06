"""The largest body of each route, in bytes and in items, which is looked at before it is parsed."""

from typing import NamedTuple

from flask import request
from werkzeug.exceptions import RequestEntityTooLarge

from server.http.request import kit
from smarthands.evidence.file_kinds import largest_upload


class BodyLimit(NamedTuple):
    """The most that a body may hold."""

    size: int
    """In bytes, as it is sent."""
    items: int = 600
    """Strings, commas and brackets together, which is what parsing and validating cost by."""


SMALL = BodyLimit(2_000)
NAMED = BodyLimit(8_000)
"""A few lines of text, each of up to 500 characters, beside ids."""
TOLD = BodyLimit(26_000)
"""A reason or a message of up to 2,000 characters, in any script and however it is escaped."""
WRITTEN = BodyLimit(64_000)
"""A text of up to 10,000 characters."""
IMPORTED = BodyLimit(3_000_000)
"""A CSV file of up to 2,000,000 characters, which is one string."""

BODY_LIMITS: dict[str, BodyLimit] = {
    "people.invite": NAMED,
    "people.edit_person": NAMED,
    "places.add_organization": NAMED,
    "places.edit_organization": NAMED,
    "places.add_site": WRITTEN,
    "places.edit_site": WRITTEN,
    "places.add_asset": NAMED,
    "places.edit_asset": NAMED,
    "places.import_sites": IMPORTED,
    "places.import_assets": IMPORTED,
    "jobs.open_or_request": WRITTEN._replace(size=72_000),
    "jobs.edit_job": WRITTEN._replace(size=72_000),
    "progress.reopen": TOLD,
    "progress.cancel": TOLD,
    "statements.hold": TOLD,
    "statements.complete": WRITTEN,
    "statements.refuse": TOLD,
    "evidence.request_upload": NAMED,
    "evidence.add_note": WRITTEN,
    "evidence.describe": NAMED,
    "evidence.withdraw": TOLD,
    "shares.create_share": NAMED,
    "sessions.say": TOLD,
    "marks.draw": BodyLimit(26_000, items=3_000),
    "joins.create_join": NAMED,
    # An authenticator's attestation and its keys.
    "second_factors.add_passkey": NAMED,
    "second_factors.sign_in_by_passkey": NAMED,
    # A recording of a day has thousands of parts.
    "media.complete": BodyLimit(2_500_000, items=160_000),
}
"""The routes whose bodies may be larger than `SMALL`, by endpoint."""


STREAMED = {"evidence.put_content"}
"""The routes that hand a file on as it comes, which is never in memory as a whole."""


def body_limit(endpoint: str | None) -> BodyLimit:
    return BODY_LIMITS.get(endpoint or "", SMALL)


def limit_body() -> None:
    """Runs before each request, and refuses a body by the length that it declares, unread."""
    streamed = request.endpoint in STREAMED
    limit = largest_upload(kit().policy) if streamed else body_limit(request.endpoint).size
    request.max_content_length = limit
    if (request.content_length or 0) > limit:
        raise RequestEntityTooLarge
