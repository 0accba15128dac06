"""Kits for tests: the real parts, a clock that a test moves, and a list of what was announced."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from argon2 import PasswordHasher
from sqlalchemy import Engine

from server.auth.passkeys import WebAuthn
from server.auth.passwords import Argon2
from server.auth.tokens import SecretTokens
from smarthands.kit import Kit, Policy
from smarthands.model import Event
from smarthands.objects import ObjectStore
from storage.database import open_sessions

START = datetime(2026, 3, 2, 8, 0, tzinfo=UTC)
UPLOAD_MAX = 5_000_000
# Argon2 is the real thing, with parameters that make it fast.
PASSWORDS = Argon2(PasswordHasher(time_cost=1, memory_cost=8, parallelism=1))
TOKENS = SecretTokens("the secret of these tests")


@dataclass
class Clock:
    """The time, which stands still until a test moves it."""

    at: datetime = START

    def __call__(self) -> datetime:
        return self.at

    def pass_by(self, **span: float) -> None:
        self.at += timedelta(**span)


@dataclass
class AnnouncedEvents:
    """The committed events that were announced, in order."""

    events: list[Event] = field(default_factory=list)

    def __call__(self, recorded: Sequence[Event]) -> None:
        self.events.extend(recorded)

    @property
    def kinds(self) -> list[str]:
        return [event.kind for event in self.events]


def make_kit(engine: Engine, objects: ObjectStore, clock: Clock, announced: AnnouncedEvents) -> Kit:
    return Kit(
        sessions=open_sessions(engine),
        objects=objects,
        announce=announced,
        now=clock,
        passwords=PASSWORDS,
        tokens=TOKENS,
        passkeys=WebAuthn("http://localhost:8000"),
        policy=Policy(
            "https://help.firm.test",
            UPLOAD_MAX,
            login_days=14,
            share_days=90,
            join_days=7,
            shift_hours=12,
        ),
    )
