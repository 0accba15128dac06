"""The way of a file into evidence: a signed PUT to S3, then the seal.

The bytes go from the sender to S3. A sealed item is acknowledged: S3 itself has named its size and
its SHA-256.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.errors import Code, Problem, busy
from smarthands.events import stamp
from smarthands.evidence.file_kinds import FILE_KINDS
from smarthands.evidence.items import record_added
from smarthands.evidence.reading import senders_view
from smarthands.kit import Kit, Transaction
from smarthands.model import EvidenceItem, Job
from smarthands.model.evidence import EvidenceKind, EvidenceState, Late
from smarthands.objects import Stored
from smarthands.sessions import stills
from smarthands.views.values import JsonDict

UPLOAD_SECONDS = 900
RENDITIONS = "renditions"
"""The consumer that makes pictures and sounds of what was sealed."""


@dataclass(frozen=True, slots=True)
class UploadTicket:
    """`put` is None when the item is sealed already; then `evidence` shows it."""

    state: str
    put: JsonDict | None
    evidence: JsonDict | None


def ticket_without_put(tx: Transaction, actor: Actor, item: EvidenceItem) -> UploadTicket | None:
    """The ticket of an upload that needs no PUT, since it is sealed; None when it needs one.

    Raises `busy` while the sweep is deleting what an earlier attempt left.
    """
    if item.state == EvidenceState.SEALED:
        return UploadTicket(item.state, None, senders_view(tx.db, actor, item))
    if item.state == EvidenceState.ABANDONED:
        raise busy("An old attempt at this file is being cleared away. Try again in a moment.")
    item.received_at = tx.now  # the sweep counts from the last request
    return None


def ticket_with_put(kit: Kit, item: EvidenceItem) -> UploadTicket:
    """The ticket of a pending item: an address for exactly the bytes that were announced."""
    announced = item.announced
    signed = kit.objects.sign_put(
        announced.key,
        sha256=announced.sha256,
        media_type=announced.media_type,
        size=announced.size,
        seconds=UPLOAD_SECONDS,
    )
    expires_at = stamp(kit.now() + timedelta(seconds=UPLOAD_SECONDS))
    put = {"url": signed.url, "headers": dict(signed.headers), "expires_at": expires_at}
    return UploadTicket(item.state, put, None)


def seal_upload(
    kit: Kit,
    actor: Actor,
    *,
    find: Callable[[Session], EvidenceItem],
    lock: Callable[[Transaction], tuple[Job, EvidenceItem]],
) -> JsonDict:
    """Acknowledge an upload; a second call gets the first one's answer.

    S3 is asked outside of the transaction, between `find`, which looks the item up, and `lock`,
    which fetches job and item again to change them.
    """
    with kit.reading() as db:
        item = find(db)
        if item.state == EvidenceState.SEALED:
            return senders_view(db, actor, item)
    stored = _stored_as_announced(kit, item)
    with kit.transaction() as tx:
        job, item = lock(tx)
        if item.state == EvidenceState.SEALED:
            return senders_view(tx.db, actor, item)
        added = seal_item(tx, actor, job, item, stored, deliver=_consumers(item))
        if item.kind == EvidenceKind.PHOTO and item.late != Late.WAITING:
            stills.arrived(tx, actor, job, item)
        return added


def _consumers(item: EvidenceItem) -> tuple[str, ...]:
    return () if FILE_KINDS[EvidenceKind(item.kind)].is_read(item) else (RENDITIONS,)


def seal_item(
    tx: Transaction,
    actor: Actor,
    job: Job,
    item: EvidenceItem,
    stored: Stored,
    *,
    deliver: tuple[str, ...],
) -> JsonDict:
    """Make evidence of a pending item whose object is in the store, and return it as it was
    added."""
    item.state, item.object_version = EvidenceState.SEALED, stored.version
    item.received_at = tx.now
    tx.db.flush()
    return record_added(tx, actor, job, item, deliver, relayed=stored.relayed)


def upload_missing() -> Problem:
    return Problem(
        Code.UPLOAD_MISSING,
        "The file has not arrived yet. Ask for a new address with the same id and put it again.",
    )


def other_file() -> Problem:
    return Problem(
        Code.UPLOAD_MISMATCH,
        "What arrived is not the file that was announced. Send it again under a new id.",
    )


def _stored_as_announced(kit: Kit, item: EvidenceItem) -> Stored:
    stored = kit.objects.stat(item.file_key)
    if stored is None:
        raise upload_missing()
    if (stored.size, stored.sha256) != (item.size, item.sha256):
        raise other_file()
    if stored.unsigned:
        raise Problem(
            Code.UPLOAD_MISMATCH,
            "The file came with headers that describe it and were not asked for, such as"
            " Content-Encoding. Send it again under a new id, with the headers of its address.",
        )
    return stored
