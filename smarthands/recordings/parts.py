"""The parts of a recorded file: announced by the node, put to S3 by it, and joined there.

What S3 itself says of them is held against what the node says.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Code, Problem, conflict
from smarthands.evidence.sealing import UPLOAD_SECONDS
from smarthands.kit import Kit
from smarthands.model import EvidenceItem, FilePart, RecordedFile
from smarthands.model.evidence import EvidenceState
from smarthands.objects import Stored
from smarthands.recordings.files import file_in
from smarthands.views.values import JsonDict


@dataclass(frozen=True, slots=True)
class CompletedPart:
    """A part in S3 as the node describes it: bytes, SHA-256 in hex, the `etag` that S3 answered."""

    number: int
    size: int
    etag: str
    sha256: str


def announce_part(
    kit: Kit,
    actor: Actor,
    recording_id: UUID,
    file_id: UUID,
    *,
    number: int,
    size: int,
    sha256: str,
) -> JsonDict:
    """An address for exactly these bytes. A part replaces an earlier one of the same number."""
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_MEDIA)
        file, item = file_in(tx.db, recording_id, file_id)
        if item.state != EvidenceState.PENDING:
            raise conflict("This file is complete. Begin another one.")
        part = tx.db.get(FilePart, (file.id, number, sha256))
        if part is None:
            part = FilePart(file_id=file.id, number=number, sha256=sha256)
            tx.db.add(part)
        part.size, part.announced_at = size, tx.now
        file.heard_at = tx.now
    signed = kit.objects.sign_part(
        item.file_key,
        file.upload,
        number,
        sha256=sha256,
        size=size,
        seconds=UPLOAD_SECONDS,
    )
    return {"url": signed.url, "headers": dict(signed.headers)}


def check_parts(db: Session, file: RecordedFile, parts: Sequence[CompletedPart], size: int) -> None:
    """Check that the parts are numbered from 1 without a hole, that each was announced, and that
    they are `size` bytes together."""
    rows = db.scalars(select(FilePart).where(FilePart.file_id == file.id))
    announced = {(row.number, row.size, row.sha256) for row in rows}
    in_order = [part.number for part in parts] == [*range(1, len(parts) + 1)]
    all_announced = all((part.number, part.size, part.sha256) in announced for part in parts)
    if not (in_order and all_announced and sum(part.size for part in parts) == size):
        raise other_parts()


def join_parts(
    kit: Kit, file: RecordedFile, item: EvidenceItem, parts: Sequence[CompletedPart]
) -> Stored:
    """Have S3 make the object of these parts and no others; its own answer is checked."""
    try:
        stored = kit.objects.join_parts(item.file_key, file.upload, parts)
    except FileNotFoundError:
        raise Problem(Code.UPLOAD_MISSING, "No part of this file has arrived.") from None
    except ValueError:
        raise other_parts() from None
    if (stored.size, stored.composite) != (sum(part.size for part in parts), _composite(parts)):
        raise other_parts()
    return stored


def other_parts() -> Problem:
    return Problem(
        Code.UPLOAD_MISMATCH,
        "These are not the parts that arrived. Put what differs, and complete the file again.",
    )


def _composite(parts: Sequence[CompletedPart]) -> str:
    """SHA-256 over the parts' SHA-256, a hyphen, their number ("Checking object integrity" in the
    Amazon S3 user guide, composite checksums)."""
    digests = b"".join(bytes.fromhex(part.sha256) for part in parts)
    return f"{hashlib.sha256(digests).hexdigest()}-{len(parts)}"
