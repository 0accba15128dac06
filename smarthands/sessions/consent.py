"""Recording a session: the desk asks, it is on while everybody in the call consents, it stops."""

from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.jobs import locked_job
from smarthands.access.photos import photo_rule, require_video
from smarthands.access.sessions import require_kept_seat, session_by_id, session_to_change
from smarthands.access.verbs import ON_SITE, Verb
from smarthands.actor import Actor, system
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Consent, Job, LiveSession, Participant, Recording, Site
from smarthands.model.place import PhotoRule, VideoPath
from smarthands.model.recording import RecordingState
from smarthands.model.session import SessionState
from smarthands.sessions import facts
from smarthands.sessions.reading import open_session, session_shown
from smarthands.sessions.recording_spans import close_span, latest, open_span
from smarthands.sessions.seats import seats
from smarthands.views.values import JsonDict


def ask(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, id: UUID) -> JsonDict:
    """Ask everybody in the call; the person who asks has consented herself.

    A session has one recording at a time: asking while one goes on is consenting to that one.
    """
    with kit.transaction() as tx:
        job, session, seat = _call(tx, actor, job_id, session_id, Verb.RECORD)
        if previous := tx.db.get(Recording, id):
            if previous.session_id != session.id:
                raise conflict("This id is taken by another recording. Use a new one.")
            return session_shown(tx.db, session)
        if session.state != SessionState.LIVE:
            raise conflict("Nobody has answered this call, so there is nothing to record.")
        if tx.db.get_one(Site, job.site_id).video_path == VideoPath.DIRECT:
            raise conflict("This site's picture and sound go past us, so we can't record them.")
        require_video(tx.db, job)
        recording = latest(tx.db, session.id)
        if recording is None or recording.state == RecordingState.STOPPED:
            recording = Recording(
                id=id,
                job_id=job.id,
                session_id=session.id,
                state=RecordingState.ASKED,
                asked_by=actor.person_id,
                asked_by_name=actor.name,
                asked_at=tx.now,
                spans="[]",
            )
            tx.db.add(recording)
            facts.record(tx, actor, job, session, EventKind.RECORDING_ASKED)
        _answer(tx, actor, job, session, recording, seat, given=True)
        return session_shown(tx.db, session)


def answer(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, given: bool) -> JsonDict:
    """Consent, or refuse, also after having consented. The same answer twice is once."""
    with kit.transaction() as tx:
        job, session, seat = _call(tx, actor, job_id, session_id, Verb.CONSENT)
        recording = latest(tx.db, session.id)
        if recording is None or recording.state == RecordingState.STOPPED:
            raise conflict("Nothing is being recorded, and nobody has asked for it.")
        _answer(tx, actor, job, session, recording, seat, given=given)
        return session_shown(tx.db, session)


def stop(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> JsonDict:
    """Stop the recording for good: a later one is another recording. Twice is once."""
    with kit.transaction() as tx:
        job, session = session_to_change(
            tx, actor, job_id, session_id, to=Verb.RECORD, entry=Verb.CONSENT
        )
        if latest(tx.db, session.id) is None:
            raise conflict("Nothing is being recorded, and nobody has asked for it.")
        stop_within(tx, actor, job, session)
        return session_shown(tx.db, session)


def stop_within(tx: Transaction, actor: Actor, job: Job, session: LiveSession) -> None:
    """Stop a session's recording, if there is one; the end of a session does so too. The job is
    locked."""
    recording = latest(tx.db, session.id)
    if recording is None or recording.state == RecordingState.STOPPED:
        return
    recording.state = RecordingState.STOPPED
    recording.stopped_at = tx.now
    close_span(recording, tx.now)
    facts.record(tx, actor, job, session, EventKind.RECORDING_STOPPED)


def stop_forbidden(kit: Kit, job_id: UUID) -> None:
    """Stop the recording on a job where the site's photo policy allows no video any more."""
    with kit.transaction() as tx:
        job = locked_job(tx, job_id)
        session = open_session(tx.db, job.id)
        if session is not None and photo_rule(tx.db, job) != PhotoRule.ALLOWED:
            stop_within(tx, system("sessions"), job, session)


def watch(kit: Kit, actor: Actor, session_id: UUID, *, watching: bool) -> None:
    """Note that the actor's page has gone to a wall or come back from one.

    Nobody hears or sees her on a wall, so her answer is not waited for; when her page is live again
    she is in the call like a person who comes late.
    """
    with kit.transaction() as tx:
        job_id = session_by_id(tx.db, session_id).job_id
        job, session, seat = _call(tx, actor, job_id, session_id, Verb.CONSENT)
        if seat.watching == watching:
            return
        seat.watching = watching
        tx.db.flush()
        if recording := latest(tx.db, session.id):
            _follow(tx, actor, job, session, recording)


def after_leaving(tx: Transaction, actor: Actor, job: Job, session: LiveSession) -> None:
    """Count the answers again when somebody has left: everybody who stays may have consented."""
    if recording := latest(tx.db, session.id):
        _follow(tx, actor, job, session, recording)


def ask_anew(db: Session, seat: Participant) -> None:
    """Forget the refusal of a person who comes back: nobody hears her until she answers again."""
    recording = latest(db, seat.session_id)
    if recording is None:
        return
    consent = db.get(Consent, (recording.id, seat.id))
    if consent is not None and not consent.given:
        db.delete(consent)
        db.flush()


def _call(
    tx: Transaction, actor: Actor, job_id: UUID, session_id: UUID, verb: Verb
) -> tuple[Job, LiveSession, Participant]:
    """The session with its job locked, and the actor's seat in it."""
    job, session = session_to_change(tx, actor, job_id, session_id, to=verb, entry=Verb.CONSENT)
    return job, session, require_kept_seat(tx.db, actor, session)


def _answer(
    tx: Transaction,
    actor: Actor,
    job: Job,
    session: LiveSession,
    recording: Recording,
    seat: Participant,
    *,
    given: bool,
) -> None:
    tx.db.flush()
    consent = tx.db.get(Consent, (recording.id, seat.id))
    if consent is not None and consent.given == given:
        return
    if consent is None:
        consent = Consent(recording_id=recording.id, participant_id=seat.id, name=actor.name)
        tx.db.add(consent)
    consent.given, consent.at = given, tx.now
    consent.given_at = tx.now if given else consent.given_at
    kind = EventKind.RECORDING_CONSENTED if given else EventKind.RECORDING_REFUSED
    facts.record(tx, actor, job, session, kind)
    _follow(tx, actor, job, session, recording)


def _follow(
    tx: Transaction, actor: Actor, job: Job, session: LiveSession, recording: Recording
) -> None:
    """Start, resume or pause the recording, as the answers of those in the call have it. It does
    not start while nobody is there to be filmed."""
    present = [s for s in seats(tx.db, session.id) if s.left_at is None and not s.watching]
    consents = [tx.db.get(Consent, (recording.id, seat.id)) for seat in present]
    answers = [consent and consent.given for consent in consents]
    agreed = all(answers) and any(seat.role in ON_SITE for seat in present)
    if recording.state == RecordingState.ON and False in answers:
        recording.state = RecordingState.PAUSED
        close_span(recording, tx.now)
        facts.record(tx, actor, job, session, EventKind.RECORDING_PAUSED)
    elif recording.state in {RecordingState.ASKED, RecordingState.PAUSED} and agreed:
        recording.state = RecordingState.ON
        recording.started_at = recording.started_at or tx.now
        open_span(recording, tx.now)
        facts.record(tx, actor, job, session, EventKind.RECORDING_STARTED)
