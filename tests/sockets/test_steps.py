"""What happens between two reads of the database, while a page follows its job or enters a
session."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from socketio import Server
from sqlalchemy.orm import Session

from realtime.broker import Broker
from smarthands.errors import Code, Problem
from smarthands.jobs import progress
from smarthands.kit import Kit
from smarthands.sessions import calls
from storage.database import open_database, open_sessions
from tests.builders.jobs import open_job
from tests.builders.world import World
from tests.sockets.page import seated

Looks = Iterator[Callable[[], Session]]


class Post(Server):  # type: ignore[misc]
    """A post that keeps what it would send, by name and addressee."""

    def __init__(self) -> None:
        super().__init__(async_mode="threading")
        self.sent: list[tuple[str, str]] = []

    def emit(self, event: str, data: Any = None, to: str = "", **_options: Any) -> None:
        self.sent.append((event, to))


def looking(world: World, looks: Looks) -> Kit:
    """The kit of a process whose first database sessions are opened by these functions, and later
    ones as usual."""
    usual = world.kit.sessions

    def session() -> Session:
        return next(looks, usual)()

    return replace(world.kit, sessions=session)  # type: ignore[arg-type]


@pytest.fixture
def job(world: World) -> UUID:
    return open_job(world, world.tess)


def test_tess_keeps_following_when_the_database_was_away_for_a_moment(
    world: World, job: UUID
) -> None:
    post = Post()
    broker = Broker(post, lambda: None)
    tess = broker.sockets.add("tess", world.tess)
    tess.jobs.add(job)
    away = open_sessions(open_database("postgresql://nobody@127.0.0.1:1/nothing"))
    kit = looking(world, iter([world.kit.sessions, away]))
    push = broker.push
    with pytest.raises(Problem) as problem:
        push.step(kit)
    assert problem.value.code == Code.BUSY
    assert tess.jobs == {job}
    post.sent.clear()
    push.step(kit)
    assert post.sent.count(("event", "tess")) == 2
    assert ("unfollowed", "tess") not in post.sent


def test_tess_follows_nothing_when_she_is_taken_off_while_she_begins_to_follow(
    world: World, job: UUID
) -> None:
    post = Post()
    broker = Broker(post, lambda: None)
    tess = broker.sockets.add("tess", world.tess)

    def taken_off() -> Session:
        progress.assign(world.kit, world.dan, job, technician_ids=[])
        return world.kit.sessions()

    kit = looking(world, iter([world.kit.sessions, taken_off]))
    broker.open(kit, lambda *_: world.tess, str)
    answer = post.handlers["/"]["follow"]("tess", {"job": str(job)})
    assert (answer["ok"], answer["error"]["code"]) == (False, "not_found")
    assert tess.jobs == set()


class Entering:
    """The entering of Tess's page, in which `meanwhile` happens between the read of the database
    and what follows from it; Dan has a page beside."""

    def __init__(
        self, world: World, session: UUID, meanwhile: Callable[["Entering"], None]
    ) -> None:
        self.session, self.post = session, Post()
        self.broker = Broker(self.post, lambda: None)
        for sid, who in (("tess", world.tess), ("dan", world.dan)):
            self.broker.sockets.add(sid, who)

        def look() -> Session:
            db = world.kit.sessions()
            close = db.close

            def closed() -> None:
                close()
                meanwhile(self)

            db.close = closed  # type: ignore[method-assign]
            return db

        self.kit = looking(world, iter([look]))
        self.broker.open(self.kit, lambda *_: world.tess, str)
        self.answer = self.enter("tess")

    def enter(self, sid: str) -> dict[str, Any]:
        entry = {"session": str(self.session), "page": f"the-page-of-{sid}"}
        answer: dict[str, Any] = self.post.handlers["/"]["enter"](sid, entry)
        return answer

    @property
    def inside(self) -> set[str]:
        room = self.broker.rooms.get(str(self.session))
        return set(room.by_sid) if room else set()


def test_a_page_that_entered_while_tess_was_entering_stays(world: World, job: UUID) -> None:
    session = seated(world, job)

    def dan_comes(entering: Entering) -> None:
        calls.join(world.kit, world.dan, job, session)
        assert entering.enter("dan")["ok"]

    entering = Entering(world, session, dan_comes)
    assert entering.answer["ok"]
    assert ("dismissed", "dan") not in entering.post.sent
    assert entering.inside == {"tess", "dan"}


def test_nobody_is_in_a_session_that_ended_while_tess_was_entering(world: World, job: UUID) -> None:
    session = seated(world, job)

    def eva_ends(entering: Entering) -> None:
        calls.end(world.kit, world.eva, job, session)
        entering.broker.push.step(entering.kit)

    entering = Entering(world, session, eva_ends)
    assert entering.answer["error"]["code"] == "conflict"
    assert entering.inside == set()
