"""A session has a chat and stills, and a report at its end."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code, Problem
from smarthands.jobs import document
from smarthands.sessions import calls, chat, stills
from smarthands.sessions.report import note_quality, write_report
from smarthands.views.values import JsonDict
from tests.builders.jobs import note, open_job, photo
from tests.builders.sessions import guest_in
from tests.builders.stepped_worker import SteppedWorker
from tests.builders.world import World

QUALITY: JsonDict = {
    "path": "direct",
    "rtt_ms": 42.0,
    "loss": 0.01,
    "kbps": 1400.0,
    "connected_seconds": 300.0,
    "gaps": 1,
    "gap_seconds": 2.5,
}


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


def client_document(world: World, job: UUID) -> JsonDict:
    return document.document(world.kit, world.cleo, job)


def still_of(world: World, job: UUID, id: UUID) -> str:
    return str(client_document(world, job)["stills"][str(id)]["state"])


def work(world: World) -> None:
    """Do all work that is due."""
    worker = SteppedWorker(world.kit)
    while worker.step():
        pass


def test_a_message_is_on_the_job_once(each_world: World, job: UUID, session: UUID) -> None:
    world, id = each_world, uuid4()
    message = chat.say(world.kit, world.eva, job, session, id=id, text="reseat the left PSU")
    assert chat.say(world.kit, world.eva, job, session, id=id, text=message["text"]) == message
    assert client_document(world, job)["messages"] == {str(id): message}
    assert world.announced.kinds.count("message.said") == 1
    with pytest.raises(Problem) as refused:
        chat.say(world.kit, world.tess, job, session, id=id, text="done")
    assert refused.value.code == Code.CONFLICT


def test_a_message_is_taken_after_the_end_of_the_session_and_a_still_request_is_not(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.end(world.kit, world.eva, job, session)
    chat.say(world.kit, world.tess, job, session, id=uuid4(), text="thanks")
    with pytest.raises(Problem) as refused:
        stills.request(world.kit, world.eva, job, session, id=uuid4())
    assert refused.value.code == Code.CONFLICT


@pytest.mark.parametrize("who", ["dan", "cleo", "mallory"])
def test_somebody_without_a_seat_sends_no_message_and_requests_no_still(
    each_world: World, job: UUID, session: UUID, who: str
) -> None:
    world = each_world
    for act, fields in ((chat.say, {"text": "hello"}), (stills.request, {})):
        with pytest.raises(Problem) as refused:
            act(world.kit, getattr(world, who), job, session, id=uuid4(), **fields)
        expected = Code.NOT_FOUND if who == "mallory" else Code.FORBIDDEN
        assert refused.value.code == expected


def test_a_photo_with_the_id_of_a_still_answers_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    still = stills.request(world.kit, world.eva, job, session, id=id)
    assert stills.request(world.kit, world.eva, job, session, id=id) == still
    assert still_of(world, job, id) == "pending"
    photo(world, world.tess, job, id=id)
    assert still_of(world, job, id) == "taken"
    assert world.announced.kinds[-2:] == ["evidence.added", "still.taken"]
    world.clock.pass_by(minutes=2)
    work(world)
    assert still_of(world, job, id) == "taken"


def test_a_still_is_missed_after_a_minute_and_a_late_photo_answers_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    stills.request(world.kit, world.eva, job, session, id=id)
    world.clock.pass_by(seconds=59)
    work(world)
    assert still_of(world, job, id) == "pending"
    world.clock.pass_by(seconds=2)
    work(world)
    assert still_of(world, job, id) == "missed"
    photo(world, world.tess, job, id=id)
    assert still_of(world, job, id) == "taken"


def test_a_photo_of_another_job_answers_no_still(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    stills.request(world.kit, world.eva, job, session, id=id)
    with pytest.raises(Problem) as refused:
        photo(world, world.tess, open_job(world, world.tess), id=id)
    assert refused.value.code == Code.CONFLICT
    assert still_of(world, job, id) == "pending"
    world.clock.pass_by(seconds=61)
    work(world)
    assert still_of(world, job, id) == "missed"
    elsewhere = photo(world, world.tess, open_job(world, world.tess))
    with pytest.raises(Problem) as refused:
        stills.request(world.kit, world.eva, job, session, id=elsewhere)
    assert refused.value.code == Code.CONFLICT


def test_a_still_is_answered_by_the_person_whom_it_was_asked_of_alone(
    each_world: World, job: UUID, session: UUID
) -> None:
    """A guest on the job reads the id as everybody there does, before the technician's phone has
    taken the picture."""
    world, id, own = each_world, uuid4(), uuid4()
    gus = guest_in(world, job, session)
    stills.request(world.kit, world.eva, job, session, id=id)
    for act in (photo, note):
        with pytest.raises(Problem) as refused:
            act(world, gus, job, id=id)
        assert refused.value.code == Code.CONFLICT
    photo(world, world.tess, job, id=id)
    assert still_of(world, job, id) == "taken"
    stills.request(world.kit, gus, job, session, id=own)  # She presses the shutter herself.
    photo(world, gus, job, id=own)
    assert still_of(world, job, own) == "taken"
    early = photo(world, gus, job)
    with pytest.raises(Problem) as refused:
        stills.request(world.kit, world.eva, job, session, id=early)
    assert refused.value.code == Code.CONFLICT


def test_a_technician_who_has_left_the_call_still_answers_what_was_asked_of_her(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    guest_in(world, job, session)
    stills.request(world.kit, world.eva, job, session, id=id)
    world.clock.pass_by(seconds=5)
    calls.leave(world.kit, world.tess, job, session)
    photo(world, world.tess, job, id=id)
    assert still_of(world, job, id) == "taken"


def test_a_photo_that_arrives_before_its_request_answers_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    photo(world, world.tess, job, id=id)
    assert stills.request(world.kit, world.tess, job, session, id=id)["state"] == "taken"
    assert world.announced.kinds[-2:] == ["still.requested", "still.taken"]
    world.clock.pass_by(seconds=61)
    work(world)
    assert still_of(world, job, id) == "taken"


def test_the_report_is_on_the_job_soon_after_the_end(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    chat.say(world.kit, world.eva, job, session, id=uuid4(), text="left PSU")
    still = uuid4()
    stills.request(world.kit, world.eva, job, session, id=still)
    photo(world, world.tess, job, id=still)
    note_quality(world.kit, world.eva, job, session, quality=QUALITY)
    world.clock.pass_by(minutes=5)
    calls.end(world.kit, world.eva, job, session)
    # A measurement that a page sends at the moment of the end is in the report.
    note_quality(world.kit, world.tess, job, session, quality=QUALITY | {"gaps": 0})
    world.clock.pass_by(seconds=5)
    work(world)
    report = client_document(world, job)["sessions"][str(session)]["report"]
    assert (report["waited_seconds"], report["lasted_seconds"]) == (10, 300)
    assert (report["messages"], report["stills"]) == (1, 1)
    assert [(c["name"], c["gaps"]) for c in report["connections"]] == [("Tess", 0), ("Eva", 1)]
    write_report(world.kit, session)
    assert world.announced.kinds.count("session.reported") == 1


def test_a_measurement_after_the_report_changes_nothing(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.end(world.kit, world.eva, job, session)
    world.clock.pass_by(seconds=5)
    work(world)
    before = client_document(world, job)
    note_quality(world.kit, world.tess, job, session, quality=QUALITY)
    assert client_document(world, job) == before


def test_only_a_participant_reports_her_connection(
    each_world: World, job: UUID, session: UUID
) -> None:
    with pytest.raises(Problem) as refused:
        note_quality(each_world.kit, each_world.dan, job, session, quality=QUALITY)
    assert refused.value.code == Code.FORBIDDEN
