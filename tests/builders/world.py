"""A world: one installation with its people, which nearly every test of an operation starts
from."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeVar

import pytest
from sqlalchemy import Engine

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.kit import Kit
from smarthands.objects import ObjectStore
from storage.memory import MemoryObjects
from tests.builders.kits import AnnouncedEvents, Clock, make_kit
from tests.builders.people import actor

T = TypeVar("T")


@dataclass
class World:
    """A kit, the clock it reads, what it announced, and the people as actors.

    Mallory is a technician of the firm with no part in the job; Malcolm is a client elsewhere.
    """

    engine: Engine
    kit: Kit
    clock: Clock
    announced: AnnouncedEvents
    memory: MemoryObjects
    ada: Actor = field(default_factory=lambda: actor("Ada"))
    dan: Actor = field(default_factory=lambda: actor("Dan"))
    eva: Actor = field(default_factory=lambda: actor("Eva"))
    tess: Actor = field(default_factory=lambda: actor("Tess"))
    theo: Actor = field(default_factory=lambda: actor("Theo"))
    cleo: Actor = field(default_factory=lambda: actor("Cleo"))
    mallory: Actor = field(default_factory=lambda: actor("Mallory"))
    malcolm: Actor = field(default_factory=lambda: actor("Malcolm"))

    @property
    def everyone(self) -> tuple[Actor, ...]:
        return (
            *(self.ada, self.dan, self.eva, self.tess),
            *(self.theo, self.cleo, self.mallory, self.malcolm),
        )


def make_world(engine: Engine, objects: ObjectStore | None = None) -> World:
    """A world whose objects are in `objects`, or else in the store in memory, which exists in any
    case."""
    clock, announced, memory = Clock(), AnnouncedEvents(), MemoryObjects()
    kit = make_kit(engine, objects or memory, clock, announced)
    return World(engine, kit, clock, announced, memory)


def persistently(ask: Callable[[], T], tries: int = 5) -> T:
    """Asks as a phone does: again as long as the answer is `busy`."""
    for _ in range(tries - 1):
        try:
            return ask()
        except Problem as problem:
            if problem.code != Code.BUSY:
                raise
    return ask()


def problem_of(ask: Callable[[], object]) -> Problem | None:
    """The problem that a phone gets that keeps asking while the answer is `busy`, or None."""
    try:
        persistently(ask)
    except Problem as problem:
        return problem
    return None


def refusal(ask: Callable[..., object], *args: object, **kwargs: object) -> Problem:
    """The problem that the call is refused with."""
    with pytest.raises(Problem) as problem:
        ask(*args, **kwargs)
    return problem.value


def code_of(ask: Callable[..., object], *args: object, **kwargs: object) -> Code:
    """The code of the problem that the call is refused with."""
    return refusal(ask, *args, **kwargs).code
