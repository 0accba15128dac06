"""However many events other processes have recorded at once, the newest of them are pushed."""

from typing import Any, cast
from uuid import UUID

from realtime.push import BATCH, Push
from realtime.sockets.client_sockets import ClientSockets
from realtime.sockets.emitter import Emitter
from smarthands import events
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from tests.builders.jobs import open_job
from tests.builders.world import World

MANY = BATCH + 200


class KeptEmitter:
    """Keeps the `seq` of each event that would go to a socket."""

    def __init__(self) -> None:
        self.seqs: list[int] = []

    def emit(self, name: str, payload: Any, to: str) -> None:
        if name == "event":
            self.seqs.append(payload["seq"])


def recorded_elsewhere(world: World, job: UUID, number: int) -> None:
    """Events of another process: nobody announces them to this one."""
    with world.kit.transaction() as tx:
        for _ in range(number):
            tx.record(
                f"job/{job}",
                EventKind.EVIDENCE_ADDED,
                actor=world.tess,
                subject=Subject("job", str(job)),
                audience="internal",
                details={},
            )


def pushing(world: World, job: UUID) -> tuple[Push, KeptEmitter]:
    """Push with one socket, Eva's, which follows the job."""
    emitter, sockets = KeptEmitter(), ClientSockets()
    sockets.add("eva", world.eva).jobs.add(job)
    push = Push(cast(Emitter, emitter), sockets)
    push._close_ended = lambda kit: None  # type: ignore[method-assign]  # Eva has no login here
    return push, emitter


def test_the_newest_event_of_a_crowd_is_pushed_at_the_first_look(world: World) -> None:
    job = open_job(world)
    push, emitter = pushing(world, job)
    recorded_elsewhere(world, job, MANY)
    push.step(world.kit)
    with world.kit.reading() as db:
        last = events.last_seq(db, f"job/{job}")
    assert emitter.seqs == list(range(1, last + 1))


def test_a_look_ends_with_the_first_page_that_holds_nothing_new(world: World) -> None:
    job = open_job(world)
    recorded_elsewhere(world, job, 9)
    with world.kit.reading() as db:
        seen: set[tuple[str, int]] = {(f"job/{job}", seq) for seq in range(1, 8)}
        fresh = events.recent(db, world.clock.at.replace(year=2000), 3, besides=seen)
        assert sorted(event.seq for event in fresh) == [8, 9, 10]
        seen |= {(event.stream, event.seq) for event in fresh}
        assert events.recent(db, world.clock.at.replace(year=2000), 3, besides=seen) == []
