"""A guest's name is the desk's to correct, on her link and, once she has come by it, wherever she
appears from then on."""

from uuid import UUID

from smarthands.access.jobs import job_for
from smarthands.access.sessions import seat_of
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import conflict
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.link_tokens import is_open
from smarthands.model import Job, Person
from smarthands.model.evidence import Audience
from smarthands.people.join_links import join_on, listed
from smarthands.sessions.reading import open_session, session_shown
from smarthands.views.join_link import join_view
from smarthands.views.values import JsonDict


def rename(kit: Kit, actor: Actor, job_id: UUID, join_id: UUID, *, name: str) -> JsonDict:
    """Put another name on an open join link, and give it to the guest who came by it. What she did
    before keeps the name of its time; a second call with the same name changes nothing."""
    with kit.transaction() as tx:
        job = job_for(tx.db, actor, job_id, to=Verb.INVITE_GUEST)
        join = join_on(tx.db, job, join_id)
        if join.name == name:
            return listed(kit, join)
        if not is_open(join, tx.now):
            raise conflict("This link has ended. What was done by it keeps its name.")
        earlier, join.name = join.name, name
        tx.db.flush()
        tx.record(
            job.stream,
            EventKind.JOIN_RENAMED,
            actor=actor,
            subject=Subject("join", str(join.id)),
            audience=Audience.INTERNAL,
            details={"join": join_view(join), "earlier_name": earlier},
        )
        if join.person_id:
            _rename_guest(tx, actor, job, tx.db.get_one(Person, join.person_id), name)
        return listed(kit, join)


def _rename_guest(tx: Transaction, actor: Actor, job: Job, guest: Person, name: str) -> None:
    """Rename a guest and her seat in the session that goes on, and tell all readers of the job."""
    earlier, guest.name = guest.name, name
    details: JsonDict = {"name": name, "earlier_name": earlier}
    session = open_session(tx.db, job.id)
    if session and (seat := seat_of(tx.db, session.id, guest.id)):
        seat.name = name
        tx.db.flush()
        details["session"] = session_shown(tx.db, session)
    tx.record(
        job.stream,
        EventKind.GUEST_RENAMED,
        actor=actor,
        subject=Subject("person", str(guest.id)),
        audience=Audience.CLIENT,
        details=details,
    )
