"""Every setting as data: name, default, meaning and how its text becomes a value."""

import re
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlsplit


@dataclass(frozen=True)
class Setting:
    """One environment variable. `default` is text: a value for `parse`, or words when computed."""

    name: str
    attribute: str
    default: str
    parse: Callable[[str], object]
    meaning: str
    computed: bool = False


def whole(low: int, high: int) -> Callable[[str], int]:
    """Parser of a whole number from `low` to `high`; ValueError says so."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"give a whole number from {low} to {high}")
        return int(text)

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    """Parser of one of some words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give one of {', '.join(choices)}")
        return text

    return parse


def matching(pattern: str, advice: str) -> Callable[[str], str]:
    """Parser of text that a pattern matches whole."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(advice)
        return text

    return parse


def origin(text: str) -> str:
    """`https://host[:port]`, without a path; a closing slash and the scheme's own port are dropped,
    since browsers name the origin without it."""
    try:
        parts = urlsplit(text)
        plain = parts.path in ("", "/") and not parts.query and not parts.fragment
        usable = parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        plain = usable = False
    if not plain or not usable or parts.scheme not in ("http", "https"):
        raise ValueError("give scheme, host and port only, like https://help.example.com")
    own = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(own)}"


def database(text: str) -> str:
    """An SQLAlchemy URL of SQLite or of PostgreSQL through psycopg.

    A relative path would be another file for each command's own folder.
    """
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite" and rest.startswith("//") and len(rest) > 2:
        return text
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    raise ValueError("give postgresql://user:password@host/name, or sqlite:////path/to/file")


def folder(text: str) -> Path:
    """An absolute path."""
    return Path(text).expanduser().absolute()


def ice_urls(*schemes: str) -> Callable[[str], tuple[str, ...]]:
    """Parser of addresses as WebRTC takes them (RFC 7064, RFC 7065), separated by commas.

    A browser refuses the whole call for one address that it can't read.
    """
    host = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    transport = r"(?:\?transport=(?:udp|tcp))?" if "turn" in schemes else ""
    pattern = re.compile(rf"(?:{'|'.join(schemes)}):{host}{transport}")

    def usable(url: str) -> bool:
        found = pattern.fullmatch(url)
        return found is not None and 0 < int(found["port"] or 1) <= 65535

    def parse(text: str) -> tuple[str, ...]:
        urls = tuple(url.strip() for url in text.split(",") if url.strip())
        if not all(map(usable, urls)):
            raise ValueError(f"give addresses like {schemes[0]}:{schemes[0]}.example.com:3478")
        return urls

    return parse


PORT = whole(1, 65535)
TOKEN = matching(r"\S{16,}", "give at least 16 characters without spaces")
KEY = matching(r"[!-~]{3,}", "give at least 3 characters without spaces")

SETTINGS = (
    Setting(
        "SMARTHANDS_ENV",
        "environment",
        "development",
        one_of("development", "production"),
        "`production` makes no demo people and refuses missing or well-known secrets.",
    ),
    Setting("SMARTHANDS_DATA", "data", "./var", folder, "Folder of database, objects and keys."),
    Setting("PORT", "port", "8000", PORT, "Port of the web process."),
    Setting(
        "SMARTHANDS_HOST",
        "host",
        "127.0.0.1",
        matching(r"[0-9A-Za-z.:-]+", "give an address of this machine, like 127.0.0.1 or 0.0.0.0"),
        "Address the web process listens on.",
    ),
    Setting(
        "SMARTHANDS_URL",
        "url",
        "development: http://localhost:PORT; production: required",
        origin,
        "Origin that browsers use. With https, cookies are secure and of this host alone.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_DATABASE_URL",
        "database_url",
        "an SQLite file in SMARTHANDS_DATA",
        database,
        "Database: `postgresql://…` or `sqlite:////path`.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_SECRET",
        "secret",
        "development: made once, kept in SMARTHANDS_DATA; production: required",
        matching(r".{32,}", "give at least 32 random characters"),
        "Key that signs what we hand out. Changing it signs everybody out.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_URL",
        "s3_url",
        "the embedded S3 server",
        origin,
        "S3 as our processes reach it. When set, the embedded S3 server is not started.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_PUBLIC_URL",
        "s3_public_url",
        "SMARTHANDS_S3_URL",
        origin,
        "S3 as browsers reach it: uploads and pictures go there. In production https, if we are.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_PORT",
        "s3_port",
        "PORT + 333",
        PORT,
        "Port of the embedded S3 server, on 127.0.0.1.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_ACCESS_KEY",
        "s3_access_key",
        "development with the embedded S3 server: made once; else required",
        KEY,
        "Access key id for S3.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_SECRET_KEY",
        "s3_secret_key",
        "development with the embedded S3 server: made once; else required",
        TOKEN,
        "Secret access key for S3.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_S3_BUCKET",
        "s3_bucket",
        "evidence",
        matching(
            r"[a-z0-9][a-z0-9.-]{1,61}[a-z0-9]",
            "give 3 to 63 lower-case letters, digits, dots and hyphens",
        ),
        "Bucket of the evidence; made with versioning and Object Lock when it is missing.",
    ),
    Setting(
        "SMARTHANDS_S3_REGION",
        "s3_region",
        "us-east-1",
        matching(r"[a-z0-9-]+", "give a region's name, like eu-central-1"),
        "Region of the bucket.",
    ),
    Setting(
        "SMARTHANDS_TRUSTED_PROXIES",
        "trusted_proxies",
        "0",
        whole(0, 9),
        "How many proxies stand before us and set `X-Forwarded-For`. Rate limits count by address.",
    ),
    Setting(
        "SMARTHANDS_QUEUE_URL",
        "queue_url",
        "none",
        matching(r"rediss?://\S+", "give redis://host:port/number"),
        "Valkey or Redis in which several web processes share their rate limits.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_METRICS_TOKEN",
        "metrics_token",
        "none",
        TOKEN,
        "Bearer token that `/metrics` asks for. Without one, `/metrics` answers nobody.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_STUN_URLS",
        "stun_urls",
        "none",
        ice_urls("stun", "stuns"),
        "STUN servers for calls, separated by commas. Without one, calls work inside one network.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_TURN_URLS",
        "turn_urls",
        "none",
        ice_urls("turn", "turns"),
        "TURN servers for calls where no direct way is open, separated by commas.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_TURN_SECRET",
        "turn_secret",
        "none",
        TOKEN,
        "The TURN servers' `static-auth-secret`; short-lived credentials are made from it.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_TURN_MINUTES",
        "turn_minutes",
        "60",
        whole(5, 1440),
        "Minutes that a credential for TURN lives.",
    ),
    Setting("SMARTHANDS_LOGIN_DAYS", "login_days", "14", whole(1, 365), "Days until a login ends."),
    Setting(
        "SMARTHANDS_UPLOAD_MAX_MB",
        "upload_max_mb",
        "64",
        whole(1, 4096),
        "Largest photo accepted, in MB (1,000,000 bytes).",
    ),
    Setting(
        "SMARTHANDS_LOG_LEVEL",
        "log_level",
        "info",
        one_of("debug", "info", "warning", "error"),
        "Least severe log line that is written.",
    ),
)
