"""Sessions and guests, made by the operations themselves."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.jobs import document
from smarthands.people import join_links
from smarthands.people.sign_in import SignedIn, actor_for
from smarthands.sessions import calls
from tests.builders.world import World


def with_online(world: World, *people: Actor) -> World:
    """The world in which these people are online."""
    there = frozenset(person.person_id for person in people)
    return replace(world, kit=replace(world.kit, online=lambda: there))


def ringing_session(world: World, job_id: UUID, by: Actor | None = None) -> UUID:
    """A session that rings: Tess has asked for help, or `by` has asked or called."""
    id = uuid4()
    calls.ask(world.kit, by or world.tess, job_id, id=id)
    return id


def live_session(world: World, job_id: UUID, by: Actor | None = None) -> UUID:
    """A live session: Tess or `by` has asked, and Eva has come ten seconds later."""
    id = ringing_session(world, job_id, by)
    world.clock.pass_by(seconds=10)
    calls.claim(world.kit, world.eva, job_id, id)
    return id


def session_in_document(world: World, job_id: UUID, session_id: UUID) -> dict[str, Any]:
    """The session as the job's document has it for Dan."""
    session: dict[str, Any] = document.document(world.kit, world.dan, job_id)["sessions"][
        str(session_id)
    ]
    return session


def recording_state(world: World, job_id: UUID, session_id: UUID) -> str:
    """The state of the recording of a session that has one."""
    return str(session_in_document(world, job_id, session_id)["recording"]["state"])


def guest_in(world: World, job_id: UUID, session_id: UUID) -> Actor:
    """Gus, who has come by a join link and is in the call."""
    gus = guest(world, job_id)
    calls.join(world.kit, gus, job_id, session_id)
    return gus


def token_of_join(world: World, job_id: UUID, *, name: str = "Gus", hours: int = 8) -> str:
    end = world.clock.at + timedelta(hours=hours)
    answer = join_links.create(world.kit, world.dan, job_id, id=uuid4(), name=name, expires_at=end)
    return str(answer["url"]).rsplit("/", 1)[1]


def join_login(world: World, job_id: UUID, name: str = "Gus") -> SignedIn:
    """The login of a guest who has pressed the button of a join link."""
    token = token_of_join(world, job_id, name=name)
    return join_links.take(world.kit, token, name=name, kind="bearer")


def guest(world: World, job_id: UUID, name: str = "Gus") -> Actor:
    """The guest who has pressed the button of a join link."""
    signed_in = join_login(world, job_id, name)
    return actor_for(signed_in.person, signed_in.login)
