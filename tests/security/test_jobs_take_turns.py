"""Mallory's job has as many files as she likes, as dear to decode as they may be; the pictures of
everybody else's job wait for none of them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from sqlalchemy import func, select

from smarthands.evidence.sealing import RENDITIONS
from smarthands.model import Delivery
from tests.builders.jobs import File, open_job, photo
from tests.builders.pictures import blank_png
from tests.builders.pictures import photo as jpeg
from tests.builders.stepped_worker import CONSUMERS, SteppedWorker
from tests.builders.world import World
from workers.lanes import LaneQueue
from workers.registry import Lane

# The pictures have 79 megapixels each: some four seconds of decoding. There is nothing wrong with
# them.
DEAR = blank_png(8_900, 8_900)
DEAR_FILES = 12
PATIENCE_SECONDS = 120.0


@contextmanager
def working(world: World) -> Iterator[None]:
    worker = SteppedWorker(world.kit)
    thread = threading.Thread(target=worker.run)
    thread.start()
    try:
        yield
    finally:
        worker.stop()
        thread.join(PATIENCE_SECONDS)


def until(happens: Callable[[], bool]) -> None:
    end = time.monotonic() + PATIENCE_SECONDS
    while not happens():
        assert time.monotonic() < end
        time.sleep(0.02)


def photos(world: World, files: int, content: bytes) -> list[UUID]:
    """The photos of a job of their own."""
    job = open_job(world, world.tess)
    return [
        photo(world, world.tess, job, File(content, "image/png"), id=uuid4()) for _ in range(files)
    ]


def is_done(world: World, item_id: UUID) -> bool:
    with world.kit.reading() as db:
        state = select(Delivery.state).where(
            Delivery.subject_id == item_id, Delivery.consumer == RENDITIONS
        )
        return db.scalar(state) == "done"


def is_begun(world: World) -> bool:
    with world.kit.reading() as db:
        return bool(db.scalar(select(func.count()).where(Delivery.lease.is_not(None))))


def queue(world: World) -> LaneQueue:
    return LaneQueue(world.kit, [each for each in CONSUMERS if each.lane is Lane.PICTURES])


def test_dear_pictures_of_one_job_delay_no_picture_of_another(each_world: World) -> None:
    dear = photos(each_world, DEAR_FILES, DEAR)
    with working(each_world):
        until(lambda: is_begun(each_world))
        [fresh] = photos(each_world, 1, jpeg())
        until(lambda: is_done(each_world, fresh))
        done = sum(is_done(each_world, item) for item in dear)
    # The other place was free. One by one, the fresh picture would have come after all twelve.
    assert done <= 1


def test_a_job_has_one_file_in_work_whoever_asks(each_world: World) -> None:
    photos(each_world, 2, jpeg())
    places = queue(each_world)
    first = places.claim("one")
    assert first is not None
    assert places.claim("two") is None
    places.release(first)
    second = places.claim("two")
    assert second is not None
    assert second.subject_id != first.subject_id


def test_the_job_that_was_served_longest_ago_comes_next(each_world: World) -> None:
    jobs = [photos(each_world, files, jpeg()) for files in (4, 1, 2)]
    places = queue(each_world)
    served: list[int] = []
    while (delivery := places.claim(f"lease {len(served)}")) is not None:
        served.append(next(n for n, items in enumerate(jobs) if delivery.subject_id in items))
        places.release(delivery)
    assert served == [0, 1, 2, 0, 2, 0, 0]


def test_a_job_that_comes_late_is_served_before_those_that_had_a_turn(each_world: World) -> None:
    [early, *_] = photos(each_world, 3, jpeg())
    places = queue(each_world)
    delivery = places.claim("one")
    assert delivery is not None
    assert delivery.subject_id == early
    places.release(delivery)
    [late] = photos(each_world, 1, jpeg())
    delivery = places.claim("two")
    assert delivery is not None
    assert delivery.subject_id == late
