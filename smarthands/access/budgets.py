"""Budgets: how much one person, and everybody together, may add to a job in a span of time.

They lie far above what people do, also above what a phone sends that was without a network for a
day. Whoever meets one is told when to try again; a phone waits by itself, and nothing is lost.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from typing import Any
from uuid import UUID

from sqlalchemy import ColumnElement, case, func, select, text
from sqlalchemy.orm import InstrumentedAttribute

from smarthands.actor import Actor
from smarthands.errors import too_many
from smarthands.kit import Transaction
from smarthands.model import EvidenceItem, LiveSession, Still
from smarthands.model.evidence import NOT_SEALED, EvidenceKind, EvidenceState

PENDING_WAIT = 60
"""Seconds after which a phone asks again that has too many uploads under way."""
NOT_RECORDED = EvidenceItem.kind != EvidenceKind.RECORDING


@dataclass(frozen=True, slots=True)
class Budget:
    """The most of something in a span of time, on one job."""

    hers: int
    """By one person."""
    all: int
    """By everybody together."""
    span: timedelta
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


@dataclass(frozen=True, slots=True)
class _Counted:
    """The rows that use a budget up: by whom, when, and how much each."""

    job_id: InstrumentedAttribute[UUID]
    author: InstrumentedAttribute[UUID]
    at: InstrumentedAttribute[datetime]
    amount: ColumnElement[int] | int = 1
    only: tuple[ColumnElement[bool], ...] = ()


_ITEM = (EvidenceItem.job_id, EvidenceItem.author_id, EvidenceItem.received_at)
COUNTED = {
    "items": _Counted(*_ITEM, only=(NOT_RECORDED,)),
    "bytes": _Counted(*_ITEM, func.coalesce(EvidenceItem.size, 0), (NOT_RECORDED,)),
    "text": _Counted(*_ITEM, func.length(EvidenceItem.text), (NOT_RECORDED,)),
    "stills": _Counted(Still.job_id, Still.requested_by, Still.requested_at),
    "calls": _Counted(LiveSession.job_id, LiveSession.asked_by, LiveSession.asked_at),
}


def spend(tx: Transaction, actor: Actor, job_id: UUID, name: str, amount: int = 1) -> None:
    """Raises `too_many` when this much more would go over a budget (a key of BUDGETS) of a job that
    is locked; what is added is counted by its own row."""
    budget, counted = BUDGETS[name], COUNTED[name]
    since = tx.now - budget.span
    hers, everybody, first = tx.db.execute(
        select(*_sums(actor, counted), func.min(counted.at)).where(
            counted.job_id == job_id, counted.at > since, *counted.only
        )
    ).one()
    if hers + amount > budget.hers or everybody + amount > budget.all:
        raise too_many(budget.words, max(1, ceil((first - since).total_seconds())))


def spend_pending(tx: Transaction, actor: Actor, job_id: UUID) -> None:
    """Raises `too_many` when so many files are announced and not sealed that another one waits."""
    budget = BUDGETS["pending"]
    hers, everybody = tx.db.execute(
        select(*_sums(actor, COUNTED["items"])).where(
            text(NOT_SEALED),
            EvidenceItem.state == EvidenceState.PENDING,
            EvidenceItem.job_id == job_id,
            NOT_RECORDED,
        )
    ).one()
    if hers >= budget.hers or everybody >= budget.all:
        raise too_many(budget.words, PENDING_WAIT)


def _sums(actor: Actor, counted: _Counted) -> tuple[Any, Any]:
    own = case((counted.author == actor.person_id, counted.amount), else_=0)
    everybody = case((counted.author.is_not(None), counted.amount), else_=0)
    return func.coalesce(func.sum(own), 0), func.coalesce(func.sum(everybody), 0)
