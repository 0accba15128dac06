"""Mallory's jobs have as many files as she likes, as dear to decode as they may be; the pictures of
everybody else, and of every other job, wait for none of them."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from uuid import UUID, uuid4

from sqlalchemy import func, select

from smarthands.actor import Actor
from smarthands.evidence.sealing import RENDITIONS
from smarthands.model import Delivery
from tests.builders.jobs import File, open_job, photo
from tests.builders.pictures import blank_png
from tests.builders.pictures import photo as jpeg
from tests.builders.recordings import recorded_file
from tests.builders.sessions import live_session
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


def photos(world: World, files: int, content: bytes, by: Actor | None = None) -> list[UUID]:
    """The photos that somebody takes, Tess if nobody is named, of a job of their own."""
    who = by or world.tess
    job = open_job(world, who)
    return [photo(world, who, job, File(content, "image/png"), id=uuid4()) for _ in range(files)]


def is_done(world: World, item_id: UUID) -> bool:
    with world.kit.reading() as db:
        state = select(Delivery.state).where(
            Delivery.subject_id == item_id, Delivery.consumer == RENDITIONS
        )
        return db.scalar(state) == "done"


def is_begun(world: World) -> bool:
    with world.kit.reading() as db:
        return bool(db.scalar(select(func.count()).where(Delivery.lease.is_not(None))))


def done_before_a_fresh_one(world: World, dear: list[UUID]) -> int:
    """The number of dear pictures that are made by when one is that Tess took after the first of
    them had begun."""
    with working(world):
        until(lambda: is_begun(world))
        [fresh] = photos(world, 1, jpeg())
        until(lambda: is_done(world, fresh))
        return sum(is_done(world, item) for item in dear)


def queue(world: World) -> LaneQueue:
    return LaneQueue(world.kit, [each for each in CONSUMERS if each.lane is Lane.PICTURES])


def test_dear_pictures_of_one_job_delay_no_picture_of_another(each_world: World) -> None:
    dear = photos(each_world, DEAR_FILES, DEAR)
    # The other place was free. One by one, the fresh picture would have come after all twelve.
    assert done_before_a_fresh_one(each_world, dear) <= 1


def test_dear_pictures_of_one_person_on_three_jobs_delay_nobody_elses(each_world: World) -> None:
    dear = [item for _ in range(3) for item in photos(each_world, 2, DEAR, each_world.mallory)]
    # The other place was free for Tess, although Mallory's other jobs had waited for it.
    assert done_before_a_fresh_one(each_world, dear) <= 1


def test_a_person_has_one_file_in_work_on_however_many_jobs(each_world: World) -> None:
    for _ in range(3):
        photos(each_world, 2, jpeg(), each_world.mallory)
    places = queue(each_world)
    hers = places.claim("one")
    assert hers is not None
    assert places.claim("two") is None
    [fresh] = photos(each_world, 1, jpeg())
    other = places.claim("two")
    assert other is not None
    assert other.subject_id == fresh
    assert places.claim("three") is None
    places.release(hers)
    again = places.claim("three")
    assert again is not None
    assert (again.sender, again.stream != hers.stream) == (hers.sender, True)


def test_the_person_who_was_served_longest_ago_comes_next(each_world: World) -> None:
    files = {
        "mallory 1": photos(each_world, 2, jpeg(), each_world.mallory),
        "mallory 2": photos(each_world, 2, jpeg(), each_world.mallory),
        "tess": photos(each_world, 2, jpeg()),
        "theo": photos(each_world, 1, jpeg(), each_world.theo),
    }
    places = queue(each_world)
    served: list[str] = []
    while (delivery := places.claim(f"lease {len(served)}")) is not None:
        served.append(next(who for who, items in files.items() if delivery.subject_id in items))
        places.release(delivery)
    assert served == ["mallory 1", "tess", "theo", "mallory 2", "tess", "mallory 1", "mallory 2"]


def test_what_a_media_node_seals_is_the_turn_of_whoever_is_seen(each_world: World) -> None:
    job = open_job(each_world, each_world.tess)
    recorded_file(each_world, job, live_session(each_world, job))
    delivery = queue(each_world).claim("one")
    assert delivery is not None
    assert delivery.sender == each_world.tess.key


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
