"""Recording a session: asked for by the desk, on while everybody in it has consented, stopped."""

from uuid import UUID

from sqlalchemy.orm import Session

from smarthands.access.jobs import job_for
from smarthands.access.verbs import ON_SITE, Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, forbidden, not_found
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Consent, Job, LiveSession, Participant, Recording, Site
from smarthands.model.evidence import Audience
from smarthands.model.place import VideoPath
from smarthands.model.recording import RecordingState
from smarthands.model.session import SessionState
from smarthands.sessions.recording_spans import close_span, latest, open_span
from smarthands.sessions.seats import seat_of, seats, session_for, shown
from smarthands.views.values import JsonDict


def ask(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, id: UUID) -> JsonDict:
    """Ask everybody in the call; whoever asks has consented herself.

    A session has one recording at a time: asking while one goes on is consenting to that.
    """
    with kit.transaction() as tx:
        job, session = _session(tx, actor, job_id, session_id, Verb.RECORD)
        seat = _seat(tx, actor, session)
        if known := tx.db.get(Recording, id):
            if known.session_id != session.id:
                raise conflict("This id is taken by another recording. Use a new one.")
            return shown(tx.db, session)
        if session.state != SessionState.LIVE:
            raise conflict("Nobody has answered this call, so there is nothing to record.")
        if tx.db.get_one(Site, job.site_id).video_path == VideoPath.DIRECT:
            raise conflict("This site's picture and sound go past us, so we can't record them.")
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
            _record(tx, actor, job, session, "recording.asked")
        _answer(tx, actor, job, session, recording, seat, given=True)
        return shown(tx.db, session)


def answer(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, given: bool) -> JsonDict:
    """Consent, or refuse, also after having consented. The same answer twice is once."""
    with kit.transaction() as tx:
        job, session = _session(tx, actor, job_id, session_id, Verb.CONSENT)
        seat = _seat(tx, actor, session)
        recording = latest(tx.db, session.id)
        if recording is None or recording.state == RecordingState.STOPPED:
            raise conflict("Nothing is being recorded, and nobody has asked for it.")
        _answer(tx, actor, job, session, recording, seat, given=given)
        return shown(tx.db, session)


def stop(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID) -> JsonDict:
    """For good: what is recorded later is another recording. Twice is once."""
    with kit.transaction() as tx:
        job, session = _session(tx, actor, job_id, session_id, Verb.RECORD)
        if latest(tx.db, session.id) is None:
            raise conflict("Nothing is being recorded, and nobody has asked for it.")
        stop_within(tx, actor, job, session)
        return shown(tx.db, session)


def stop_within(tx: Transaction, actor: Actor, job: Job, session: LiveSession) -> None:
    """Where a session ends, too. The job is locked."""
    recording = latest(tx.db, session.id)
    if recording is None or recording.state == RecordingState.STOPPED:
        return
    recording.state = RecordingState.STOPPED
    recording.stopped_at = tx.now
    close_span(recording, tx.now)
    _record(tx, actor, job, session, "recording.stopped")


def watch(kit: Kit, actor: Actor, session_id: UUID, *, watching: bool) -> None:
    """Her page has gone to a wall, where nobody hears or sees her, so that nobody waits for her
    answer; or it is live again, and she is in the call as whoever comes late."""
    with kit.transaction() as tx:
        known = tx.db.get(LiveSession, session_id)
        if known is None:
            raise not_found("session")
        job, session = _session(tx, actor, known.job_id, session_id, Verb.CONSENT)
        seat = _seat(tx, actor, session)
        if seat.watching == watching:
            return
        seat.watching = watching
        tx.db.flush()
        if recording := latest(tx.db, session.id):
            _follow(tx, actor, job, session, recording)


def after_leaving(tx: Transaction, actor: Actor, job: Job, session: LiveSession) -> None:
    """Whoever is left may all have consented."""
    if recording := latest(tx.db, session.id):
        _follow(tx, actor, job, session, recording)


def ask_anew(db: Session, seat: Participant) -> None:
    """Who comes back is asked again if she had refused; until she answers nobody hears her."""
    recording = latest(db, seat.session_id)
    if recording is None:
        return
    known = db.get(Consent, (recording.id, seat.id))
    if known is not None and not known.given:
        db.delete(known)
        db.flush()


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
    known = tx.db.get(Consent, (recording.id, seat.id))
    if known is not None and known.given == given:
        return
    if known is None:
        known = Consent(recording_id=recording.id, participant_id=seat.id, name=actor.name)
        tx.db.add(known)
    known.given, known.at = given, tx.now
    known.given_at = tx.now if given else known.given_at
    kind = "recording.consented" if given else "recording.refused"
    _record(tx, actor, job, session, kind)
    _follow(tx, actor, job, session, recording)


def _follow(
    tx: Transaction, actor: Actor, job: Job, session: LiveSession, recording: Recording
) -> None:
    """Begin, go on or pause, as the answers of those who are in the call have it. It does not begin
    while nobody is there to be filmed."""
    everyone = seats(tx.db, session.id)
    there = [seat for seat in everyone if seat.left_at is None and not seat.watching]
    known = [tx.db.get(Consent, (recording.id, seat.id)) for seat in there]
    answers = [each and each.given for each in known]
    agreed = all(answers) and any(seat.role in ON_SITE for seat in there)
    if recording.state == RecordingState.ON and False in answers:
        recording.state = RecordingState.PAUSED
        close_span(recording, tx.now)
        _record(tx, actor, job, session, "recording.paused")
    elif recording.state in {RecordingState.ASKED, RecordingState.PAUSED} and agreed:
        recording.state = RecordingState.ON
        recording.started_at = recording.started_at or tx.now
        open_span(recording, tx.now)
        _record(tx, actor, job, session, "recording.started")


def _session(
    tx: Transaction, actor: Actor, job_id: UUID, session_id: UUID, verb: Verb
) -> tuple[Job, LiveSession]:
    """The session, with its job locked. That there is none comes before that she may not."""
    job = job_for(tx.db, actor, job_id, to=Verb.CONSENT)
    session = session_for(tx.db, actor, job.id, session_id)
    require(actor, verb, session)
    return job, session


def _seat(tx: Transaction, actor: Actor, session: LiveSession) -> Participant:
    seat = seat_of(tx.db, session.id, actor.person_id)
    if seat is None or (seat.left_at and session.state != SessionState.ENDED):
        raise forbidden("You are not in this call. Join it first.")
    return seat


def _record(tx: Transaction, actor: Actor, job: Job, session: LiveSession, kind: str) -> None:
    tx.db.flush()
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("session", str(session.id)),
        audience=Audience.CLIENT,
        details={"session": shown(tx.db, session)},
    )
