"""Whether a recording in S3 is what was recorded: a worker reads the whole of it."""

from uuid import UUID

from smarthands.actor import system
from smarthands.evidence.annotations import record_evidence
from smarthands.kit import Kit
from smarthands.model import EvidenceItem
from smarthands.model.evidence import EvidenceKind, EvidenceState
from smarthands.views.values import moment

WORKER = system("worker")
ALTERED = "altered"
"""The problem of a recording that does not have the SHA-256 that the node said."""


def unverified(kit: Kit, item_id: UUID) -> EvidenceItem | None:
    """The item a worker was asked to read; None when it is settled already."""
    with kit.reading() as db:
        item = db.get(EvidenceItem, item_id)
        if item is None or item.kind != EvidenceKind.RECORDING or _settled(item):
            return None
        return item


def keep(kit: Kit, item_id: UUID, *, sha256: str, size: int) -> None:
    """What the whole object has, in hex and bytes. Of a file that a sweep completed nobody knew the
    hash: it has this one from now on."""
    with kit.transaction() as tx:
        known = tx.db.get_one(EvidenceItem, item_id, with_for_update=True)
        if _settled(known):
            return
        if (known.sha256 or sha256, known.size) != (sha256, size):
            known.problem = ALTERED
            record_evidence(tx, WORKER, known, "evidence.altered", {"problem": ALTERED})
            return
        learned = {} if known.sha256 else {"sha256": sha256}
        known.sha256, known.verified_at = sha256, tx.now
        told = {"verified_at": moment(tx.now), **learned}
        record_evidence(tx, WORKER, known, "evidence.verified", told)


def _settled(item: EvidenceItem) -> bool:
    sealed = item.state == EvidenceState.SEALED
    return not sealed or item.verified_at is not None or item.problem == ALTERED
