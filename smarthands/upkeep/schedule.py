"""Chores that are done once in the house, however many workers there are."""

from collections.abc import Mapping
from datetime import datetime, timedelta

from sqlalchemy import ColumnElement, or_, select, update

from smarthands.kit import Kit
from smarthands.model import Heartbeat
from smarthands.model.delivery import CHORE

CLAIMS = select(Heartbeat.name, Heartbeat.at).where(Heartbeat.name.startswith(CHORE))


def due(kit: Kit, chores: Mapping[str, timedelta]) -> set[str]:
    """The chores that are due, each being due again after its timedelta: one look at them all."""
    with kit.reading() as db:
        rows = db.connection().execute(CLAIMS)
        last = {name.removeprefix(CHORE): at for name, at in rows}
    now = kit.now()
    return {
        chore
        for chore, every in chores.items()
        if chore not in last or not now - every < last[chore] <= now + every
    }


def claim(kit: Kit, chore: str, every: timedelta) -> bool:
    """Whether the chore is due and this worker is the one to do it.

    The claim is the moment itself, which one UPDATE moves on: of many workers one finds the old
    moment. A worker that dies over a chore leaves it to whoever claims it next, `every` later.
    Raises `busy` for who comes second at the very first time.
    """
    name = f"{CHORE}{chore}"
    with kit.reading() as db:  # most looks find nothing due, and need no write lock
        due = db.scalar(select(_is_due(kit.now(), every)).where(Heartbeat.name == name))
        if due is False:
            return False
    with kit.transaction() as tx:
        if due is None:
            tx.db.add(Heartbeat(name=name, at=tx.now))
            return True
        moved = update(Heartbeat).where(Heartbeat.name == name, _is_due(tx.now, every))
        result = tx.db.connection().execute(moved.values(at=tx.now))
        return result.rowcount == 1


def _is_due(now: datetime, every: timedelta) -> ColumnElement[bool]:
    # A moment further ahead than a claim can be was written by a clock that was wrong.
    return or_(Heartbeat.at <= now - every, Heartbeat.at > now + every)
