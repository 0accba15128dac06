"""The way of a file through our own server, where a network lets nobody reach the store."""

from collections.abc import Iterator
from uuid import UUID

from smarthands.access.evidence import job_to_add_to
from smarthands.actor import Actor
from smarthands.evidence.sealing import other_file
from smarthands.evidence.uploads import own_upload
from smarthands.kit import Kit
from smarthands.model.evidence import EvidenceState
from smarthands.model.stored_object import AnnouncedObject


def relay(
    kit: Kit, actor: Actor, job_id: UUID, item_id: UUID, *, size: int, chunks: Iterator[bytes]
) -> None:
    """Hand the bytes of an announced upload on to the store, as they come.

    The store checks their length and SHA-256, as of a PUT to its own address, and they are evidence
    once they are sealed. What is there already is read to its end and left as it is: an answer that
    was lost may be asked for again.
    """
    with kit.transaction() as tx:
        item = own_upload(tx.db, actor, job_id, item_id)
        job_to_add_to(tx.db, actor, job_id, tx.now)
        if is_pending := item.state == EvidenceState.PENDING:
            item.received_at = tx.now  # the sweep counts from the last request
    if is_pending:
        _put(kit, item.announced, size, chunks)
    for _chunk in chunks:
        pass


def _put(kit: Kit, announced: AnnouncedObject, size: int, chunks: Iterator[bytes]) -> None:
    if size != announced.size:
        raise other_file()
    if kit.objects.stat(announced.key) is not None:
        return
    try:
        kit.objects.relay(
            announced.key,
            chunks,
            sha256=announced.sha256,
            media_type=announced.media_type,
            size=size,
        )
    except ValueError:
        raise other_file() from None
