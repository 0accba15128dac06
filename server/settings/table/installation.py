"""The installation: where it runs, what it keeps, and who may come in."""

from server.settings.parse import database, folder, hours_by_role, matching, one_of, origin, whole
from server.settings.table.setting import PORT, TOKEN, Setting

INSTALLATION = (
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
        "Key of logins, links and shares. Changing it ends them all.",
        computed=True,
    ),
    Setting("SMARTHANDS_LOGIN_DAYS", "login_days", "14", whole(1, 365), "Days until a login ends."),
    Setting(
        "SMARTHANDS_IDLE_HOURS",
        "idle_hours",
        "administrator=12 dispatcher=12 expert=12 technician=168 guest=24 client=72",
        hours_by_role,
        "Hours without use after which a login ends, by role. An open page is in use.",
    ),
    Setting(
        "SMARTHANDS_REFUSAL_DAYS",
        "refusal_days",
        "30",
        whole(1, 3650),
        "Days for which the log of refusals is kept: `smarthands refusals` shows it.",
    ),
    Setting(
        "SMARTHANDS_TRUSTED_PROXIES",
        "trusted_proxies",
        "0",
        whole(0, 9),
        "Number of proxies before us that set `X-Forwarded-For`. Rate limits count by address.",
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
        "SMARTHANDS_REQUESTS_A_MINUTE",
        "requests_a_minute",
        "1200",
        whole(60, 1_000_000),
        "Requests a minute of one person, or of one share from one address, in each web process.",
    ),
    Setting(
        "SMARTHANDS_METRICS_TOKEN",
        "metrics_token",
        "none",
        TOKEN,
        "Bearer token that `/metrics` needs. Without one, `/metrics` is closed.",
        computed=True,
    ),
    Setting(
        "SMARTHANDS_LOG_LEVEL",
        "log_level",
        "info",
        one_of("debug", "info", "warning", "error"),
        "Least severe log line that is written.",
    ),
)
