"""A mark is drawn and undone once, however often it is sent, and counts in the report."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code, Problem
from smarthands.events import stamp
from smarthands.evidence import annotations, marks
from smarthands.evidence.capture import Capture
from smarthands.jobs import document
from smarthands.sessions import calls, report
from smarthands.views.values import JsonDict
from tests.builders.jobs import open_job, photo
from tests.builders.marks import draw, drawn_mark, frozen_photo, marks_in_document, undo
from tests.builders.sessions import live_session
from tests.builders.world import World, code_of


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


class TestDrawing:
    def test_a_mark_has_the_time_of_its_drawing_within_the_session(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        """The clock of the page is off, and the page was without a network for a while."""
        began_at = world.clock.at
        world.clock.pass_by(minutes=30)
        now, off = world.clock.at, timedelta(hours=7)
        late = Capture(now + off - timedelta(minutes=10), now + off)
        assert draw(world, job, session, picture, capture=late)["drawn_at"] == stamp(
            now - timedelta(minutes=10)
        )
        future = Capture(now + timedelta(days=9), now)
        assert draw(world, job, session, picture, capture=future)["drawn_at"] == stamp(now)
        long_ago = Capture(now - timedelta(days=9), now)
        sessions = document.document(world.kit, world.cleo, job)["sessions"]
        asked_at = sessions[str(session)]["asked_at"]
        assert draw(world, job, session, picture, capture=long_ago)["drawn_at"] == asked_at
        assert asked_at < stamp(began_at)

    def test_a_mark_that_is_sent_again_is_drawn_once(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = uuid4()
        mark = draw(world, job, session, picture, id=id)
        world.clock.pass_by(seconds=30)
        assert draw(world, job, session, picture, id=id) == mark
        calls.leave(world.kit, world.eva, job, session)
        annotations.withdraw(world.kit, world.eva, job, picture, reason="a face")
        blank = mark | {"points": [], "text": ""}
        assert draw(world, job, session, picture, id=id) == blank
        undone = undo(world, job, session, id)
        assert draw(world, job, session, picture, id=id) == undone
        assert marks_in_document(world, job) == {str(id): undone}
        assert world.announced.kinds.count("mark.drawn") == 1

    def test_another_mark_under_the_same_id_is_a_conflict(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        calls.join(world.kit, world.dan, job, session)
        elsewhere = open_job(world, world.tess)
        theirs = (elsewhere, live_session(world, elsewhere), photo(world, world.tess, elsewhere))
        fields: JsonDict = {"id": uuid4(), "kind": "text", "points": [[1, 2]], "text": "left"}
        mark = draw(world, job, session, picture, **fields)
        for other in ({"text": "right"}, {"points": [[2, 1]]}, {"kind": "number"}):
            assert code_of(draw, world, job, session, picture, **fields | other) == Code.CONFLICT
        for where, by in (
            ((job, session, photo(world, world.tess, job)), world.eva),
            ((job, session, picture), world.dan),
            (theirs, world.eva),
        ):
            assert code_of(draw, world, *where, by, **fields) == Code.CONFLICT
        assert marks_in_document(world, job) == {mark["id"]: mark}
        assert marks_in_document(world, elsewhere) == {}

    def test_a_mark_drawn_before_the_end_may_arrive_after_it(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = drawn_mark(world, job, session, picture)
        calls.end(world.kit, world.tess, job, session)
        world.clock.pass_by(minutes=40)
        late = drawn_mark(world, job, session, picture)
        assert undo(world, job, session, id)["undone_at"]
        assert set(marks_in_document(world, job)) == {str(id), str(late)}

    def test_a_line_keeps_all_of_its_512_points(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        points = [[10_000 - step, step * 19] for step in range(512)]
        mark = draw(world, job, session, picture, kind="line", points=points)
        assert marks_in_document(world, job)[mark["id"]]["points"] == points

    def test_a_picture_holds_300_marks_those_undone_among_them(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        ids = [drawn_mark(world, job, session, picture) for _ in range(marks.MOST_MARKS)]
        undo(world, job, session, ids[-1])
        assert code_of(draw, world, job, session, picture) == Code.CONFLICT
        assert draw(world, job, session, picture, id=ids[0])["id"] == str(ids[0])
        assert len(marks_in_document(world, job)) == 300
        assert drawn_mark(world, job, session, frozen_photo(world, job))


class TestUndoing:
    def test_undoing_twice_is_recorded_once_and_the_mark_stays_in_the_events(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        mark = draw(world, job, session, picture)
        world.clock.pass_by(seconds=9)
        undone = undo(world, job, session, UUID(mark["id"]))
        assert undone == mark | {"undone_at": stamp(world.clock.at)}
        world.clock.pass_by(seconds=9)
        assert undo(world, job, session, UUID(mark["id"])) == undone
        assert marks_in_document(world, job) == {mark["id"]: undone}
        kinds = [kind for kind in world.announced.kinds if kind.startswith("mark.")]
        assert kinds == ["mark.drawn", "mark.undone"]

    def test_nobody_undoes_the_mark_of_somebody_else(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        calls.join(world.kit, world.dan, job, session)
        evas, dans = (
            drawn_mark(world, job, session, picture, who) for who in (world.eva, world.dan)
        )
        for who, id in ((world.dan, evas), (world.eva, dans)):
            with pytest.raises(Problem, match="Somebody else drew this") as refused:
                undo(world, job, session, id, who)
            assert refused.value.code == Code.FORBIDDEN
        assert [mark["undone_at"] for mark in marks_in_document(world, job).values()] == [
            None,
            None,
        ]

    def test_a_mark_of_another_session_is_not_found_in_this_one(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = drawn_mark(world, job, session, picture)
        calls.end(world.kit, world.eva, job, session)
        again = live_session(world, job)
        for unknown in (id, uuid4()):
            assert code_of(undo, world, job, again, unknown) == Code.NOT_FOUND


def test_the_report_counts_the_marks_that_were_not_undone(
    world: World, job: UUID, session: UUID, picture: UUID
) -> None:
    ids = [drawn_mark(world, job, session, picture) for _ in range(3)]
    undo(world, job, session, ids[1])
    calls.end(world.kit, world.eva, job, session)
    late = live_session(world, job)
    drawn_mark(world, job, late, picture)
    report.write_report(world.kit, session)
    calls.end(world.kit, world.eva, job, late)
    report.write_report(world.kit, late)
    sessions = document.document(world.kit, world.cleo, job)["sessions"]
    assert [sessions[str(id)]["report"]["marks"] for id in (session, late)] == [2, 1]
