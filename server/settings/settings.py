"""The settings of a process: read from the environment once, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from server.settings.computed import (
    fill_addresses,
    fill_ice,
    fill_lan,
    fill_media,
    fill_second_factor,
    fill_secrets,
)
from server.settings.error import SettingsError
from server.settings.needs import NEEDS, needed
from server.settings.table import SETTINGS
from server.settings.transport import refuse_plain_transport


@dataclass(frozen=True)
class Settings:
    """All settings; docs/settings.md describes each. URLs end without a slash."""

    environment: str
    data: Path
    port: int
    host: str
    url: str
    database_url: str = field(repr=False)
    secret: str = field(repr=False)
    s3_url: str
    s3_public_url: str
    s3_port: int
    s3_access_key: str = field(repr=False)
    s3_secret_key: str = field(repr=False)
    s3_sweep_access_key: str | None = field(repr=False)
    s3_sweep_secret_key: str | None = field(repr=False)
    s3_bucket: str
    s3_region: str
    refusal_days: int
    trusted_proxies: int
    lan: bool
    lan_address: str | None
    lan_port: int
    queue_url: str | None = field(repr=False)
    requests_a_minute: int
    metrics_token: str | None = field(repr=False)
    stun_urls: tuple[str, ...]
    turn_urls: tuple[str, ...]
    turn_secret: str | None = field(repr=False)
    turn_minutes: int
    media_token: str = field(repr=False)
    media_nodes: tuple[tuple[str, str], ...]
    media_addresses: tuple[str, ...]
    media_ports: tuple[int, int]
    media_refused: tuple[str, ...]
    media_private: bool
    media_lanes: bool
    media_buffer_mb: int
    login_days: int
    idle_hours: Mapping[str, int]
    share_days: int
    join_days: int
    shift_hours: int
    second_factor_roles: frozenset[str]
    second_factor_grace_days: int
    upload_max_mb: int
    log_level: str
    embedded_objects: bool

    @classmethod
    def from_environment(cls, environ: Mapping[str, str], part: str = "operator") -> Self:
        """Parses every setting; SettingsError names the one at fault and what to do.

        `part` is the process that reads them: secrets that it has no use for stay empty.
        """
        refuse_unknown(environ)
        environ = needed(environ, part)
        values = parsed(environ)
        values["embedded_objects"] = values["s3_url"] is None
        fill_lan(values)
        fill_addresses(values)
        fill_secrets(values, NEEDS[part])
        fill_second_factor(values)
        fill_ice(values, NEEDS[part])
        fill_media(values)
        if values["environment"] == "production":
            refuse_plain_transport(values, environ)
        return cls(**values)

    @property
    def production(self) -> bool:
        return self.environment == "production"

    @property
    def secure(self) -> bool:
        """Whether browsers reach us over TLS."""
        return self.url.startswith("https://")

    @property
    def upload_max_bytes(self) -> int:
        return self.upload_max_mb * 1_000_000


def refuse_unknown(environ: Mapping[str, str]) -> None:
    names = [setting.name for setting in SETTINGS]
    for name in sorted(environ):
        if name.startswith("SMARTHANDS_") and name not in names:
            near = get_close_matches(name, names, n=1, cutoff=0)[0]
            raise SettingsError(f"{name} is no setting: did you mean {near}?")


def parsed(environ: Mapping[str, str]) -> dict[str, Any]:
    """Maps attributes to values, None for a computed default. An empty text is the default."""
    values: dict[str, Any] = {}
    for setting in SETTINGS:
        text = environ.get(setting.name, "").strip()
        if not text and setting.computed:
            values[setting.attribute] = None
            continue
        try:
            values[setting.attribute] = setting.parse(text or setting.default)
        except ValueError as error:
            # The text itself stays out of the message: it may be a secret.
            raise SettingsError(f"{setting.name} can't be used: {error}") from None
    return values
