"""A caption or a phase as a phone tells of it, perhaps late and more than once: what of it still
stands, and what newer words have overtaken."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import NamedTuple
from uuid import UUID

from smarthands import event_search
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, Subject
from smarthands.evidence.items import record_later
from smarthands.kit import Transaction
from smarthands.model import EvidenceItem
from smarthands.phone_clock import ToldMoment
from smarthands.views.values import JsonDict, moment

ItemWords = Mapping[str, str | None]
"""The caption and the phase of an item; None for what is not to change."""


@dataclass(frozen=True, slots=True)
class ToldChange:
    """What a phone says of a change beside its words: its id, which a retry has, too, and its
    moment. An earlier version tells `happened_at` and `seen` alone."""

    id: UUID | None = None
    happened_at: datetime | None = None
    device_time: datetime | None = None
    seen: int | None = None

    @property
    def at(self) -> ToldMoment | None:
        """The moment; None where the phone's clock can't be compared with ours."""
        if self.happened_at is None or self.device_time is None:
            return None
        return ToldMoment(self.happened_at, self.device_time, self.seen)

    def details(self, tx: Transaction, item: EvidenceItem) -> JsonDict:
        """What the event says of the change in `told`; empty where nothing was told."""
        if self.id is None or self.at is None:
            return {}
        return {"id": str(self.id), **self.at.details(tx.now, since=item.received_at)}


class Description(NamedTuple):
    """An earlier change of the item's words, as its event has it."""

    author: str
    details: JsonDict

    @property
    def told(self) -> JsonDict:
        told: JsonDict = self.details.get("told", {})
        return told

    @property
    def passed_over(self) -> JsonDict | None:
        passed_over: JsonDict | None = self.details.get("passed_over")
        return passed_over

    @property
    def words(self) -> JsonDict:
        """The words that were put in the place of others."""
        changed: JsonDict = self.details["evidence"][0]
        return {} if self.passed_over else changed


def since_seen(tx: Transaction, item: EvidenceItem, seen: int | None) -> list[Description]:
    """The changes of the item's words that follow the event of number `seen`."""
    bodies = event_search.bodies_when(
        tx.db,
        f"job/{item.job_id}",
        EventKind.EVIDENCE_DESCRIBED,
        Subject("evidence", str(item.id)),
        after=seen or 0,
    )
    return [Description(body["actor"]["id"], body["details"]) for body in bodies]


def was_told(
    since: Iterable[Description], actor: Actor, words: ItemWords, change: ToldChange
) -> bool:
    """Whether this change has been told before; raises `conflict` for an id of other words."""
    mine = str(change.id)
    told = [
        each
        for each in since
        if each.author == actor.id
        and mine in (each.told.get("id"), (each.passed_over or {}).get("id"))
    ]
    for each in told:
        said: JsonObject = each.passed_over or each.words
        if any(words[name] != said[name] for name in words if said.get(name) is not None):
            raise conflict("This id is taken by another change. Use a new one.")
    return bool(told)


def overtaken(
    since: Iterable[Description],
    actor: Actor,
    words: ItemWords,
    *,
    seen: int | None,
    told: JsonObject,
) -> ItemWords:
    """Those of the words in whose place newer ones stand: others', which the phone had not seen;
    or her own, which she wrote later by another phone."""
    hers_at = told.get("at", "~")
    newer = {
        name
        for each in since
        for name in each.words
        if (each.told.get("at", "") > hers_at if each.author == actor.id else seen is not None)
    }
    return {name: text for name, text in given(words).items() if name in newer}


def given(words: ItemWords) -> ItemWords:
    return {name: text for name, text in words.items() if text is not None}


def was_withdrawn_since(tx: Transaction, item: EvidenceItem, seen: int | None) -> bool:
    """Whether the phone did not know that the item was withdrawn."""
    if seen is None:
        return False
    stream, subject = f"job/{item.job_id}", Subject("evidence", str(item.id))
    withdrawals = event_search.bodies_when(
        tx.db, stream, EventKind.EVIDENCE_WITHDRAWN, subject, after=seen
    )
    return any(withdrawals)


def pass_over(
    tx: Transaction,
    actor: Actor,
    item: EvidenceItem,
    words: ItemWords,
    change: ToldChange,
    since: Iterable[Description],
) -> None:
    """Record words that change nothing, once, however often they are sent."""
    passed_over: JsonDict = {**words, "happened_at": moment(change.happened_at)}
    if change.id:
        passed_over["id"] = str(change.id)
    if passed_over not in [each.passed_over for each in since if each.author == actor.id]:
        record_later(tx, actor, item, EventKind.EVIDENCE_DESCRIBED, {}, passed_over=passed_over)
