"""S3 is away, hanging, slow or refusing: how each step answers, and that everything recovers."""

import random
import time
from collections.abc import Iterator
from dataclasses import dataclass, replace
from pathlib import Path
from uuid import UUID

import psutil
import pytest

from storage.s3 import S3Settings
from tests.builders.load import slack
from tests.faults import invariants
from tests.faults.phone import Photo, take_photo
from tests.faults.relay import AWAY, GOOD, HANGING, Behaviour, Relay, answering
from tests.faults.responsiveness import ResponsivenessProbe
from tests.faults.web_and_worker import (
    WebAndWorker,
    bucket_of_its_own,
    running_web_and_worker,
    sqlite_in,
    until,
)

# The limit is two tries of 5 s each and a pause between them, with slack.
SEAL_SECONDS = 15.0
LOCAL_SECONDS = 2.0
MOST_MEMORY = 8_000_000
"""Far less than the file that goes through the web process."""


@dataclass
class Scene:
    """Two relays: `inside` lies between our processes and the store, `outside` between the phone
    and it."""

    installation: WebAndWorker
    inside: Relay
    outside: Relay
    job: UUID
    chance: random.Random


@pytest.fixture(scope="module")
def running_between_relays(
    tmp_path_factory: pytest.TempPathFactory, sqlite_template: Path, s3_settings: S3Settings
) -> Iterator[tuple[WebAndWorker, Relay, Relay]]:
    folder = tmp_path_factory.mktemp("house")
    own = bucket_of_its_own(s3_settings)
    target = ("127.0.0.1", int(own.url.rpartition(":")[2]))
    with Relay(target) as inside, Relay(target) as outside:
        s3 = replace(own, url=inside.url, public_url=outside.url)
        with running_web_and_worker(folder, sqlite_in(folder, sqlite_template), s3) as installation:
            yield installation, inside, outside


@pytest.fixture
def scene(running_between_relays: tuple[WebAndWorker, Relay, Relay]) -> Scene:
    installation, inside, outside = running_between_relays
    outside.behave(GOOD)
    return Scene(installation, inside, outside, installation.job("Tess"), random.Random())


def put_already(scene: Scene) -> Photo:
    """A photo whose bytes are all in the store, but which is not sealed."""
    photo, tess = take_photo(scene.chance), scene.installation.phone("Tess")
    ticket = tess.announce(scene.job, photo)
    assert ticket.status == 201
    assert tess.put(ticket.json, photo) == 200
    return photo


def test_a_seal_is_refused_with_a_reason_in_time_and_works_later(scene: Scene) -> None:
    tess, photo = scene.installation.phone("Tess"), put_already(scene)
    for trouble in (AWAY, HANGING, answering(403), answering(500)):
        heart = ResponsivenessProbe(scene.installation.health)
        with scene.inside.behaving(trouble), heart:
            refused = tess.seal(scene.job, photo)
        assert (refused.status, refused.code) == (503, "storage_down"), trouble
        assert int(refused.headers["Retry-After"]) > 0
        assert refused.seconds < SEAL_SECONDS
        heart.check()
    with scene.inside.behaving(Behaviour(delay=(0.5, 1.0))):
        assert tess.seal(scene.job, photo).status == 200
    invariants.settle(scene.installation, scene.job, tess)


def test_announcing_and_viewing_need_no_store_since_urls_are_signed_here(scene: Scene) -> None:
    tess, photo = scene.installation.phone("Tess"), put_already(scene)
    assert tess.seal(scene.job, photo).status == 200
    picture = f"/api/jobs/{scene.job}/evidence/{photo.id}/pictures/small"
    until(lambda: tess.ask("GET", picture).status == 302, 20, scene.installation.log)
    for trouble in (AWAY, HANGING):
        with scene.inside.behaving(trouble):
            announced = tess.announce(scene.job, take_photo(scene.chance))
            viewed = tess.ask("GET", picture)
        assert (announced.status, viewed.status) == (201, 302), trouble
        assert max(announced.seconds, viewed.seconds) < LOCAL_SECONDS * slack()


def test_a_worker_waits_for_the_store_and_then_makes_the_pictures(scene: Scene) -> None:
    tess = scene.installation.phone("Tess")
    photos = [put_already(scene) for _ in range(3)]
    scene.installation.kill("worker")
    for photo in photos:
        assert tess.seal(scene.job, photo).status == 200
    with scene.inside.behaving(AWAY):
        scene.installation.start("worker")
        until(lambda: "delivery waits" in scene.installation.log(), 20, scene.installation.log)
        assert not invariants.nothing_owed(scene.installation.kit)
    invariants.settle(scene.installation, scene.job, tess)


def test_an_upload_that_is_cut_at_60_percent_arrives_once(scene: Scene) -> None:
    tess, photo = scene.installation.phone("Tess"), take_photo(scene.chance, size=1_000_000)
    scene.outside.behave(Behaviour(cut=len(photo.content) * 6 // 10))
    ticket = tess.announce(scene.job, photo).json
    with pytest.raises(ConnectionError):
        tess.put(ticket, photo)
    early = tess.seal(scene.job, photo)
    assert (early.status, early.code) == (409, "upload_missing")
    tess.deliver(scene.job, photo)
    invariants.settle(scene.installation, scene.job, tess)


def test_a_photo_arrives_over_a_slow_connection_too(scene: Scene) -> None:
    tess = scene.installation.phone("Tess")
    scene.outside.behave(Behaviour(delay=(0.005, 0.02)))
    began = time.monotonic()
    tess.deliver(scene.job, take_photo(scene.chance, size=500_000))
    assert time.monotonic() - began > 0.1
    invariants.settle(scene.installation, scene.job, tess)


def test_a_photo_goes_through_the_server_where_its_store_is_blocked(scene: Scene) -> None:
    tess, photo = scene.installation.phone("Tess"), take_photo(scene.chance, size=20_000_000)
    web = psutil.Process(scene.installation.processes["web"].pid).children(recursive=True)
    scene.outside.behave(AWAY)
    ticket = tess.announce(scene.job, photo).json
    with pytest.raises(ConnectionError):
        tess.put(ticket, photo)
    before = sum(process.memory_info().rss for process in web)
    heart = ResponsivenessProbe(scene.installation.health)
    with heart:
        assert tess.relay(scene.job, photo).status == 204
    heart.check()
    assert sum(process.memory_info().rss for process in web) - before < MOST_MEMORY
    assert tess.seal(scene.job, photo).status == 200
    scene.outside.behave(GOOD)
    invariants.settle(scene.installation, scene.job, tess)


def test_a_photo_that_breaks_off_on_its_way_through_the_server_leaves_nothing(scene: Scene) -> None:
    tess, photo = scene.installation.phone("Tess"), take_photo(scene.chance, size=1_000_000)
    tess.announce(scene.job, photo)
    with Relay(("127.0.0.1", int(scene.installation.environ["PORT"]))) as before_web:
        before_web.behave(Behaviour(cut=len(photo.content) // 2))
        with pytest.raises(ConnectionError):
            replace(tess, url=before_web.url).relay(scene.job, photo)
    assert tess.seal(scene.job, photo).code == "upload_missing"
    # The store, too, may break off or be away.
    for trouble in (Behaviour(cut=len(photo.content) // 2), AWAY, answering(503)):
        with scene.inside.behaving(trouble):
            refused = tess.relay(scene.job, photo)
        assert (refused.status, refused.code) == (503, "storage_down"), trouble
    assert tess.seal(scene.job, photo).code == "upload_missing"
    assert tess.relay(scene.job, photo).status == 204
    assert tess.seal(scene.job, photo).status == 200
    invariants.settle(scene.installation, scene.job, tess)
