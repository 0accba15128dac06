"""The tokens of links that are handed out as URLs.

A token is derived from the server's secret and the link's id: the link can be shown again, and the
database, which keeps its digest alone, can't tell it.
"""

from datetime import datetime, timedelta
from enum import StrEnum
from typing import Protocol
from uuid import UUID

from smarthands.errors import invalid
from smarthands.kit import Kit


class LinkKind(StrEnum):
    """The kinds of links, by the word that their tokens are derived from."""

    ONE_TIME = "link"
    JOIN = "join"
    SHARE = "share"


PATHS = {LinkKind.ONE_TIME: "in", LinkKind.JOIN: "j", LinkKind.SHARE: "s"}
"""The first part of each kind's path in the pages."""

SLACK = timedelta(minutes=5)
"""Pages count from the moment at which a form was opened, by a clock that may be ahead."""
REVOKED, EXPIRED = "was taken back", "has expired"


class TimedLink(Protocol):
    """A link that ends by itself, or sooner when it is revoked."""

    @property
    def expires_at(self) -> datetime: ...
    @property
    def revoked_at(self) -> datetime | None: ...


def token_of(kit: Kit, kind: LinkKind, id: UUID) -> str:
    return kit.tokens.derive(f"{kind}/{id}")


def digest_of(kit: Kit, kind: LinkKind, id: UUID) -> str:
    """The digest by which the link is found again."""
    return kit.tokens.digest(token_of(kit, kind, id))


def url_of(kit: Kit, kind: LinkKind, id: UUID) -> str:
    return f"{kit.policy.public_url}/{PATHS[kind]}/{token_of(kit, kind, id)}"


def is_open(link: TimedLink, now: datetime) -> bool:
    """Whether the link was not revoked and has not expired."""
    return link.revoked_at is None and link.expires_at > now


def require_lifetime(expires_at: datetime, now: datetime, *, days: int) -> None:
    """Check that a new link ends, and within so many days."""
    if expires_at <= now:
        raise invalid("expires_at", "Choose a moment in the future.")
    if expires_at > now + timedelta(days=days) + SLACK:
        raise invalid("expires_at", f"Choose a moment within the next {days} days.")


def how_ended(link: TimedLink) -> str:
    """The words for the end of a link that is not open any more, REVOKED or EXPIRED."""
    return REVOKED if link.revoked_at else EXPIRED
