"""The beginning of a recorded file: a media node starts keeping what one participant sends.

The parts of the file go from the node to S3 (`parts`); its end makes it evidence (`sealing`).
"""

from datetime import datetime, timedelta
from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.jobs import locked_job
from smarthands.access.sessions import seat_in
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, not_found
from smarthands.evidence.items import ORIGINAL, id_taken, is_clock_off, object_key
from smarthands.kit import Kit, Transaction
from smarthands.model import Consent, EvidenceItem, Job, Participant, RecordedFile, Recording
from smarthands.model.evidence import Audience, EvidenceKind, EvidenceState
from smarthands.model.recording import RecordingState
from smarthands.sessions.recording_spans import spans
from smarthands.views.values import JsonDict

TOLERANCE = timedelta(seconds=5)
"""The tolerated difference between a node's clock and ours."""


def begin(
    kit: Kit,
    actor: Actor,
    recording_id: UUID,
    *,
    id: UUID,
    participant: UUID,
    media_type: str,
    begun_at: datetime,
) -> JsonDict:
    """Begin the file of one participant while the recording is on; a retry finds its file."""
    require(actor, Verb.KEEP_MEDIA)
    with kit.transaction() as tx:
        if _is_begun(tx, recording_id, id, participant, media_type):
            return {"id": str(id)}
        recording = _recording(tx.db, recording_id)
        _check_consent(tx, recording, participant, begun_at)
    key = object_key(recording.job_id, id, ORIGINAL)
    upload = kit.objects.open_parts(key, media_type=media_type)
    with kit.transaction() as tx:
        job = locked_job(tx, recording.job_id)
        if not _is_begun(tx, recording_id, id, participant, media_type):
            recording = _recording(tx.db, recording_id)
            seat = _check_consent(tx, recording, participant, begun_at)
            tx.db.add(_pending(tx, job, id, seat, media_type, begun_at))
            tx.db.flush()
            tx.db.add(_file(tx, id, recording, seat, upload))
            return {"id": str(id)}
    kit.objects.drop_parts(key, upload)  # another request for this file was faster
    return {"id": str(id)}


def file_in(db: Session, recording_id: UUID, file_id: UUID) -> tuple[RecordedFile, EvidenceItem]:
    """A file of this recording, with the evidence item that it is or will be."""
    file = db.get(RecordedFile, file_id)
    if file is None or file.recording_id != recording_id:
        raise not_found("file")
    return file, db.get_one(EvidenceItem, file_id)


def _recording(db: Session, recording_id: UUID) -> Recording:
    recording = db.get(Recording, recording_id)
    if recording is None:
        raise not_found("recording")
    return recording


def _is_begun(
    tx: Transaction, recording_id: UUID, id: UUID, participant: UUID, media_type: str
) -> bool:
    """Whether this very file was begun before; another item under its id is a conflict."""
    item, file = tx.db.get(EvidenceItem, id), tx.db.get(RecordedFile, id)
    if item is None:
        return False
    previous = file and (file.recording_id, file.participant_id, item.media_type)
    if file is None or previous != (recording_id, participant, media_type):
        raise id_taken()
    file.heard_at = tx.now
    return True


def _check_consent(
    tx: Transaction, recording: Recording, participant: UUID, begun_at: datetime
) -> Participant:
    """The seat of the participant, provided that she and everybody else had consented by then.

    A file that was begun while the recording was on may be announced when it is over, since the
    network is not always there.
    """
    seat = seat_in(tx.db, recording.session_id, participant)
    consent = tx.db.get(Consent, (recording.id, seat.id))
    if consent is None or consent.given_at is None:
        allowed = False
    elif recording.state == RecordingState.ON:
        allowed = consent.given
    else:
        allowed = any(
            start - TOLERANCE <= begun_at <= end + TOLERANCE
            for start, end in spans(recording)
            if end is not None
        )
    if not allowed:
        raise conflict("Not everybody has consented to this recording, so nothing of it is kept.")
    return seat


def _pending(
    tx: Transaction, job: Job, id: UUID, seat: Participant, media_type: str, begun_at: datetime
) -> EvidenceItem:
    return EvidenceItem(
        id=id,
        job_id=job.id,
        author_id=seat.person_id,
        author_name=seat.name,
        author_role=seat.person_role,
        kind=EvidenceKind.RECORDING,
        state=EvidenceState.PENDING,
        audience=Audience.CLIENT,
        captured_at=begun_at,
        received_at=tx.now,
        clock_off=is_clock_off(begun_at, tx.now),
        media_type=media_type,
        object_key=object_key(job.id, id, ORIGINAL),
    )


def _file(
    tx: Transaction, id: UUID, recording: Recording, seat: Participant, upload: str
) -> RecordedFile:
    return RecordedFile(
        id=id,
        recording_id=recording.id,
        participant_id=seat.id,
        upload=upload,
        heard_at=tx.now,
    )
