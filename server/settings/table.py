"""Every setting as data: name, default, meaning and how its text becomes a value."""

from collections.abc import Callable
from dataclasses import dataclass

from server.settings.parse import (
    database,
    folder,
    ice_urls,
    matching,
    media_addresses,
    networks,
    one_of,
    origin,
    own_address,
    port_range,
    whole,
)


@dataclass(frozen=True)
class Setting:
    """One environment variable. `default` is text: a value for `parse`, or words when computed."""

    name: str
    attribute: str
    default: str
    parse: Callable[[str], object]
    meaning: str
    computed: bool = False


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
        "STUN servers for pages that connect to each other, and for the check before a call, "
        "separated by commas. A media node's echo is another. Without either, calls past the node "
        "work inside one network; a page on its way to a node asks none.",
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
    Setting(
        "SMARTHANDS_MEDIA_TOKEN",
        "media_token",
        "made from SMARTHANDS_SECRET",
        TOKEN,
        "By which media nodes sign in. A node on another machine is given the same.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_MEDIA_ADDRESSES",
        "media_addresses",
        "SMARTHANDS_LAN_ADDRESS with LAN=1; else SMARTHANDS_HOST; else all of this machine's",
        media_addresses,
        "Where calls reach the media node, separated by commas; `public/own` behind NAT.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_MEDIA_PORTS",
        "media_ports",
        "40000-40999",
        port_range,
        "UDP ports of the media node: one for each connection, to be opened in the firewall.",
    ),
    Setting(
        "SMARTHANDS_MEDIA_REFUSED",
        "media_refused",
        "none",
        networks,
        "Networks that no call may make the node reach, separated by commas: the site's own.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_MEDIA_PRIVATE",
        "media_private",
        "1",
        one_of("0", "1"),
        "`0`: the node sends to no private address (10.0.0.0/8 and the like).",
    ),
    Setting(
        "SMARTHANDS_MEDIA_LANES",
        "media_lanes",
        "1",
        one_of("0", "1"),
        "`0`: the node lets every packet through Python, even where its lane in C is compiled.",
    ),
    Setting(
        "SMARTHANDS_MEDIA_BUFFER_MB",
        "media_buffer_mb",
        "2000",
        whole(64, 1_000_000),
        "Most of recordings that waits on the node's disk while S3 is away, in MB.",
    ),
    Setting(
        "LAN",
        "lan",
        "0",
        one_of("0", "1"),
        "`1` shows pages and objects on the local network, over TLS: see [phone](phone.md).",
    ),
    Setting(
        "SMARTHANDS_LAN_ADDRESS",
        "lan_address",
        "the one private address of this machine",
        own_address,
        "With `LAN=1`: the address in the phones' network, where the machine has several.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_LAN_PORT",
        "lan_port",
        "PORT + 443",
        whole(1, 65533),
        "With `LAN=1`: the pages' port; the next one has the objects, the third the root.",
        computed=True,
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
