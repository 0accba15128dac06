"""What must be true of a house after whatever befell it."""

import hashlib
from collections import Counter
from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from sqlalchemy import select

from smarthands import events
from smarthands.jobs import document
from smarthands.kit import Kit
from smarthands.model import Delivery, EvidenceItem, Rendition
from smarthands.upkeep import sweeps
from tests.builders.people import actor
from tests.faults.house import House, until
from tests.faults.phone import Phone

AT_ONCE = timedelta(0)
FINISH_SECONDS = 90.0


def settle(house: House, job: UUID, *phones: Phone) -> None:
    """Once the worker has done what it owed: nothing lost, nothing twice, nothing left over."""
    kit = house.kit
    until(lambda: nothing_owed(kit), FINISH_SECONDS, house.log)
    nothing_lost(kit, job, phones, house.folder / "fetched")
    nothing_twice(kit, job)
    nothing_left_over(kit)


def nothing_owed(kit: Kit) -> bool:
    with kit.reading() as db:
        return db.scalar(select(Delivery.id).where(Delivery.state == "waiting").limit(1)) is None


def nothing_lost(kit: Kit, job: UUID, phones: tuple[Phone, ...], fetched: Path) -> None:
    """Every item that a phone was told is safe is on the job, byte for byte, with its pictures."""
    shown = document.document(kit, actor("Dan"), job)["evidence"]
    for phone in phones:
        for id, sha256 in phone.acknowledged.items():
            assert str(id) in shown, f"{id} was acknowledged and is lost"
            if sha256 is None:
                continue
            assert set(shown[str(id)]["renditions"]) == {"small", "large"}, shown[str(id)]
            with kit.reading() as db:
                item = db.get_one(EvidenceItem, id)
            kit.objects.download(item.object_key or "", item.object_version or "", fetched)
            assert hashlib.sha256(fetched.read_bytes()).hexdigest() == sha256


def nothing_twice(kit: Kit, job: UUID) -> None:
    """The chain is whole, and each item was added once and rendered at most once."""
    found = chain(kit, job)
    assert events.verify(found) is None
    counted = Counter((event["body"]["subject"]["id"], event["body"]["kind"]) for event in found)
    again = [what for what, times in counted.items() if times > 1]
    assert not again, again


def nothing_left_over(kit: Kit) -> None:
    """After the sweep the bucket holds exactly the versions that rows name."""
    while sweeps.sweep_uploads(kit, older_than=AT_ONCE):
        pass
    while sweeps.sweep_strays(kit, older_than=AT_ONCE):
        pass
    assert set(kit.objects.versions("")) == named_versions(kit)


def named_versions(kit: Kit) -> set[tuple[str, str]]:
    with kit.reading() as db:
        rows = [
            *db.execute(select(EvidenceItem.object_key, EvidenceItem.object_version)),
            *db.execute(select(Rendition.object_key, Rendition.object_version)),
        ]
    return {(row[0], row[1]) for row in rows if row[0] is not None}


def chain(kit: Kit, job: UUID) -> list[dict[str, Any]]:
    """All events of a job, as Dan sees them."""
    found: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = document.job_events(kit, actor("Dan"), job, after=after)
        found += page["items"]
        after = page["next_after"]
    return found
