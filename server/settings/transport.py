"""Production speaks TLS with everything that isn't on this machine."""

from collections.abc import Mapping
from ipaddress import ip_address
from typing import Any
from urllib.parse import parse_qs, urlsplit

from server.settings.error import SettingsError

ENCRYPTED = {"require", "verify-ca", "verify-full"}


def refuse_plain_transport(values: dict[str, Any], environ: Mapping[str, str]) -> None:
    """SettingsError for the first address at which logins or evidence would travel readable."""
    for name, attribute in (
        ("SMARTHANDS_URL", "url"),
        ("SMARTHANDS_S3_PUBLIC_URL", "s3_public_url"),
        ("SMARTHANDS_S3_URL", "s3_url"),
    ):
        parts = urlsplit(values[attribute])
        if parts.scheme == "http" and not on_this_machine(parts.hostname):
            raise SettingsError(f"{name} must be https in production: http shows everything")
    if not database_is_private(values["database_url"], environ):
        raise SettingsError(
            "SMARTHANDS_DATABASE_URL must ask for TLS in production: "
            "add ?sslmode=verify-full (and sslrootcert=…), or at least ?sslmode=require"
        )
    queue = urlsplit(values["queue_url"] or "rediss://")
    if queue.scheme == "redis" and not on_this_machine(queue.hostname):
        raise SettingsError("SMARTHANDS_QUEUE_URL must be rediss:// in production: redis is plain")


def on_this_machine(host: str | None) -> bool:
    """Whether a host is this machine by its name or number, so that nobody can listen in."""
    if host is None or host == "localhost":
        return True
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return False


def database_is_private(url: str, environ: Mapping[str, str]) -> bool:
    """Whether a database is a file, on this machine, by a Unix socket, or reached by TLS alone."""
    parts = urlsplit(url)
    if parts.scheme == "sqlite":
        return True
    query = parse_qs(parts.query)
    # As libpq reads them: the query's host counts before the address's, then the environment's.
    hosts = query.get("host") or [parts.hostname or environ.get("PGHOST", "")]
    everywhere = [host for listed in hosts for host in listed.split(",")]
    if all(not host or host.startswith("/") or on_this_machine(host) for host in everywhere):
        return True
    modes = query.get("sslmode") or [environ.get("PGSSLMODE", "prefer")]
    return modes[-1] in ENCRYPTED
