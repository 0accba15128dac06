"""A log of its own for refusals: it tells who tried, without a name and without a token.

Refusals are counted in memory, alike ones together, and written every ten seconds. A flood is
bounded three times: so many kinds in ten seconds, so many bytes a day, and past either the counts
alone. A line has the reason, the route's template, the person's id where she is signed in, and
digests of the address and of the name that was tried. Whoever has the server's secret can ask
whether a digest is a given address; nobody can read an address out of it.
"""

import atexit
import hmac
import json
import os
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import structlog

from server.callers import caller_key
from server.settings.secrets import derived_token

FOLDER = "refusals"
FLUSH_SECONDS = 10.0
MOST_KINDS = 100
"""Different refusals that are told apart in ten seconds; the others are counted by their reason."""
MOST_BYTES = 5_000_000
"""Of one day's file, after which reasons alone are counted, every ten minutes."""
CROWDED_SECONDS = 600.0
DIGEST = 16

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class Refusal:
    """What is told apart. None stands for what there was none of, or for many."""

    reason: str
    door: str
    route: str | None = None
    person: str | None = None
    claimed: str | None = None
    address: str | None = None


@dataclass(frozen=True, slots=True)
class LoggedRefusal:
    """A line of the log: how many alike ones were refused until `at`."""

    at: str
    times: int
    refusal: Refusal


class RefusalLog:
    """The refusals of this process, in files of a day each that live `days` days."""

    def __init__(self, data: Path, secret: str, days: int, now: Callable[[], datetime]) -> None:
        self._folder = data / FOLDER
        self._key = derived_token(secret, "refusals").encode()
        self._days = days
        self._now = now
        self._counts: Counter[Refusal] = Counter()
        self._lock = threading.Lock()
        self._crowded_until = 0.0

    def note(
        self,
        reason: str,
        door: str,
        *,
        address: str,
        route: str | None = None,
        person: str | None = None,
        claimed: str | None = None,
    ) -> None:
        """Count one refusal; `claimed` is the name that was tried, of which the digest is kept."""
        refusal = Refusal(
            reason,
            door,
            route,
            person,
            self.digest(claimed.strip().lower()) if claimed else None,
            self.digest(caller_key(address)),
        )
        with self._lock:
            if refusal not in self._counts and len(self._counts) >= MOST_KINDS:
                refusal = Refusal(reason, door)
            self._counts[refusal] += 1

    def digest(self, text: str) -> str:
        mac = hmac.digest(self._key, text.encode("utf-8", "replace"), "sha256")
        return mac.hex()[:DIGEST]

    def flush(self) -> None:
        """Write what was counted. A disk that is full costs the log, and no request."""
        today = self._now()
        path = self._folder / f"{today:%Y-%m-%d}.jsonl"
        crowded = path.exists() and path.stat().st_size >= MOST_BYTES
        if crowded and time.monotonic() < self._crowded_until:
            with self._lock:
                self._counts = _by_reason(self._counts)
            return
        with self._lock:
            counts, self._counts = self._counts, Counter()
        if crowded:
            counts = _by_reason(counts)
            self._crowded_until = time.monotonic() + CROWDED_SECONDS
        if counts:
            self._append(path, _lines(counts, today))

    def _append(self, path: Path, lines: str) -> None:
        try:
            self._folder.mkdir(mode=0o700, parents=True, exist_ok=True)
            flags = os.O_WRONLY | os.O_APPEND | os.O_CREAT
            # One write, so that the lines of two processes stand whole beside each other.
            with os.fdopen(os.open(path, flags, 0o600), "wb", buffering=0) as file:
                file.write(lines.encode())
        except OSError as error:
            log.warning("refusals not written", problem=error.strerror)

    def forget(self) -> None:
        """Delete the files that are older than they may get."""
        oldest = self._now().date() - timedelta(days=self._days)
        for day, path in files(self._folder):
            if day < oldest:
                path.unlink(missing_ok=True)

    def run(self, _kit: object = None) -> None:
        """Write and delete for ever; what is left is written when the process ends."""
        atexit.register(self.flush)
        while True:
            self.forget()
            for _ in range(int(3600 / FLUSH_SECONDS)):
                time.sleep(FLUSH_SECONDS)
                self.flush()


def _by_reason(counts: Counter[Refusal]) -> Counter[Refusal]:
    reasons: Counter[Refusal] = Counter()
    for refusal, times in counts.items():
        reasons[Refusal(refusal.reason, refusal.door)] += times
    return reasons


def _lines(counts: Counter[Refusal], at: datetime) -> str:
    moment = at.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    return "".join(
        json.dumps({"at": moment, "times": times} | asdict(refusal)) + "\n"
        for refusal, times in counts.items()
    )


def files(folder: Path) -> Iterator[tuple[date, Path]]:
    """The log's files by day, the oldest first."""
    for path in sorted(folder.glob("????-??-??.jsonl")):
        try:
            yield date.fromisoformat(path.stem), path
        except ValueError:
            continue


def logged(data: Path, since: date) -> Iterator[LoggedRefusal]:
    """The lines of the log from a day on; one that was cut by a full disk is left out."""
    for day, path in files(data / FOLDER):
        if day < since:
            continue
        with path.open(encoding="utf-8") as lines:
            for line in lines:
                try:
                    fields = json.loads(line)
                    at, times = str(fields.pop("at")), int(fields.pop("times"))
                    yield LoggedRefusal(at, times, replace(Refusal("", ""), **fields))
                except (ValueError, KeyError, TypeError):
                    continue
