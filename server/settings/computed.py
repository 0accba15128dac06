"""Settings whose default depends on other settings, and settings that contradict each other.

Each function fills in `values` (attribute -> value, None where nothing was given); SettingsError
names the setting at fault.
"""

from collections.abc import Set
from pathlib import Path
from typing import Any

from server.settings import lan
from server.settings.error import SettingsError
from server.settings.needs import SWEEPS, TURN
from server.settings.parse import is_one_address, origin
from server.settings.secrets import default_access_key, derived_token, guessable, stored_secret

DESK = ("administrator", "dispatcher", "expert")


def fill_lan(values: dict[str, Any]) -> None:
    """`LAN=1` decides at which origins browsers reach us, with the edge as one proxy before us."""
    values["lan"] = values["lan"] == "1"
    values["lan_port"] = values["lan_port"] or values["port"] + 443
    if not values["lan"]:
        return
    if values["lan_port"] > 65533:
        raise SettingsError(
            "SMARTHANDS_LAN_PORT is needed: PORT + 443 and the next two are past 65535"
        )
    for name, differs in (
        ("SMARTHANDS_URL", values["url"] is not None),
        # A caller that went around the edge could claim any address.
        ("SMARTHANDS_HOST", values["host"] not in ("127.0.0.1", "localhost", "::1")),
        ("SMARTHANDS_TRUSTED_PROXIES", values["trusted_proxies"] > 1),
    ):
        if differs:
            raise SettingsError(f"{name} and LAN=1 contradict each other: leave one of them out")
    try:
        values["lan_address"] = values["lan_address"] or str(lan.phones_address(lan.addresses()))
    except ValueError as error:
        raise SettingsError(f"LAN=1 finds {error} SMARTHANDS_LAN_ADDRESS") from None
    place = f"https://{values['lan_address']}"
    objects = origin(f"{place}:{values['lan_port'] + lan.OBJECTS}")
    values["url"] = origin(f"{place}:{values['lan_port'] + lan.PAGES}")
    values["s3_public_url"] = values["s3_public_url"] or objects
    values["trusted_proxies"] = 1


def fill_second_factor(values: dict[str, Any]) -> None:
    """In development the people of the first start get in without ceremony."""
    if values["second_factor_roles"] is None:
        production = values["environment"] == "production"
        values["second_factor_roles"] = frozenset(DESK if production else ())


def fill_addresses(values: dict[str, Any]) -> None:
    if values["url"] is None and values["environment"] == "production":
        raise SettingsError("SMARTHANDS_URL is missing: set it in production, to what browsers use")
    values["url"] = values["url"] or f"http://localhost:{values['port']}"
    values["database_url"] = (
        values["database_url"] or f"sqlite:///{values['data'] / 'smarthands.db'}"
    )
    values["s3_port"] = values["s3_port"] or values["port"] + 333
    if values["s3_port"] > 65535:
        raise SettingsError("SMARTHANDS_S3_PORT is needed: PORT + 333 is past 65535")
    if values["embedded_objects"] and values["s3_port"] == values["port"]:
        raise SettingsError("SMARTHANDS_S3_PORT and PORT are the same: change one")
    values["s3_url"] = values["s3_url"] or f"http://127.0.0.1:{values['s3_port']}"
    values["s3_public_url"] = values["s3_public_url"] or values["s3_url"]
    if values["environment"] == "production" or values["lan"]:
        refuse_mixed_content(values)


def refuse_mixed_content(values: dict[str, Any]) -> None:
    """Browsers refuse to put or fetch pictures without TLS from a page that came over TLS."""
    if values["url"].startswith("https://") and values["s3_public_url"].startswith("http://"):
        raise SettingsError(
            "SMARTHANDS_S3_PUBLIC_URL must be https too: an https page can reach no other"
        )


def fill_secrets(values: dict[str, Any], needs: Set[str]) -> None:
    """Production needs every secret; development makes missing ones itself, once.

    A secret that this process has no use for is empty, and none is made for it.
    """
    production = values["environment"] == "production"
    for attribute, name, has_default in (
        ("secret", "SMARTHANDS_SECRET", True),
        ("s3_access_key", "SMARTHANDS_S3_ACCESS_KEY", values["embedded_objects"]),
        ("s3_secret_key", "SMARTHANDS_S3_SECRET_KEY", values["embedded_objects"]),
    ):
        value = values[attribute]
        if name not in needs:
            values[attribute] = ""
            continue
        if value is None and (production or not has_default):
            where = "in production" if production else "with SMARTHANDS_S3_URL"
            raise SettingsError(f"{name} is missing: set it {where} (openssl rand -hex 32)")
        if value is None:
            values[attribute] = _kept_secret(values["data"] / attribute)
        elif production and attribute != "s3_access_key" and guessable(value):
            raise SettingsError(f"{name} is well known: set a random one (openssl rand -hex 32)")
    if production and default_access_key(values["s3_access_key"]):
        raise SettingsError("SMARTHANDS_S3_ACCESS_KEY is well known: set another")
    fill_sweeps(values, needs)


def fill_sweeps(values: dict[str, Any], needs: Set[str]) -> None:
    """The embedded server's key for sweeps is made once; another server's is the operator's."""
    names = {name: name.removeprefix("SMARTHANDS_").lower() for name in SWEEPS}
    given = [name for name, attribute in names.items() if values[attribute]]
    if len(given) == 1:
        raise SettingsError(f"{' and '.join(SWEEPS)} go together: set both")
    for name, attribute in names.items():
        if name in needs and not given and values["embedded_objects"]:
            values[attribute] = _kept_secret(values["data"] / attribute)
    if given and values["s3_sweep_access_key"] == values["s3_access_key"]:
        raise SettingsError("SMARTHANDS_S3_SWEEP_ACCESS_KEY is the other key's: give it its own")


def fill_ice(values: dict[str, Any], needs: Set[str]) -> None:
    values["stun_urls"] = values["stun_urls"] or ()
    values["turn_urls"] = values["turn_urls"] or ()
    if TURN in needs and bool(values["turn_urls"]) != bool(values["turn_secret"]):
        raise SettingsError("SMARTHANDS_TURN_URLS and SMARTHANDS_TURN_SECRET go together: set both")


def fill_media(values: dict[str, Any]) -> None:
    """Our own media node signs in by a token derived from the secret; browsers reach it where they
    reach us."""
    if values["media_token"] is None:
        secret = values["secret"]
        values["media_token"] = derived_token(secret, "media") if secret else ""
    values["media_nodes"] = values["media_nodes"] or ()
    values["media_refused"] = values["media_refused"] or ()
    for name in ("media_private", "media_lanes"):
        values[name] = values[name] == "1"
    if values["media_addresses"] is not None:
        return
    host = values["lan_address"] if values["lan"] else values["host"]
    if host == "localhost":
        host = "127.0.0.1"
    values["media_addresses"] = (host,) if is_one_address(host) else lan.every_address()


def _kept_secret(path: Path) -> str:
    try:
        return stored_secret(path)
    except OSError as error:
        raise SettingsError(
            f"SMARTHANDS_DATA can't be used: {error.strerror} at {path}: make it writable"
        ) from None
