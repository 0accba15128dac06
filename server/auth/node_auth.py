"""Authentication of media nodes: each has a token of its own, of which we keep the digest alone."""

import hashlib
import hmac
import secrets

from server.settings.settings import Settings

OWN = "own"
"""The node that runs beside the web process, by SMARTHANDS_MEDIA_TOKEN."""


def node_of(settings: Settings, token: str) -> str | None:
    """The name under which a token was given to a node; None for a token that was given to none.

    Every digest is compared, so that the time of the answer names no node.
    """
    presented = token.encode(errors="replace")
    name = OWN if hmac.compare_digest(presented, settings.media_token.encode()) else None
    digest = hashlib.sha256(presented).hexdigest()
    for node, known in settings.media_nodes:
        if hmac.compare_digest(digest, known):
            name = node
    return name


def new_credential(name: str) -> tuple[str, str]:
    """A fresh token for a node, and the entry of SMARTHANDS_MEDIA_NODES that admits it."""
    token = secrets.token_urlsafe(32)
    return token, f"{name}:{hashlib.sha256(token.encode()).hexdigest()}"
