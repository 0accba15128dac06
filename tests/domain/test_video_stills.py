"""The media node takes a still from the video where the phone can't take a photo."""

from uuid import UUID, uuid4

import pytest

from smarthands.actor import MEDIA
from smarthands.errors import Code
from smarthands.evidence import uploads, video_stills
from smarthands.jobs import document
from smarthands.sessions import calls, stills
from tests.builders.jobs import File, open_job, photo, request
from tests.builders.recordings import seat_of
from tests.builders.sessions import guest, live_session
from tests.builders.world import World, code_of

FRAME = File(b"\xff\xd8\xff a frame of the video")


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


@pytest.fixture
def still(world: World, job: UUID, session: UUID) -> UUID:
    id = uuid4()
    stills.request(world.kit, world.eva, job, session, id=id)
    return id


def put(world: World, session: UUID, still: UUID, file: File = FRAME) -> None:
    ticket = video_stills.request_upload(world.kit, MEDIA, session, still, claim=file.claim)
    assert ticket.put is not None
    assert world.memory.upload(ticket.put["url"], file.content, file.media_type) in {200, 412}


def test_a_sealed_video_still_answers_its_request_and_names_its_source(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    put(world, session, still)
    for _ in range(2):
        video_stills.seal(world.kit, MEDIA, session, still)
    view = document.document(world.kit, world.cleo, job)
    item = view["evidence"][str(still)]
    assert (item["kind"], item["source"], item["author"]["name"]) == ("photo", "video", "Tess")
    assert view["stills"][str(still)]["state"] == "taken"
    assert world.announced.kinds[-2:] == ["evidence.added", "still.taken"]
    again = video_stills.request_upload(world.kit, MEDIA, session, still, claim=FRAME.claim)
    assert (again.state, again.put) == ("sealed", None)


def test_the_participant_whose_camera_it_was_is_the_author(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    gus = guest(world, job)
    calls.join(world.kit, gus, job, session)
    video_stills.request_upload(
        world.kit,
        MEDIA,
        session,
        still,
        claim=FRAME.claim,
        participant=seat_of(world, session, gus),
    )
    put(world, session, still)
    assert video_stills.seal(world.kit, MEDIA, session, still)["author"]["name"] == "Gus"


def test_a_late_video_still_answers_a_request_that_was_missed(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    stills.miss(world.kit, still)
    put(world, session, still)
    video_stills.seal(world.kit, MEDIA, session, still)
    view = document.document(world.kit, world.dan, job)
    assert view["stills"][str(still)]["state"] == "taken"


def test_a_photo_of_the_phone_that_came_first_stays(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    photo(world, world.tess, job, id=still)
    code = code_of(video_stills.request_upload, world.kit, MEDIA, session, still, claim=FRAME.claim)
    assert code == Code.CONFLICT
    assert code_of(video_stills.seal, world.kit, MEDIA, session, still) == Code.NOT_FOUND


def test_a_photo_of_the_phone_that_comes_later_needs_a_new_id(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    put(world, session, still)
    assert code_of(request, world, world.tess, job, still) == Code.CONFLICT


def test_a_video_still_that_did_not_arrive_is_not_sealed(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    assert code_of(video_stills.seal, world.kit, MEDIA, session, still) == Code.NOT_FOUND
    video_stills.request_upload(world.kit, MEDIA, session, still, claim=FRAME.claim)
    assert code_of(video_stills.seal, world.kit, MEDIA, session, still) == Code.UPLOAD_MISSING
    other = File(b"\xff\xd8\xff another")
    code = code_of(video_stills.request_upload, world.kit, MEDIA, session, still, claim=other.claim)
    assert code == Code.CONFLICT


def test_foreign_stills_and_people_are_refused(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    other = open_job(world, world.tess)
    there = live_session(world, other)
    ask = video_stills.request_upload
    assert code_of(ask, world.kit, MEDIA, there, still, claim=FRAME.claim) == Code.NOT_FOUND
    assert code_of(ask, world.kit, MEDIA, session, uuid4(), claim=FRAME.claim) == Code.NOT_FOUND
    stranger = seat_of(world, there, world.tess)
    request = {"claim": FRAME.claim, "participant": stranger}
    assert code_of(ask, world.kit, MEDIA, session, still, **request) == Code.NOT_FOUND
    for who in world.everyone:
        code = code_of(ask, world.kit, who, session, still, claim=FRAME.claim)
        assert code == Code.FORBIDDEN, who.name
        assert code_of(video_stills.seal, world.kit, who, session, still) == Code.FORBIDDEN


def test_a_seal_by_tess_changes_nothing_about_a_video_still(
    world: World, job: UUID, session: UUID, still: UUID
) -> None:
    put(world, session, still)
    uploads.seal(world.kit, world.tess, job, still)
    item = video_stills.seal(world.kit, MEDIA, session, still)
    assert (item["source"], item["sha256"]) == ("video", FRAME.claim.sha256)
    assert world.announced.kinds.count("still.taken") == 1
