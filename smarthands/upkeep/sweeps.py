"""Tidying: uploads that were never finished, objects that no row names, doors long closed."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, text, update

from smarthands.evidence.items import object_key
from smarthands.kit import Kit
from smarthands.model import Delivery, EvidenceItem, Link, Login, Rendition
from smarthands.model.evidence import NOT_SEALED, EvidenceKind, EvidenceState

ABANDONED = timedelta(hours=24)
STALE = timedelta(hours=1)
KEEP_DONE = timedelta(days=7)
KEEP_ENDED = timedelta(days=90)
BATCH = 200
NOT_RECORDED = EvidenceItem.kind != EvidenceKind.RECORDING
"""What was recorded is not swept away: `completing` makes evidence of it."""
Refused = Callable[[ConnectionError], object]
"""Told of each thing that S3 would not delete: an object may be locked, by whoever keeps it."""


def _ignore(_why: ConnectionError) -> None:
    pass


def sweep_uploads(
    kit: Kit, *, older_than: timedelta = ABANDONED, refused: Refused = _ignore
) -> int:
    """Forget uploads that were never sealed, with whatever reached S3 of them. Returns how many.

    A presigned address lives 15 minutes and asking for one counts as a new start, so nothing can
    arrive after the sweep. The phone keeps its photo and starts again under the same id. Killed
    half-way, the next sweep goes on. What S3 would not delete is tried again after `older_than`,
    and until then is an upload like any other: its phone can still seal it.

    ConnectionError when S3 can't even be asked what it has.
    """
    _abandon(kit, older_than)
    with kit.reading() as db:
        abandoned = select(EvidenceItem.id, EvidenceItem.job_id).where(
            text(NOT_SEALED),
            EvidenceItem.state == EvidenceState.ABANDONED,
            NOT_RECORDED,
            EvidenceItem.received_at < kit.now() - older_than,
        )
        found = list(db.execute(abandoned.limit(BATCH)))
    swept = 0
    for id, job_id in found:
        left = kit.objects.versions(object_key(job_id, id, ""))
        # Asked after the listing: another sweep may have been faster, and what the phone then put
        # under the same id is not in a list that was made before.
        if not _abandoned(kit, id):
            continue
        gone = _deleted(kit, left, refused)
        with kit.transaction() as tx:
            this = EvidenceItem.id == id, EvidenceItem.state == EvidenceState.ABANDONED
            tx.db.execute(
                delete(EvidenceItem).where(*this)
                if gone
                else update(EvidenceItem).where(*this).values(received_at=tx.now)
            )
        swept += gone
    return swept


def _deleted(kit: Kit, versions: Iterable[tuple[str, str]], refused: Refused) -> bool:
    """Whether all of them went. A refusal ends this thing's turn, not the sweep."""
    try:
        for key, version in versions:
            kit.objects.delete(key, version)
    except ConnectionError as why:
        refused(why)
        return False
    return True


def _abandon(kit: Kit, older_than: timedelta) -> None:
    with kit.transaction() as tx:
        old = (
            select(EvidenceItem.id)
            .where(
                text(NOT_SEALED),
                EvidenceItem.state == EvidenceState.PENDING,
                NOT_RECORDED,
                EvidenceItem.received_at < tx.now - older_than,
            )
            .limit(BATCH)
        )
        # Marked first: from now on it can be neither sealed nor asked for, so nothing that was
        # acknowledged is deleted afterwards.
        tx.db.execute(
            update(EvidenceItem)
            .where(EvidenceItem.id.in_(old), EvidenceItem.state == EvidenceState.PENDING)
            .values(state=EvidenceState.ABANDONED)
            .execution_options(synchronize_session=False)
        )
        # What could not be deleted, once no sweep can still be at it: it goes on where it stood.
        tx.db.execute(
            update(EvidenceItem)
            .where(
                text(NOT_SEALED),
                EvidenceItem.state == EvidenceState.ABANDONED,
                NOT_RECORDED,
                EvidenceItem.received_at >= tx.now - older_than,
                EvidenceItem.received_at < tx.now - STALE,
            )
            .values(state=EvidenceState.PENDING)
            .execution_options(synchronize_session=False)
        )


def _abandoned(kit: Kit, id: UUID) -> bool:
    with kit.reading() as db:
        item = db.get(EvidenceItem, id)
        return item is not None and item.state == EvidenceState.ABANDONED


def sweep_strays(kit: Kit, *, older_than: timedelta = STALE, refused: Refused = _ignore) -> int:
    """Delete what workers that were killed or overtaken left of pictures. Returns how many.

    Only of deliveries that ended a while ago: by then nobody works on them any more. What S3 would
    not delete is tried again after `older_than`.
    """
    with kit.reading() as db:
        ended = select(Delivery.id, EvidenceItem).join(
            EvidenceItem, EvidenceItem.id == Delivery.subject_id
        )
        found = db.execute(
            ended.where(
                Delivery.unswept,
                Delivery.state != "waiting",
                Delivery.due_at < kit.now() - older_than,
            ).limit(BATCH)
        ).all()
    swept = 0
    for delivery_id, item in found:
        strays = _strays(kit, item)
        gone = _deleted(kit, strays, refused)
        with kit.transaction() as tx:
            left = {"unswept": False} if gone else {"due_at": tx.now}
            tx.db.execute(update(Delivery).where(Delivery.id == delivery_id).values(**left))
        swept += len(strays) if gone else 0
    return swept


def _strays(kit: Kit, item: EvidenceItem) -> set[tuple[str, str]]:
    """Versions of an item's objects that no row names."""
    with kit.reading() as db:
        known = db.get(EvidenceItem, item.id)
        rows = db.scalars(select(Rendition).where(Rendition.evidence_id == item.id))
        named = {(row.stored.key, row.stored.version) for row in rows}
    if known is None or known.state != EvidenceState.SEALED:
        return set()
    if known.stored:
        named.add((known.stored.key, known.stored.version))
    return set(kit.objects.versions(object_key(item.job_id, item.id, ""))) - named


def sweep_sign_in(kit: Kit) -> None:
    """Forget logins and one-time links a while after their end; their events stay."""
    with kit.transaction() as tx:
        old = tx.now - KEEP_ENDED
        for model, ends in (
            (Login, (Login.expires_at, Login.revoked_at)),
            (Link, (Link.expires_at, Link.revoked_at, Link.consumed_at)),
        ):
            ended = select(model.id).where(or_(*(end < old for end in ends))).limit(BATCH)
            tx.db.execute(delete(model).where(model.id.in_(ended)))


def sweep_deliveries(kit: Kit) -> None:
    """Forget what was done a while ago. What failed stays: it is for an operator to look at."""
    with kit.transaction() as tx:
        tx.db.execute(
            delete(Delivery).where(
                Delivery.state == "done",
                ~Delivery.unswept,
                Delivery.due_at < tx.now - KEEP_DONE,
            )
        )
