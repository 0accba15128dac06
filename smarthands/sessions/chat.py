"""The chat of a session."""

from uuid import UUID

from smarthands.access.sessions import seated_session
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import Problem, conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Job, LiveSession, Message
from smarthands.model.evidence import Audience
from smarthands.phone_clock import ToldMoment
from smarthands.views.chat import message_view
from smarthands.views.values import JsonDict


def say(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, id: UUID, text: str) -> JsonDict:
    """Add a line of chat that is written now."""
    with kit.transaction() as tx:
        job, session = seated_session(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        return add_line(tx, actor, job, session, id=id, text=text)


def add_line(
    tx: Transaction,
    actor: Actor,
    job: Job,
    session: LiveSession,
    *,
    id: UUID,
    text: str,
    told: ToldMoment | None = None,
) -> JsonDict:
    """Add a line to a session with its job locked; a retry finds its first attempt. A session that
    has ended takes it, too, since its author could not know. The event has both times."""
    if message := tx.db.get(Message, id):
        previous = (message.session_id, message.author_id, message.text)
        if previous != (session.id, actor.person_id, text):
            raise id_taken()
        return message_view(message)
    message = Message(
        id=id,
        job_id=job.id,
        session_id=session.id,
        **actor.authorship,
        text=text,
        sent_at=tx.now,
    )
    tx.db.add(message)
    tx.db.flush()
    moment = told.details(tx.now, since=session.asked_at) if told else None
    tx.record(
        job.stream,
        EventKind.MESSAGE_SAID,
        actor=actor,
        subject=Subject("message", str(id)),
        audience=Audience.CLIENT,
        details={"message": message_view(message)} | ({"told": moment} if moment else {}),
    )
    return message_view(message)


def id_taken() -> Problem:
    """The refusal of an id under which there is a different line already."""
    return conflict("This id is taken by another message. Use a new one.")
