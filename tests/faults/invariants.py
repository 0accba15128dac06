"""The invariants of an installation, which must hold after any fault."""

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
from tests.faults.phone import Phone
from tests.faults.web_and_worker import WebAndWorker, until

AT_ONCE = timedelta(0)
FINISH_SECONDS = 90.0


def settle(installation: WebAndWorker, job: UUID, *phones: Phone) -> None:
    """Waits for the worker's due work, then checks that nothing is lost, nothing is there twice,
    and nothing is left over."""
    kit = installation.kit
    until(lambda: nothing_owed(kit), FINISH_SECONDS, installation.log)
    nothing_lost(kit, job, phones, installation.folder / "fetched")
    nothing_twice(kit, job)
    nothing_left_over(kit)


def nothing_owed(kit: Kit) -> bool:
    with kit.reading() as db:
        return db.scalar(select(Delivery.id).where(Delivery.state == "waiting").limit(1)) is None


def nothing_lost(kit: Kit, job: UUID, phones: tuple[Phone, ...], fetched: Path) -> None:
    """Every item that a phone was told is safe is on the job, byte for byte, with its pictures."""
    documents = document.document(kit, actor("Dan"), job)["evidence"]
    for phone in phones:
        for id, sha256 in phone.acknowledged.items():
            assert str(id) in documents, f"{id} was acknowledged and is lost"
            if sha256 is None:
                continue
            assert set(documents[str(id)]["renditions"]) == {"small", "large"}, documents[str(id)]
            with kit.reading() as db:
                item = db.get_one(EvidenceItem, id)
            kit.objects.download(item.object_key or "", item.object_version or "", fetched)
            assert hashlib.sha256(fetched.read_bytes()).hexdigest() == sha256


def nothing_twice(kit: Kit, job: UUID) -> None:
    """The chain is whole, and each item was added once and rendered at most once."""
    kinds = chain(kit, job)
    assert events.verify(kinds) is None
    counted = Counter((event["body"]["subject"]["id"], event["body"]["kind"]) for event in kinds)
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
    events: list[dict[str, Any]] = []
    after: int | None = 0
    while after is not None:
        page = document.job_events(kit, actor("Dan"), job, after=after)
        events += page["items"]
        after = page["next_after"]
    return events
