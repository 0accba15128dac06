"""Sweeps: uploads that were never sealed, objects that no row names, logins and deliveries that
ended long ago."""

from collections.abc import Callable, Iterable
from datetime import timedelta
from uuid import UUID

from sqlalchemy import delete, or_, select, text, update

from smarthands.evidence.items import object_key
from smarthands.kit import Kit
from smarthands.model import Delivery, EvidenceItem, Link, Login, Rendition, Statement
from smarthands.model.evidence import NOT_SEALED, EvidenceKind, EvidenceState
from smarthands.model.statement import StatementState

ABANDONED = timedelta(hours=24)
STALE = timedelta(hours=1)
KEEP_DONE = timedelta(days=7)
KEEP_ENDED = timedelta(days=90)
KEEP_APPLIED = timedelta(days=30)
BATCH = 200
NOT_RECORDED = EvidenceItem.kind != EvidenceKind.RECORDING
"""Recorded files are not swept away: `recordings/sweep.py` makes evidence of them."""
Refused = Callable[[ConnectionError], object]
"""Called for each thing that S3 would not delete: its keeper may have locked an object."""


def _ignore(_refusal: ConnectionError) -> None:
    pass


def sweep_uploads(
    kit: Kit, *, older_than: timedelta = ABANDONED, refused: Refused = _ignore
) -> int:
    """Forget uploads that were never sealed, with whatever reached S3 of them. Returns how many.

    A presigned address lives 15 minutes and asking for one counts as a new start, so nothing can
    arrive after the sweep. The phone keeps its photo and starts again under the same id. When a
    sweep is killed half-way, the next one goes on. What S3 would not delete is tried again after
    `older_than`, and until then is an upload like any other: its phone can still seal it.

    Raises ConnectionError when S3 can't even be asked what it has.
    """
    _abandon(kit, older_than)
    with kit.reading() as db:
        abandoned = select(EvidenceItem.id, EvidenceItem.job_id).where(
            text(NOT_SEALED),
            EvidenceItem.state == EvidenceState.ABANDONED,
            NOT_RECORDED,
            EvidenceItem.received_at < kit.now() - older_than,
        )
        rows = list(db.execute(abandoned.limit(BATCH)))
    swept = 0
    for id, job_id in rows:
        left = kit.objects.versions(object_key(job_id, id, ""))
        # The state is read after the listing: another sweep may have been faster, and what the
        # phone then put under the same id is not in a list that was made before.
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
    """Delete versions; whether all of them went. A refusal ends this item's turn, not the sweep."""
    try:
        for key, version in versions:
            kit.objects.delete(key, version)
    except ConnectionError as refusal:
        refused(refusal)
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
        # The mark comes first: an abandoned upload can be neither sealed nor asked for, so nothing
        # that was acknowledged is deleted afterwards.
        tx.db.execute(
            update(EvidenceItem)
            .where(EvidenceItem.id.in_(old), EvidenceItem.state == EvidenceState.PENDING)
            .values(state=EvidenceState.ABANDONED)
            .execution_options(synchronize_session=False)
        )
        # An upload that could not be deleted goes on where it stood, once no sweep can be at it.
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
    """Delete pictures that workers left which were killed or overtaken. Returns how many.

    The sweep looks only at deliveries that ended a while ago, since nobody works on them any more.
    What S3 would not delete is tried again after `older_than`.
    """
    with kit.reading() as db:
        ended = select(Delivery.id, EvidenceItem).join(
            EvidenceItem, EvidenceItem.id == Delivery.subject_id
        )
        rows = db.execute(
            ended.where(
                Delivery.unswept,
                Delivery.state != "waiting",
                Delivery.due_at < kit.now() - older_than,
            ).limit(BATCH)
        ).all()
    swept = 0
    for delivery_id, item in rows:
        strays = _strays(kit, item)
        gone = _deleted(kit, strays, refused)
        with kit.transaction() as tx:
            left = {"unswept": False} if gone else {"due_at": tx.now}
            tx.db.execute(update(Delivery).where(Delivery.id == delivery_id).values(**left))
        swept += len(strays) if gone else 0
    return swept


def _strays(kit: Kit, item: EvidenceItem) -> set[tuple[str, str]]:
    """The versions of an item's objects that no row names."""
    with kit.reading() as db:
        current = db.get(EvidenceItem, item.id)
        rows = db.scalars(select(Rendition).where(Rendition.evidence_id == item.id))
        named = {(row.stored.key, row.stored.version) for row in rows}
    if current is None or current.state != EvidenceState.SEALED:
        return set()
    if current.stored:
        named.add((current.stored.key, current.stored.version))
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


def sweep_statements(kit: Kit) -> None:
    """Forget what was answered to statements that took effect, once no phone can repeat one: what
    comes so late waits for the desk, whatever it is."""
    with kit.transaction() as tx:
        tx.db.execute(
            delete(Statement).where(
                Statement.state == StatementState.APPLIED,
                Statement.received_at < tx.now - KEEP_APPLIED,
            )
        )


def sweep_deliveries(kit: Kit) -> None:
    """Forget deliveries that were done a while ago. Failed ones stay for an operator to look at."""
    with kit.transaction() as tx:
        tx.db.execute(
            delete(Delivery).where(
                Delivery.state == "done",
                ~Delivery.unswept,
                Delivery.due_at < tx.now - KEEP_DONE,
            )
        )
