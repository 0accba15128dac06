"""The kit made from settings, for the web process, the worker and the command line."""

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from uuid import UUID

from server.auth.passkeys import WebAuthn
from server.auth.passwords import Argon2
from server.auth.tokens import NoTokens, SecretTokens
from server.settings.settings import Settings
from smarthands.kit import Kit, Policy
from smarthands.model import Event
from storage.database import open_database, open_sessions
from storage.s3 import S3Objects, S3Settings


def silent(_recorded: Sequence[Event]) -> None:
    """Announces to nobody, in processes without sockets: the web process reads the event table."""


def open_kit(
    settings: Settings,
    announce: Callable[[Sequence[Event]], None] = silent,
    online: Callable[[], frozenset[UUID]] = frozenset,
) -> Kit:
    return Kit(
        sessions=open_sessions(open_database(settings.database_url)),
        objects=S3Objects(s3_settings(settings)),
        announce=announce,
        now=lambda: datetime.now(UTC),
        passwords=Argon2(),
        tokens=SecretTokens(settings.secret) if settings.secret else NoTokens(),
        passkeys=WebAuthn(settings.url),
        policy=Policy(
            public_url=settings.url,
            upload_max_bytes=settings.upload_max_bytes,
            login_days=settings.login_days,
            idle_hours=settings.idle_hours,
            share_days=settings.share_days,
            join_days=settings.join_days,
            shift_hours=settings.shift_hours,
            second_factor_roles=settings.second_factor_roles,
            second_factor_grace_days=settings.second_factor_grace_days,
        ),
        online=online,
    )


def s3_settings(settings: Settings) -> S3Settings:
    return S3Settings(
        url=settings.s3_url,
        public_url=settings.s3_public_url,
        access_key=settings.s3_access_key,
        secret_key=settings.s3_secret_key,
        bucket=settings.s3_bucket,
        region=settings.s3_region,
        sweep_access_key=settings.s3_sweep_access_key or "",
        sweep_secret_key=settings.s3_sweep_secret_key or "",
    )
