"""A program: greenlets that give up while PostgreSQL is at work on their queries. It prints, as
JSON, what the server is still at work on afterwards, and how many connections are still taken."""

# gevent replaces the standard library's parts before anybody else has imported them.
# ruff: noqa: E402
from gevent import monkey

monkey.patch_all()

import json
import sys
from contextlib import suppress

import gevent
from sqlalchemy import Engine, text

from storage.database import open_database

ACTIVE = text(
    "SELECT count(*) FROM pg_stat_activity WHERE state = 'active' AND query = 'SELECT pg_sleep(12)'"
)
SLEEPERS = 3


def asleep(engine: Engine) -> int:
    with engine.connect() as db:
        return int(db.scalar(ACTIVE) or 0)


def wait_until(engine: Engine, number: int) -> int:
    """Waits until so many queries are at work; the number that are after five seconds."""
    for _ in range(250):
        if asleep(engine) == number:
            break
        gevent.sleep(0.02)
    return asleep(engine)


def sleep(engine: Engine) -> None:
    with engine.connect() as db:
        db.execute(text("SELECT pg_sleep(12)"))


def main(url: str) -> None:
    engine = open_database(url)
    sleepers = [gevent.spawn(sleep, engine) for _ in range(SLEEPERS)]
    begun = wait_until(engine, SLEEPERS)
    gevent.killall(sleepers)
    killed = wait_until(engine, 0)
    with suppress(gevent.Timeout), gevent.Timeout(0.3):
        sleep(engine)
    timed_out = wait_until(engine, 0)
    taken = engine.pool.checkedout()  # type: ignore[attr-defined]
    print(json.dumps({"begun": begun, "killed": killed, "timed_out": timed_out, "taken": taken}))


if __name__ == "__main__":
    main(sys.argv[1])
