"""Verification: a worker reads a whole recording from S3 and compares its SHA-256."""

from uuid import UUID

from smarthands.actor import system
from smarthands.event_kinds import EventKind
from smarthands.evidence.items import record_later
from smarthands.kit import Kit
from smarthands.model import EvidenceItem
from smarthands.model.evidence import EvidenceKind, EvidenceState
from smarthands.views.values import moment

WORKER = system("worker")
ALTERED = "altered"
"""The problem of a recording that does not have the SHA-256 that the node said."""


def item_to_verify(kit: Kit, item_id: UUID) -> EvidenceItem | None:
    """The recording that a worker was asked to read; None when it is settled already."""
    with kit.reading() as db:
        item = db.get(EvidenceItem, item_id)
        if item is None or item.kind != EvidenceKind.RECORDING or _settled(item):
            return None
        return item


def keep(kit: Kit, item_id: UUID, *, sha256: str, size: int) -> None:
    """Record the hash (in hex) and the size that the whole object has.

    A file that the sweep completed had no hash yet: it has this one from now on.
    """
    with kit.transaction() as tx:
        item = tx.db.get_one(EvidenceItem, item_id, with_for_update=True)
        if _settled(item):
            return
        if (item.sha256 or sha256, item.size) != (sha256, size):
            item.problem = ALTERED
            record_later(tx, WORKER, item, EventKind.EVIDENCE_ALTERED, {"problem": ALTERED})
            return
        new_hash = {} if item.sha256 else {"sha256": sha256}
        item.sha256, item.verified_at = sha256, tx.now
        changed = {"verified_at": moment(tx.now), **new_hash}
        record_later(tx, WORKER, item, EventKind.EVIDENCE_VERIFIED, changed)


def _settled(item: EvidenceItem) -> bool:
    is_sealed = item.state == EvidenceState.SEALED
    return not is_sealed or item.verified_at is not None or item.problem == ALTERED
