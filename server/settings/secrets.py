"""Secrets: made at random and kept for development, well-known ones recognised, tokens derived."""

import base64
import hmac
import os
import re
import secrets
from pathlib import Path

WELL_KNOWN = (
    "changeme",
    "example",
    "replaceme",
    "yoursecret",
    "secretkey",
    "placeholder",
    "minioadmin",
    "insecure",
    "password",
    "default",
    "0123456789",
)


def stored_secret(path: Path) -> str:
    """The secret in `path` (43 URL-safe characters), made at random, mode 0600, when missing.

    Two processes that start together get the same one. OSError if the folder can't be written.
    """
    try:
        return path.read_text(encoding="ascii").strip()
    except FileNotFoundError:
        pass
    path.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    fresh = path.with_name(f".{path.name}.{secrets.token_hex(8)}")
    descriptor = os.open(fresh, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(secrets.token_urlsafe(32))
        file.flush()
        os.fsync(file.fileno())
    try:
        os.link(fresh, path)
    except FileExistsError:
        pass  # another process was first: its secret counts
    finally:
        fresh.unlink()
    return path.read_text(encoding="ascii").strip()


def guessable(secret: str) -> bool:
    """Whether a secret was copied from a manual or has next to no randomness."""
    plain = re.sub(r"[^a-z0-9]", "", secret.lower())
    return any(word in plain for word in WELL_KNOWN) or len(set(secret)) < 8


def default_access_key(access_key: str) -> bool:
    """Whether an access key id is one that S3 servers ship with; it is a name, not a secret."""
    return access_key.lower() in {"minioadmin", "admin", "test", "any", "akiaiosfodnn7example"}


def derived_token(secret: str, name: str) -> str:
    """The token that the server's secret always gives for this name: 43 URL-safe characters."""
    mac = hmac.digest(secret.encode(), f"smarthands token {name}".encode(), "sha256")
    return base64.urlsafe_b64encode(mac).decode().rstrip("=")
