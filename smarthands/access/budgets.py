"""Budgets: how much one person, and everybody together, may add to a job in a span of time.

They lie far above what people do, also above what a phone sends that was without a network for a
day. Whoever meets one is told when to try again; a phone waits by itself, and nothing is lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache, reduce
from itertools import groupby
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import (
    ColumnElement,
    FromClause,
    Integer,
    Select,
    TextClause,
    bindparam,
    case,
    func,
    literal_column,
    null,
    select,
    text,
    true,
)
from sqlalchemy.orm import InstrumentedAttribute

from smarthands.actor import Actor
from smarthands.errors import too_many
from smarthands.kit import Transaction
from smarthands.model import EvidenceItem, LiveSession, Still
from smarthands.model.evidence import NOT_SEALED, EvidenceKind, EvidenceState

NOT_RECORDED = EvidenceItem.kind != EvidenceKind.RECORDING


@dataclass(frozen=True, slots=True)
class Budget:
    """The most of something in a span of time, on one job."""

    hers: int
    """By one person."""
    all: int
    """By everybody together."""
    span: timedelta
    """Whoever meets a budget of what counts at any age tries again after it."""
    words: str


TEN_MINUTES, MINUTE = timedelta(minutes=10), timedelta(minutes=1)
BUDGETS = {
    "items": Budget(600, 1_500, TEN_MINUTES, "Too many photos and notes at once."),
    "bytes": Budget(4 * 10**9, 10 * 10**9, TEN_MINUTES, "Too many large photos at once."),
    "text": Budget(500_000, 1_000_000, TEN_MINUTES, "Too many long notes at once."),
    "pending": Budget(200, 1_000, MINUTE, "Too many photos are under way at once."),
    "stills": Budget(60, 120, MINUTE, "Too many pictures were asked for at once."),
    "calls": Budget(100, 200, TEN_MINUTES, "Too many calls at once."),
}


@dataclass(frozen=True, slots=True, eq=False)
class _Rows:
    """The rows that use budgets up: on which job, by whom, and which of them."""

    job_id: InstrumentedAttribute[UUID]
    author: InstrumentedAttribute[UUID]
    at: InstrumentedAttribute[datetime] | None
    """When they began to count; None when they count however old they are."""
    only: tuple[ColumnElement[bool] | TextClause, ...] = ()


_BY = (EvidenceItem.job_id, EvidenceItem.author_id)
_ITEMS = _Rows(*_BY, EvidenceItem.received_at, (NOT_RECORDED,))
_UNSEALED = (text(NOT_SEALED), EvidenceItem.state == EvidenceState.PENDING, NOT_RECORDED)
_ONE = literal_column("1", Integer)
_COUNTED: dict[str, tuple[_Rows, ColumnElement[int]]] = {
    "items": (_ITEMS, _ONE),
    "bytes": (_ITEMS, func.coalesce(EvidenceItem.size, 0)),
    "text": (_ITEMS, func.length(EvidenceItem.text)),
    "pending": (_Rows(*_BY, None, _UNSEALED), _ONE),
    "stills": (_Rows(Still.job_id, Still.requested_by, Still.requested_at), _ONE),
    "calls": (_Rows(LiveSession.job_id, LiveSession.asked_by, LiveSession.asked_at), _ONE),
}
"""What each budget counts: the rows, and how much one of them is."""


def spend(tx: Transaction, actor: Actor, job_id: UUID, **amounts: int) -> None:
    """Raises `too_many` when an amount, by its key in BUDGETS, would go over its budget of a job
    that is locked; what is added is counted by its own row."""
    since = {name: tx.now - BUDGETS[name].span for name in amounts}
    values = {"job": job_id, "person": actor.person_id, **since}
    used = iter(tx.db.execute(_used(tuple(amounts)), values).one())
    for name, amount in amounts.items():
        budget = BUDGETS[name]
        hers, everybody, first = next(used), next(used), next(used)
        if hers + amount > budget.hers or everybody + amount > budget.all:
            wait = first - since[name] if first else budget.span
            raise too_many(budget.words, max(1, ceil(wait.total_seconds())))


@cache
def _used(names: tuple[str, ...]) -> Select[Any]:
    """The query of one row that tells of each budget what the person has used, what everybody has,
    and when the first of it began to count. It is written once: each photo asks it."""
    columns: list[ColumnElement[Any]] = []
    tables: list[FromClause] = []
    for rows, group in groupby(names, lambda name: _COUNTED[name][0]):
        budgets = list(group)
        sums = _sums(rows, budgets).subquery()
        tables.append(sums)
        columns += sums.c
    joined = reduce(lambda left, right: left.join(right, true()), tables)
    return select(*columns).select_from(joined)


def _sums(rows: _Rows, names: list[str]) -> Select[Any]:
    columns: list[ColumnElement[Any]] = []
    for name in names:
        amount = _COUNTED[name][1]
        hers = case((rows.author == bindparam("person"), amount), else_=0)
        everybody = case((rows.author.is_not(None), amount), else_=0)
        first = func.min(rows.at) if rows.at is not None else null()
        columns += [func.coalesce(func.sum(each), 0) for each in (hers, everybody)] + [first]
    young = [rows.at > bindparam(names[0])] if rows.at is not None else []
    query = select(*(column.label(None) for column in columns))
    return query.where(rows.job_id == bindparam("job"), *young, *rows.only)
