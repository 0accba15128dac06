"""What most tests of the domain begin with; a module says by `world` which databases it is for."""

from uuid import UUID

import pytest

from tests.builders.jobs import open_job
from tests.builders.marks import frozen_photo
from tests.builders.recordings import RecordingUpload, seat_of, start_recording
from tests.builders.sessions import live_session
from tests.builders.world import World


@pytest.fixture(params=["world", "s3_world"])
def w(request: pytest.FixtureRequest) -> World:
    """Over the store in memory, and over a real S3."""
    world: World = request.getfixturevalue(request.param)
    return world


@pytest.fixture
def job(world: World) -> UUID:
    """A job that Tess is on."""
    return open_job(world, world.tess)


@pytest.fixture
def session(world: World, job: UUID) -> UUID:
    """The live session of that job."""
    return live_session(world, job)


@pytest.fixture
def picture(world: World, job: UUID, session: UUID) -> UUID:
    """A frozen photo of that job, which marks can be drawn on."""
    return frozen_photo(world, job)


@pytest.fixture
def file(world: World, job: UUID, session: UUID) -> RecordingUpload:
    """A file of Tess's picture, of which no part has been sent."""
    return RecordingUpload(
        world, start_recording(world, job, session), seat_of(world, session, world.tess)
    )
