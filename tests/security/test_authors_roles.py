"""An author is shown with the role that she had when she wrote it, whatever she is today."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import inspect

from smarthands.actor import Actor
from smarthands.jobs import document
from smarthands.model import Person
from smarthands.people import people
from smarthands.people.sign_in import actor_for, start_login
from smarthands.recordings import playback
from smarthands.sessions import calls, chat, stills
from storage.migrating import migrate
from tests.builders.earlier import downgrade, forget_logins
from tests.builders.jobs import note, open_job, photo
from tests.builders.marks import drawn_mark, frozen_photo
from tests.builders.recordings import SMALL, RecordingUpload, seat_of, start_recording
from tests.builders.sessions import guest_in, live_session
from tests.builders.world import World


@pytest.fixture
def world(each_world: World) -> World:
    each_world.memory.least_part = SMALL
    return each_world


def sign_in(world: World, id: UUID) -> Actor:
    """The person as an actor, with the name and the role that she has now."""
    with world.kit.transaction() as tx:
        person = tx.db.get_one(Person, id)
        return actor_for(person, start_login(world.kit, tx, person, "bearer", by="link").login)


def hire(world: World, name: str, role: str) -> UUID:
    id = uuid4()
    people.invite(world.kit, world.ada, id=id, name=name, email=f"{name}@firm.test", role=role)
    return id


def written_by(world: World, person: UUID, job: UUID, session: UUID) -> None:
    """A note, a line and a mark of hers, each a minute after the one before."""
    who = sign_in(world, person)
    calls.join(world.kit, who, job, session)
    world.clock.pass_by(minutes=1)
    note(world, who, job)
    chat.say(world.kit, who, job, session, id=uuid4(), text="reseat it")
    drawn_mark(world, job, session, photo(world, who, job), who)
    world.clock.pass_by(minutes=1)


def roles_of(world: World, job: UUID, person: UUID) -> dict[str, list[str]]:
    """The roles that Cleo reads beside the person's name, by noun, in the order of their times."""
    shown: dict[str, Any] = document.document(world.kit, world.cleo, job)
    times = {"evidence": "received_at", "messages": "sent_at", "marks": "drawn_at"}
    return {
        noun: [
            each["author"]["role"]
            for each in sorted(shown[noun].values(), key=lambda each: str(each[time]))
            if each["author"]["id"] == str(person)
        ]
        for noun, time in times.items()
    }


@pytest.fixture
def promoted(world: World) -> Callable[[], tuple[UUID, UUID]]:
    """Rosa writes as a dispatcher, becomes an expert, and writes again."""

    def write() -> tuple[UUID, UUID]:
        job, rosa = open_job(world, world.tess), hire(world, "Rosa", "dispatcher")
        session = live_session(world, job)
        written_by(world, rosa, job, session)
        people.edit(world.kit, world.ada, rosa, role="expert")
        written_by(world, rosa, job, session)
        return job, rosa

    return write


def test_who_has_another_role_today_is_shown_as_what_she_was(
    world: World, promoted: Callable[[], tuple[UUID, UUID]]
) -> None:
    job, rosa = promoted()
    assert roles_of(world, job, rosa) == {
        "evidence": ["dispatcher", "dispatcher", "expert", "expert"],
        "messages": ["dispatcher", "expert"],
        "marks": ["dispatcher", "expert"],
    }


def test_the_migration_finds_the_roles_of_what_was_written_before_it(
    world: World, promoted: Callable[[], tuple[UUID, UUID]]
) -> None:
    job, rosa = promoted()
    before = document.document(world.kit, world.cleo, job)
    forget_logins(world.engine)
    downgrade(world.engine, "0010")
    columns = {column["name"] for column in inspect(world.engine).get_columns("messages")}
    assert "author_role" not in columns
    migrate(world.engine)
    assert document.document(world.kit, world.cleo, job) == before
    assert roles_of(world, job, rosa)["messages"] == ["dispatcher", "expert"]


def test_events_and_document_say_the_same_role(world: World) -> None:
    job = open_job(world, world.tess)
    session = live_session(world, job)
    note(world, world.tess, job)
    chat.say(world.kit, world.eva, job, session, id=uuid4(), text="reseat it")
    drawn_mark(world, job, session, frozen_photo(world, job))
    shown = document.document(world.kit, world.cleo, job)
    told = {
        each["id"]: each["author"]
        for event in document.job_events(world.kit, world.cleo, job)["items"]
        for noun in ("evidence", "message", "mark")
        for each in [event["body"]["details"].get(noun)]
        for each in (each if isinstance(each, list) else [each])
        if each and "author" in each
    }
    kept = {**shown["evidence"], **shown["messages"], **shown["marks"]}
    assert told == {id: each["author"] for id, each in kept.items()}
    assert {author["role"] for author in told.values()} == {"technician", "expert"}


def test_in_a_call_everybody_is_named_with_the_role_of_her_account(world: World) -> None:
    job = open_job(world, world.tess)
    session = live_session(world, job)
    calls.join(world.kit, world.dan, job, session)
    gus = guest_in(world, job, session)
    calls.end(world.kit, world.dan, job, session)
    shown = document.document(world.kit, world.cleo, job)["sessions"][str(session)]
    seats = {seat["name"]: (seat["role"], seat["person_role"]) for seat in shown["participants"]}
    assert seats == {
        "Tess": ("technician", "technician"),
        "Eva": ("expert", "expert"),
        # Whoever guides from a desk is the call's expert.
        "Dan": ("expert", "dispatcher"),
        gus.name: ("guest", "guest"),
    }
    actors = {each: shown[each]["role"] for each in ("asked_by", "claimed_by", "ended_by")}
    assert actors == {"asked_by": "technician", "claimed_by": "expert", "ended_by": "dispatcher"}


def test_chapters_and_recordings_say_who_is_a_guest(world: World) -> None:
    job = open_job(world, world.tess)
    session = live_session(world, job)
    gus = guest_in(world, job, session)
    recording = start_recording(world, job, session, gus)
    file = RecordingUpload(world, recording, seat_of(world, session, gus)).begin().put(b"picture")
    world.clock.pass_by(seconds=2)
    chat.say(world.kit, gus, job, session, id=uuid4(), text="here")
    still = uuid4()
    stills.request(world.kit, world.eva, job, session, id=still)
    photo(world, world.tess, job, id=still)
    world.clock.pass_by(seconds=2)
    file.complete(seconds=60)
    chapters = playback.chapters(world.kit, world.cleo, job, file.id)
    assert {(each["kind"], each["name"], each["role"]) for each in chapters} == {
        ("consent", "Eva", "expert"),
        ("consent", "Tess", "technician"),
        ("consent", "Gus", "guest"),
        ("message", "Gus", "guest"),
        ("still", "Eva", "expert"),
    }
    shown = document.document(world.kit, world.cleo, job)
    assert shown["evidence"][str(file.id)]["author"] == {
        "id": gus.id,
        "name": "Gus",
        "role": "guest",
        "guest": True,
    }
    asked_by = shown["sessions"][str(session)]["recording"]["asked_by"]
    assert (asked_by["name"], asked_by["role"]) == ("Eva", "expert")
