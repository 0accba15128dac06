"""Settings: read from the environment once, then frozen."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path
from typing import Any, Self

from server.auth.tokens import SecretTokens
from server.operator import OperatorError
from server.settings import lan
from server.settings.parse import is_one_address, origin
from server.settings.secrets import default_access_key, guessable, kept
from server.settings.table import SETTINGS


class SettingsError(OperatorError):
    """A setting that can't be used; the message is one line that says what to do."""


@dataclass(frozen=True)
class Settings:
    """What the environment says; docs/settings.md describes each. URLs end without a slash."""

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
    s3_bucket: str
    s3_region: str
    trusted_proxies: int
    lan: bool
    lan_address: str | None
    lan_port: int
    queue_url: str | None = field(repr=False)
    metrics_token: str | None = field(repr=False)
    stun_urls: tuple[str, ...]
    turn_urls: tuple[str, ...]
    turn_secret: str | None = field(repr=False)
    turn_minutes: int
    media_token: str = field(repr=False)
    media_addresses: tuple[str, ...]
    media_ports: tuple[int, int]
    media_refused: tuple[str, ...]
    media_private: bool
    media_lanes: bool
    media_buffer_mb: int
    login_days: int
    upload_max_mb: int
    log_level: str
    embedded_objects: bool

    @classmethod
    def from_environment(cls, environ: Mapping[str, str]) -> Self:
        """Parses every setting; SettingsError names the one at fault and what to do."""
        refuse_unknown(environ)
        given = parsed(environ)
        given["embedded_objects"] = given["s3_url"] is None
        fill_lan(given)
        fill_addresses(given)
        fill_secrets(given)
        fill_ice(given)
        fill_media(given)
        return cls(**given)

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
    known = [setting.name for setting in SETTINGS]
    for name in sorted(environ):
        if name.startswith("SMARTHANDS_") and name not in known:
            near = get_close_matches(name, known, n=1, cutoff=0)[0]
            raise SettingsError(f"{name} is no setting: did you mean {near}?")


def parsed(environ: Mapping[str, str]) -> dict[str, Any]:
    """Attribute -> value; None where the default is computed. An empty text means the default."""
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


def fill_lan(given: dict[str, Any]) -> None:
    """`LAN=1` decides where browsers find us, and puts the edge, one proxy, between them and us."""
    given["lan"] = given["lan"] == "1"
    given["lan_port"] = given["lan_port"] or given["port"] + 443
    if not given["lan"]:
        return
    if given["lan_port"] > 65533:
        raise SettingsError(
            "SMARTHANDS_LAN_PORT is needed: PORT + 443 and the next two are past 65535"
        )
    for name, differs in (
        ("SMARTHANDS_URL", given["url"] is not None),
        # Whoever came past the edge could tell us any address.
        ("SMARTHANDS_HOST", given["host"] not in ("127.0.0.1", "localhost", "::1")),
        ("SMARTHANDS_TRUSTED_PROXIES", given["trusted_proxies"] > 1),
    ):
        if differs:
            raise SettingsError(f"{name} and LAN=1 contradict each other: leave one of them out")
    try:
        given["lan_address"] = given["lan_address"] or str(lan.chosen(lan.addresses()))
    except ValueError as error:
        raise SettingsError(f"LAN=1 finds {error} SMARTHANDS_LAN_ADDRESS") from None
    place = f"https://{given['lan_address']}"
    objects = origin(f"{place}:{given['lan_port'] + lan.OBJECTS}")
    given["url"] = origin(f"{place}:{given['lan_port'] + lan.PAGES}")
    given["s3_public_url"] = given["s3_public_url"] or objects
    given["trusted_proxies"] = 1


def fill_addresses(given: dict[str, Any]) -> None:
    if given["url"] is None and given["environment"] == "production":
        raise SettingsError("SMARTHANDS_URL is missing: set it in production, to what browsers use")
    given["url"] = given["url"] or f"http://localhost:{given['port']}"
    given["database_url"] = given["database_url"] or f"sqlite:///{given['data'] / 'smarthands.db'}"
    given["s3_port"] = given["s3_port"] or given["port"] + 333
    if given["s3_port"] > 65535:
        raise SettingsError("SMARTHANDS_S3_PORT is needed: PORT + 333 is past 65535")
    if given["embedded_objects"] and given["s3_port"] == given["port"]:
        raise SettingsError("SMARTHANDS_S3_PORT and PORT are the same: change one")
    given["s3_url"] = given["s3_url"] or f"http://127.0.0.1:{given['s3_port']}"
    given["s3_public_url"] = given["s3_public_url"] or given["s3_url"]
    if given["environment"] == "production" or given["lan"]:
        refuse_mixed_content(given)


def refuse_mixed_content(given: dict[str, Any]) -> None:
    """A page that came over TLS may not put or fetch pictures without it: browsers refuse."""
    if given["url"].startswith("https://") and given["s3_public_url"].startswith("http://"):
        raise SettingsError(
            "SMARTHANDS_S3_PUBLIC_URL must be https too: an https page can reach no other"
        )


def fill_secrets(given: dict[str, Any]) -> None:
    """Production asks for every secret; development makes its own, once."""
    production = given["environment"] == "production"
    for attribute, name, made in (
        ("secret", "SMARTHANDS_SECRET", True),
        ("s3_access_key", "SMARTHANDS_S3_ACCESS_KEY", given["embedded_objects"]),
        ("s3_secret_key", "SMARTHANDS_S3_SECRET_KEY", given["embedded_objects"]),
    ):
        value = given[attribute]
        if value is None and (production or not made):
            where = "in production" if production else "with SMARTHANDS_S3_URL"
            raise SettingsError(f"{name} is missing: set it {where} (openssl rand -hex 32)")
        if value is None:
            given[attribute] = made_once(given["data"] / attribute)
        elif production and attribute != "s3_access_key" and guessable(value):
            raise SettingsError(f"{name} is well known: set a random one (openssl rand -hex 32)")
    if production and default_access_key(given["s3_access_key"]):
        raise SettingsError("SMARTHANDS_S3_ACCESS_KEY is well known: set another")


def fill_ice(given: dict[str, Any]) -> None:
    given["stun_urls"] = given["stun_urls"] or ()
    given["turn_urls"] = given["turn_urls"] or ()
    if bool(given["turn_urls"]) != bool(given["turn_secret"]):
        raise SettingsError("SMARTHANDS_TURN_URLS and SMARTHANDS_TURN_SECRET go together: set both")


def fill_media(given: dict[str, Any]) -> None:
    """A node of the house signs in by what both make of the secret, where its browsers are."""
    given["media_token"] = given["media_token"] or SecretTokens(given["secret"]).derive("media")
    given["media_refused"] = given["media_refused"] or ()
    for name in ("media_private", "media_lanes"):
        given[name] = given[name] == "1"
    if given["media_addresses"] is not None:
        return
    host = given["lan_address"] if given["lan"] else given["host"]
    if host == "localhost":
        host = "127.0.0.1"
    given["media_addresses"] = (host,) if is_one_address(host) else lan.every_address()


def made_once(path: Path) -> str:
    try:
        return kept(path)
    except OSError as error:
        raise SettingsError(
            f"SMARTHANDS_DATA can't be used: {error.strerror} at {path}: make it writable"
        ) from None
