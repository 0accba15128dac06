"""The environment of each process that the supervisor starts: its own secrets, and no others."""

import os
import sys
from collections.abc import Mapping
from pathlib import Path

from server.settings.needs import DATABASE, NEEDS, SECRETS, surroundings
from server.settings.settings import Settings
from server.settings.table import SETTINGS

BIN = str(Path(sys.executable).parent)


def child_environ(settings: Settings, environ: Mapping[str, str], part: str) -> dict[str, str]:
    """The environment of the process `part`; `environ` is the supervisor's own.

    A process that reads the settings gets them, the secrets only as far as it needs them; any other
    is told by its command line what it has to know.
    """
    given = surroundings(environ, part) | {
        "PATH": os.pathsep.join([BIN, environ.get("PATH", os.defpath)]),
        "PYTHONUNBUFFERED": "1",
        # Zones are those of the pinned tzdata in each process, see smarthands/zones.py.
        "PYTHONTZPATH": "",
    }
    secrets = NEEDS.get(part, frozenset())
    if DATABASE in secrets:
        given |= {
            setting.name: environ[setting.name]
            for setting in SETTINGS
            if setting.name in environ and setting.name not in SECRETS
        }
        # The folder's path and the address are looked up once: all processes have to agree on them.
        given["SMARTHANDS_DATA"] = str(settings.data)
        given["SMARTHANDS_LAN_ADDRESS"] = settings.lan_address or ""
    attributes = {setting.name: setting.attribute for setting in SETTINGS}
    for name in sorted(secrets):
        if value := getattr(settings, attributes[name]):
            given[name] = value
    return given


def store_environ(settings: Settings, environ: Mapping[str, str]) -> dict[str, str]:
    """The embedded store's: the keys that it has to know, by names that S3's tools use."""
    return child_environ(settings, environ, "objects") | {
        "AWS_ACCESS_KEY_ID": settings.s3_access_key,
        "AWS_SECRET_ACCESS_KEY": settings.s3_secret_key,
        "SWEEP_ACCESS_KEY_ID": settings.s3_sweep_access_key or "",
        "SWEEP_SECRET_ACCESS_KEY": settings.s3_sweep_secret_key or "",
    }
