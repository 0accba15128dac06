"""The time of 50 rows at depth 100,000 against page 1, for the list of jobs and the events of one
job.

`make bench NAME=timeline`. SQLite is always measured, and PostgreSQL under `raw` where Debian's
programs are. docs/benchmarks.md says more.
"""

import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from statistics import median
from typing import Any

from bench.harness import ROUNDS, report, spread
from bench.scenes.many import Many, fill
from server.auth.passkeys import WebAuthn
from server.auth.passwords import Argon2
from server.auth.tokens import SecretTokens
from smarthands import events
from smarthands.jobs import document
from smarthands.jobs.listing import JobFilter, list_jobs
from smarthands.kit import Kit, Policy
from smarthands.paging import encode_cursor
from storage.database import open_database, open_sessions
from storage.memory import MemoryObjects
from storage.migrating import migrate
from tests.builders import postgres

DEPTH, PAGE = 100_000, 50
MANY = DEPTH + 2000
REPEATS, SEARCHES = 30, 5
NEWEST = 1000 + MANY


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as folder:
        jobs, long, raw = measure(f"sqlite:///{Path(folder) / 'many.db'}")
    shown: dict[str, Any] = {"jobs": MANY, "events": MANY, "repeats_a_round": REPEATS}
    shown["sqlite_ms"] = raw
    programs, user = postgres.programs(), postgres.server_user()
    if programs and user:
        with postgres.running(programs, user) as home:
            postgres.administer(home, "CREATE DATABASE many")
            theirs = measure(postgres.url(home, "many"))
        shown["postgresql"] = {
            "jobs_deep_vs_first": spread(theirs[0]),
            "events_deep_vs_first": spread(theirs[1]),
        }
        shown["postgresql_ms"] = theirs[2]
    report("timeline", {"jobs_deep_vs_first": jobs, "events_deep_vs_first": long}, shown)


def measure(url: str) -> tuple[list[float], list[float], dict[str, float]]:
    """The ratios of each round for jobs and events, and medians in milliseconds."""
    engine = open_database(url)
    migrate(engine)
    began = time.perf_counter()
    many = fill(engine, MANY, MANY)
    if engine.dialect.name == "postgresql":
        with engine.connect().execution_options(isolation_level="AUTOCOMMIT") as db:
            db.exec_driver_sql("VACUUM ANALYZE")
    print(f"filled in {time.perf_counter() - began:.0f} s", file=sys.stderr)
    kit = Kit(
        sessions=open_sessions(engine),
        objects=MemoryObjects(),
        announce=lambda _recorded: None,
        now=lambda: datetime.now(UTC),
        passwords=Argon2(),
        tokens=SecretTokens("of these benches"),
        passkeys=WebAuthn("http://bench.test"),
        policy=Policy("http://bench.test", 1, 1, 1, 1, 1),
    )
    deep = encode_cursor(NEWEST - DEPTH + 1)
    check_chain(kit, many)
    jobs = Pair(lambda: jobs_page(kit, many, None), lambda: jobs_page(kit, many, deep))
    long = Pair(lambda: events_page(kit, many, 0), lambda: events_page(kit, many, DEPTH))
    for pair in (jobs, long):
        for _ in range(ROUNDS):
            pair.round()
    raw = {
        "jobs_first": jobs.first_ms,
        "jobs_deep": jobs.deep_ms,
        "events_first": long.first_ms,
        "events_deep": long.deep_ms,
        **filters(kit, many),
    }
    engine.dispose()
    return jobs.ratios, long.ratios, raw


class Pair:
    """The times of two operations in turn, so that what slows the machine slows both."""

    def __init__(self, first: Callable[[], None], deep: Callable[[], None]) -> None:
        self._first, self._deep = first, deep
        self._times: list[tuple[float, float]] = []
        self.ratios: list[float] = []
        first()
        deep()

    def round(self) -> None:
        times = []
        for turn in range(REPEATS):
            if turn % 2:
                deep, first = seconds(self._deep), seconds(self._first)
            else:
                first, deep = seconds(self._first), seconds(self._deep)
            times.append((first, deep))
        self._times += times
        self.ratios.append(median(t[1] for t in times) / median(t[0] for t in times))

    @property
    def first_ms(self) -> float:
        return round(median(t[0] for t in self._times) * 1000, 2)

    @property
    def deep_ms(self) -> float:
        return round(median(t[1] for t in self._times) * 1000, 2)


def jobs_page(kit: Kit, many: Many, after: str | None) -> None:
    page = list_jobs(kit, many.dan, JobFilter(), after=after, limit=PAGE)
    top = NEWEST - DEPTH if after else NEWEST
    if len(page.items) != PAGE or page.items[0]["number"] != f"SH-{top}":
        raise SystemExit(f"not the page that was asked for: {page.items[0]['number']}")


def events_page(kit: Kit, many: Many, after: int) -> None:
    items = document.job_events(kit, many.dan, many.long, after=after, limit=PAGE)["items"]
    if [item["seq"] for item in items] != list(range(after + 1, after + PAGE + 1)):
        raise SystemExit("not the events that were asked for")


def check_chain(kit: Kit, many: Many) -> None:
    """Checks that the bench measures what readers get: a chain that can be verified."""
    items = document.job_events(kit, many.dan, many.long, limit=PAGE)["items"]
    if events.verify(items) is not None:
        raise SystemExit("the chain is broken")


def filters(kit: Kit, many: Many) -> dict[str, float]:
    """The first pages of what people search for; a search of text may read every job."""
    searches = {
        "state_open": (many.dan, JobFilter(states=("open",))),
        "states_four": (many.dan, JobFilter(states=("open", "assigned", "on_site", "on_hold"))),
        "state_completed": (many.dan, JobFilter(states=("completed",))),
        "site": (many.dan, JobFilter(site=many.site)),
        "organization": (many.dan, JobFilter(organization=many.cleo.organization_id)),
        "technician": (many.dan, JobFilter(technician=many.tess.person_id)),
        "own_of_a_technician": (many.tess, JobFilter()),
        "own_of_a_client": (many.cleo, JobFilter()),
        "search_common": (many.dan, JobFilter(q="disk failed")),
        "search_rare": (many.dan, JobFilter(q="INC0001001")),
        "search_nothing": (many.dan, JobFilter(q="no such words")),
    }
    milliseconds = {}
    for name, (who, wanted) in searches.items():
        look = partial(list_jobs, kit, who, wanted, limit=PAGE)
        times = [seconds(look) for _ in range(SEARCHES)]
        milliseconds[name] = round(median(times) * 1000, 2)
    return milliseconds


def seconds(work: Callable[[], object]) -> float:
    began = time.perf_counter()
    work()
    return time.perf_counter() - began


if __name__ == "__main__":
    main()
