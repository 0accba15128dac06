"""The chat of a session."""

from uuid import UUID

from smarthands.access.sessions import seated_session
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit
from smarthands.model import Message
from smarthands.model.evidence import Audience
from smarthands.views.chat import message_view
from smarthands.views.values import JsonDict


def say(kit: Kit, actor: Actor, job_id: UUID, session_id: UUID, *, id: UUID, text: str) -> JsonDict:
    """Add a line of chat. A line that was typed before the end may arrive after it."""
    with kit.transaction() as tx:
        job, session = seated_session(tx, actor, job_id, session_id, to=Verb.JOIN_SESSION)
        if message := tx.db.get(Message, id):
            previous = (message.session_id, message.author_id, message.text)
            if previous != (session.id, actor.person_id, text):
                raise conflict("This id is taken by another message. Use a new one.")
            return message_view(message)
        message = Message(
            id=id,
            job_id=job.id,
            session_id=session.id,
            author_id=actor.person_id,
            author_name=actor.name,
            author_role=actor.role or "",
            text=text,
            sent_at=tx.now,
        )
        tx.db.add(message)
        tx.db.flush()
        tx.record(
            job.stream,
            EventKind.MESSAGE_SAID,
            actor=actor,
            subject=Subject("message", str(id)),
            audience=Audience.CLIENT,
            details={"message": message_view(message)},
        )
        return message_view(message)
