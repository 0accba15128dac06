"""The kit: the ports and the policy that every operation is handed, and its transaction."""

import time
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Protocol
from uuid import UUID

from sqlalchemy.exc import IntegrityError, OperationalError
from sqlalchemy.exc import TimeoutError as NoConnection
from sqlalchemy.orm import Session, sessionmaker

from smarthands import events
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, busy
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, Subject
from smarthands.model import Delivery, Event
from smarthands.objects import ObjectStore

LOCK_WAITS = (0.005, 0.01, 0.02, 0.05, 0.1, 0.1, 0.2, 0.2, 0.4, 0.4, 0.5)
"""Seconds between attempts to get the write lock: two seconds in all, then 503."""
NO_TIME = timedelta()
DISK_FULL = "53100"
"""PostgreSQL's error code for a full disk (Appendix A of its manual)."""


class Passwords(Protocol):
    """Password hashing is slow on purpose; an implementation keeps it off the event hub."""

    def hash(self, password: str) -> str: ...
    def verify(self, hashed: str | None, password: str) -> bool: ...


class Tokens(Protocol):
    """Makes tokens of 256 bits. `derive` gives the same token for the same name, so a retry gets
    its first answer."""

    def fresh(self) -> str: ...
    def derive(self, name: str) -> str: ...
    def digest(self, token: str) -> str: ...
    def seal(self, text: str) -> str: ...
    def unseal(self, sealed: str) -> str: ...


class Passkeys(Protocol):
    """The server's side of WebAuthn. What a browser sends is checked by `added` and `used`, which
    raise ValueError for what is wrong."""

    def creation(
        self, *, person: UUID, name: str, email: str, challenge: bytes, known: Sequence[str]
    ) -> dict[str, Any]: ...
    def added(self, credential: Mapping[str, Any], challenge: bytes) -> tuple[str, str, int]: ...
    def request(self, *, challenge: bytes, known: Sequence[str]) -> dict[str, Any]: ...
    def used(
        self, credential: Mapping[str, Any], challenge: bytes, *, public_key: str, counter: int
    ) -> int: ...


@dataclass(frozen=True, slots=True)
class Policy:
    """The settings that operations ask for; sizes are in bytes.

    `share_days` and `join_days` are the greatest lives of links, `shift_hours` that of a guest's
    login.
    """

    public_url: str
    upload_max_bytes: int
    login_days: int
    share_days: int
    join_days: int
    shift_hours: int
    idle_hours: Mapping[str, int] = field(default_factory=dict)
    """Hours without use after which a login of a role ends; a role that is missing has no limit."""
    second_factor_roles: frozenset[str] = frozenset()
    """The roles that need a second factor."""
    second_factor_grace_days: int = 14


@dataclass(slots=True)
class Transaction:
    """One database transaction; the events that it recorded are announced after the commit."""

    db: Session
    now: datetime
    recorded: list[Event] = field(default_factory=list)

    def record(
        self,
        stream: str,
        kind: EventKind,
        *,
        actor: Actor,
        subject: Subject,
        audience: str,
        details: JsonObject,
        deliver: Sequence[str] = (),
        later: timedelta = NO_TIME,
        sender: str | None = None,
    ) -> Event:
        """Write a fact's event beside its change, and the deliveries that workers owe for it, due
        now or `later`. `sender` is whoever the work is owed to, if that isn't the actor."""
        event = events.append(
            self.db,
            stream,
            kind,
            at=self.now,
            actor=actor,
            subject=subject,
            audience=audience,
            details=details,
        )
        for consumer in deliver:
            self.db.add(
                Delivery(
                    consumer=consumer,
                    stream=stream,
                    seq=event.seq,
                    subject_id=UUID(subject.id),
                    sender=sender or actor.key,
                    due_at=self.now + later,
                )
            )
        self.recorded.append(event)
        return event


@dataclass(frozen=True, slots=True)
class Kit:
    """The ports and the policy. `announce` is called with the events after their commit."""

    sessions: sessionmaker[Session]
    objects: ObjectStore
    announce: Callable[[Sequence[Event]], None]
    now: Callable[[], datetime]
    passwords: Passwords
    tokens: Tokens
    passkeys: Passkeys
    policy: Policy
    pause: Callable[[float], None] = time.sleep
    online: Callable[[], frozenset[UUID]] = frozenset
    """The people who are online now; only the web process knows them."""

    @contextmanager
    def transaction(self) -> Iterator[Transaction]:
        """Begin, yield, commit, then announce. Raises `busy` when the lock can't be had in time."""
        with self.sessions() as db, _database_problems():
            self._begin(db, write=True)
            tx = Transaction(db, self.now())
            yield tx
            db.commit()
        if tx.recorded:
            self.announce(tx.recorded)

    @contextmanager
    def reading(self) -> Iterator[Session]:
        """A consistent view for reading; nothing that is written in it is kept."""
        with self.sessions() as db, _database_problems():
            self._begin(db)
            # Closing rolls back. A rollback here would expire the objects that were read.
            yield db

    def _begin(self, db: Session, *, write: bool = False) -> None:
        # SQLite's own busy timeout would block the whole event hub, so this method waits itself.
        for wait in (*LOCK_WAITS, None):
            try:
                db.connection(execution_options={"write": write})
                return
            except OperationalError as error:
                db.rollback()
                if wait is None or not _locked(error):
                    raise
                self.pause(wait)


def _locked(error: OperationalError) -> bool:
    name = getattr(error.orig, "sqlite_errorname", "")
    return name.startswith(("SQLITE_BUSY", "SQLITE_LOCKED"))


def _full(error: OperationalError) -> bool:
    return (
        getattr(error.orig, "sqlite_errorname", "") == "SQLITE_FULL"
        or getattr(error.orig, "sqlstate", "") == DISK_FULL
    )


@contextmanager
def _database_problems() -> Iterator[None]:
    try:
        yield
    except NoConnection as error:
        raise busy() from error
    except OperationalError as error:
        if _full(error):
            raise Problem(
                Code.STORAGE_FULL,
                "The server's disk is full. Nothing was saved; try again when it has room.",
                retry_after=60,
            ) from error
        if getattr(error.orig, "sqlite_errorname", "") == "SQLITE_ERROR":
            raise  # SQLite calls a wrong statement so: the fault is ours, and no retry helps
        raise busy() from error
    except IntegrityError as error:
        # Operations look before they write, so this error is a race; a retry gets the true answer.
        raise busy("Someone changed the same thing at this moment. Try again.") from error
