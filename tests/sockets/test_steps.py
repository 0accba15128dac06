"""What happens between two looks at the database, while a page follows its job."""

from collections.abc import Callable, Iterator
from dataclasses import replace
from typing import Any
from uuid import UUID

import pytest
from socketio import Server
from sqlalchemy.orm import Session

from realtime.broker import Broker
from smarthands import progress
from smarthands.errors import Code, Problem
from smarthands.kit import Kit
from storage.database import open_database, open_sessions
from tests.builders.jobs import open_job
from tests.builders.world import World

Looks = Iterator[Callable[[], Session]]


class Post(Server):  # type: ignore[misc]
    """Keeps what it would send, by name and addressee."""

    def __init__(self) -> None:
        super().__init__(async_mode="threading")
        self.sent: list[tuple[str, str]] = []

    def emit(self, event: str, data: Any = None, to: str = "", **_options: Any) -> None:
        self.sent.append((event, to))


def looking(world: World, looks: Looks) -> Kit:
    """The kit of a process that opens its sessions in these ways, and then as always."""
    usual = world.kit.sessions

    def session() -> Session:
        return next(looks, usual)()

    return replace(world.kit, sessions=session)  # type: ignore[arg-type]


@pytest.fixture
def job(world: World) -> UUID:
    return open_job(world, world.tess)


def test_tess_follows_on_when_the_database_was_away_for_a_moment(world: World, job: UUID) -> None:
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


def test_taken_off_in_the_moment_of_following_tess_follows_nothing(world: World, job: UUID) -> None:
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
