"""Chat and stills in a session, and the report at its end."""

from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code, Problem
from smarthands.jobs import document
from smarthands.sessions import calls, chat, stills
from smarthands.sessions.report import note_quality, write_report
from smarthands.views.values import JsonDict
from tests.builders.jobs import open_job, photo
from tests.builders.sessions import live
from tests.builders.working import SteppedWorker
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
def job(each_world: World) -> UUID:
    return open_job(each_world, each_world.tess)


@pytest.fixture
def session(each_world: World, job: UUID) -> UUID:
    return live(each_world, job)


def client_document(world: World, job: UUID) -> JsonDict:
    return document.document(world.kit, world.cleo, job)


def still_of(world: World, job: UUID, id: UUID) -> str:
    return str(client_document(world, job)["stills"][str(id)]["state"])


def work(world: World) -> None:
    """Everything that is due."""
    worker = SteppedWorker(world.kit)
    while worker.step():
        pass


def test_what_is_said_is_on_the_job_once(each_world: World, job: UUID, session: UUID) -> None:
    world, id = each_world, uuid4()
    said = chat.say(world.kit, world.eva, job, session, id=id, text="reseat the left PSU")
    assert chat.say(world.kit, world.eva, job, session, id=id, text=said["text"]) == said
    assert client_document(world, job)["messages"] == {str(id): said}
    assert world.heard.kinds.count("message.said") == 1
    with pytest.raises(Problem) as refused:
        chat.say(world.kit, world.tess, job, session, id=id, text="done")
    assert refused.value.code == Code.CONFLICT


def test_what_was_typed_before_the_end_arrives_after_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.end(world.kit, world.eva, job, session)
    chat.say(world.kit, world.tess, job, session, id=uuid4(), text="thanks")
    with pytest.raises(Problem) as refused:
        stills.request(world.kit, world.eva, job, session, id=uuid4())
    assert refused.value.code == Code.CONFLICT


@pytest.mark.parametrize("who", ["dan", "cleo", "mallory"])
def test_who_has_no_seat_says_and_asks_nothing(
    each_world: World, job: UUID, session: UUID, who: str
) -> None:
    world = each_world
    for act, said in ((chat.say, {"text": "hello"}), (stills.request, {})):
        with pytest.raises(Problem) as refused:
            act(world.kit, getattr(world, who), job, session, id=uuid4(), **said)
        expected = Code.NOT_FOUND if who == "mallory" else Code.FORBIDDEN
        assert refused.value.code == expected


def test_the_photo_with_the_stills_id_answers_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    still = stills.request(world.kit, world.eva, job, session, id=id)
    assert stills.request(world.kit, world.eva, job, session, id=id) == still
    assert still_of(world, job, id) == "pending"
    photo(world, world.tess, job, id=id)
    assert still_of(world, job, id) == "taken"
    assert world.heard.kinds[-2:] == ["evidence.added", "still.taken"]
    world.clock.pass_by(minutes=2)
    work(world)
    assert still_of(world, job, id) == "taken"


def test_a_still_nobody_takes_is_missed_and_may_come_late(
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


def test_a_still_of_another_job_is_not_answered(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    stills.request(world.kit, world.eva, job, session, id=id)
    photo(world, world.tess, open_job(world, world.tess), id=id)
    assert still_of(world, job, id) == "pending"
    world.clock.pass_by(seconds=61)
    work(world)
    assert still_of(world, job, id) == "missed"
    elsewhere = photo(world, world.tess, open_job(world, world.tess))
    with pytest.raises(Problem) as refused:
        stills.request(world.kit, world.eva, job, session, id=elsewhere)
    assert refused.value.code == Code.CONFLICT


def test_a_photo_that_was_quicker_than_the_request_for_it_answers_it(
    each_world: World, job: UUID, session: UUID
) -> None:
    world, id = each_world, uuid4()
    photo(world, world.tess, job, id=id)
    assert stills.request(world.kit, world.tess, job, session, id=id)["state"] == "taken"
    assert world.heard.kinds[-2:] == ["still.requested", "still.taken"]
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
    # A page that measures once more in the moment of the end is heard.
    note_quality(world.kit, world.tess, job, session, quality=QUALITY | {"gaps": 0})
    world.clock.pass_by(seconds=5)
    work(world)
    report = client_document(world, job)["sessions"][str(session)]["report"]
    assert (report["waited_seconds"], report["lasted_seconds"]) == (10, 300)
    assert (report["messages"], report["stills"]) == (1, 1)
    assert [(c["name"], c["gaps"]) for c in report["connections"]] == [("Tess", 0), ("Eva", 1)]
    write_report(world.kit, session)
    assert world.heard.kinds.count("session.reported") == 1


def test_what_is_measured_after_the_report_changes_nothing(
    each_world: World, job: UUID, session: UUID
) -> None:
    world = each_world
    calls.end(world.kit, world.eva, job, session)
    world.clock.pass_by(seconds=5)
    work(world)
    before = client_document(world, job)
    note_quality(world.kit, world.tess, job, session, quality=QUALITY)
    assert client_document(world, job) == before


def test_only_who_has_a_seat_measures(each_world: World, job: UUID, session: UUID) -> None:
    with pytest.raises(Problem) as refused:
        note_quality(each_world.kit, each_world.dan, job, session, quality=QUALITY)
    assert refused.value.code == Code.FORBIDDEN
