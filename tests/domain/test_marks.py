"""Marks on pictures: who draws them, on what, who sees them, and a retry that changes nothing."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.events import stamp
from smarthands.evidence import annotations, marks
from smarthands.evidence.capture import Capture
from smarthands.jobs import document, shares
from smarthands.sessions import calls, report
from smarthands.views.values import JsonDict
from tests.builders.jobs import SPOKEN, note, open_job, photo, request
from tests.builders.marks import draw, drawn, frozen, marks_shown, told_of, undo
from tests.builders.people import actor
from tests.builders.recordings import recorded_file
from tests.builders.sessions import guest_in, live
from tests.builders.site import share_link
from tests.builders.world import World
from tests.domain.test_assistance import code_of


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


@pytest.fixture
def job(world: World) -> UUID:
    return open_job(world, world.tess)


@pytest.fixture
def session(world: World, job: UUID) -> UUID:
    return live(world, job)


@pytest.fixture
def picture(world: World, job: UUID, session: UUID) -> UUID:
    return frozen(world, job)


def by_link(world: World, job: UUID, session: UUID) -> tuple[Actor, Actor]:
    """Gus, who is in the call, and the holder of a share."""
    share = shares.actor_for_share(world.kit, share_link(world, job)[0])
    return guest_in(world, job, session), share


class TestDrawing:
    def test_the_time_of_a_mark_is_the_hands_within_the_session(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        """The page's clock is off, and it was without a network meanwhile."""
        begun = world.clock.at
        world.clock.pass_by(minutes=30)
        now, off = world.clock.at, timedelta(hours=7)
        late = Capture(now + off - timedelta(minutes=10), now + off)
        assert draw(world, job, session, picture, capture=late)["drawn_at"] == stamp(
            now - timedelta(minutes=10)
        )
        future = Capture(now + timedelta(days=9), now)
        assert draw(world, job, session, picture, capture=future)["drawn_at"] == stamp(now)
        long_ago = Capture(now - timedelta(days=9), now)
        asked = document.document(world.kit, world.cleo, job)["sessions"][str(session)]["asked_at"]
        assert draw(world, job, session, picture, capture=long_ago)["drawn_at"] == asked
        assert asked < stamp(begun)

    def test_what_eva_draws_everybody_who_sees_the_picture_sees(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        world.clock.pass_by(seconds=3)
        mark = draw(world, job, session, picture, kind="number", points=[[4200, 0]], text="1")
        assert mark == {
            "id": mark["id"],
            "session_id": str(session),
            "evidence_id": str(picture),
            "author": {"id": world.eva.id, "name": "Eva"},
            "kind": "number",
            "points": [[4200, 0]],
            "text": "1",
            "drawn_at": stamp(world.clock.at),
            "undone_at": None,
        }
        for reader in (world.dan, world.tess, world.cleo, *by_link(world, job, session)):
            assert marks_shown(world, job, reader) == {mark["id"]: mark}, reader.name
            assert told_of(world, job, reader, UUID(mark["id"])) == ["mark.drawn"], reader.name

    def test_whatever_is_retried_it_is_drawn_once(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = uuid4()
        mark = draw(world, job, session, picture, id=id)
        world.clock.pass_by(seconds=30)
        assert draw(world, job, session, picture, id=id) == mark
        calls.leave(world.kit, world.eva, job, session)
        annotations.withdraw(world.kit, world.eva, job, picture, reason="a face")
        assert draw(world, job, session, picture, id=id) == mark
        undone = undo(world, job, session, id)
        assert draw(world, job, session, picture, id=id) == undone
        assert marks_shown(world, job) == {str(id): undone}
        assert world.heard.kinds.count("mark.drawn") == 1

    def test_another_mark_under_the_same_id_is_a_conflict(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        calls.join(world.kit, world.dan, job, session)
        elsewhere = open_job(world, world.tess)
        theirs = (elsewhere, live(world, elsewhere), photo(world, world.tess, elsewhere))
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
        assert marks_shown(world, job) == {mark["id"]: mark}
        assert marks_shown(world, elsewhere) == {}

    def test_what_was_drawn_before_the_end_arrives_after_it(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = drawn(world, job, session, picture)
        calls.end(world.kit, world.tess, job, session)
        world.clock.pass_by(minutes=40)
        late = drawn(world, job, session, picture)
        assert undo(world, job, session, id)["undone_at"]
        assert set(marks_shown(world, job)) == {str(id), str(late)}

    def test_a_line_keeps_its_512_points_to_the_last(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        points = [[10_000 - step, step * 19] for step in range(512)]
        mark = draw(world, job, session, picture, kind="line", points=points)
        assert marks_shown(world, job)[mark["id"]]["points"] == points

    def test_a_picture_holds_300_those_taken_back_among_them(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        ids = [drawn(world, job, session, picture) for _ in range(marks.MOST_MARKS)]
        undo(world, job, session, ids[-1])
        assert code_of(draw, world, job, session, picture) == Code.CONFLICT
        assert draw(world, job, session, picture, id=ids[0])["id"] == str(ids[0])
        assert len(marks_shown(world, job)) == 300
        assert drawn(world, job, session, frozen(world, job))


class TestWhoMayNot:
    @pytest.mark.parametrize(
        ("names", "code"),
        [("Ada Dan Tess Cleo", Code.FORBIDDEN), ("Theo Mallory Malcolm", Code.NOT_FOUND)],
    )
    def test_without_a_seat_at_the_desk_nobody_draws_or_takes_back(
        self, world: World, job: UUID, session: UUID, picture: UUID, names: str, code: Code
    ) -> None:
        id = drawn(world, job, session, picture)
        for who in map(actor, names.split()):
            assert code_of(draw, world, job, session, picture, who) == code, who.name
            assert code_of(undo, world, job, session, id, who) == code, who.name
        assert marks_shown(world, job)[str(id)]["undone_at"] is None
        assert len(marks_shown(world, job)) == 1

    def test_neither_does_a_guest_in_the_call_nor_who_holds_a_share(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = drawn(world, job, session, picture)
        for who in by_link(world, job, session):
            assert code_of(draw, world, job, session, picture, who) == Code.FORBIDDEN
            assert code_of(undo, world, job, session, id, who) == Code.FORBIDDEN

    def test_dan_who_sits_there_too_draws(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        calls.join(world.kit, world.dan, job, session)
        mark = draw(world, job, session, picture, world.dan)
        assert mark["author"] == {"id": world.dan.id, "name": "Dan"}


class TestOnWhat:
    def test_any_photo_of_the_job_can_be_drawn_on(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        for who in (world.tess, world.dan, guest_in(world, job, session)):
            assert drawn(world, job, session, photo(world, who, job))

    def test_a_note_a_voice_note_and_a_recording_can_not(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        others = (
            note(world, world.tess, job),
            photo(world, world.tess, job, SPOKEN),
            recorded_file(world, job, session),
        )
        for item in others:
            assert code_of(draw, world, job, session, item) == Code.CONFLICT
        assert marks_shown(world, job) == {}

    def test_a_withdrawn_picture_takes_no_more_and_keeps_what_it_has(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        first, second = (drawn(world, job, session, picture) for _ in range(2))
        annotations.withdraw(world.kit, world.eva, job, picture, reason="a face")
        assert code_of(draw, world, job, session, picture) == Code.CONFLICT
        undo(world, job, session, first)
        shown = marks_shown(world, job)
        assert [bool(shown[str(id)]["undone_at"]) for id in (first, second)] == [True, False]

    def test_what_is_no_evidence_of_the_job_is_not_found(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        unsealed, elsewhere = uuid4(), photo(world, world.tess, open_job(world, world.tess))
        request(world, world.eva, job, unsealed, source="freeze")
        for item in (unsealed, elsewhere, uuid4()):
            assert code_of(draw, world, job, session, item) == Code.NOT_FOUND
        assert marks_shown(world, job) == {}


class TestAudience:
    def test_on_an_internal_photo_they_are_for_the_team_alone(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        hidden = frozen(world, job, audience="internal")
        mark = draw(world, job, session, hidden, kind="text", points=[[0, 0]], text="they pay late")
        id = UUID(mark["id"])
        undo(world, job, session, id)
        assert [event.audience for event in world.heard.events[-2:]] == ["internal"] * 2
        for who in (world.eva, world.dan, world.tess):
            assert set(marks_shown(world, job, who)) == {str(id)}, who.name
            assert told_of(world, job, who, id) == ["mark.drawn", "mark.undone"], who.name
        for who in (world.cleo, *by_link(world, job, session)):
            assert marks_shown(world, job, who) == {}, who.name
            events = document.job_events(world.kit, who, job)["items"]
            assert "pay late" not in str(events), who.name
            assert str(id) not in str(events), who.name


class TestUndoing:
    def test_twice_is_once_and_the_mark_stays_in_the_events(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        mark = draw(world, job, session, picture)
        world.clock.pass_by(seconds=9)
        undone = undo(world, job, session, UUID(mark["id"]))
        assert undone == mark | {"undone_at": stamp(world.clock.at)}
        world.clock.pass_by(seconds=9)
        assert undo(world, job, session, UUID(mark["id"])) == undone
        assert marks_shown(world, job) == {mark["id"]: undone}
        kinds = [kind for kind in world.heard.kinds if kind.startswith("mark.")]
        assert kinds == ["mark.drawn", "mark.undone"]

    def test_what_somebody_else_drew_stays(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        calls.join(world.kit, world.dan, job, session)
        evas, dans = (drawn(world, job, session, picture, who) for who in (world.eva, world.dan))
        for who, id in ((world.dan, evas), (world.eva, dans)):
            with pytest.raises(Problem, match="Somebody else drew this") as refused:
                undo(world, job, session, id, who)
            assert refused.value.code == Code.FORBIDDEN
        assert [mark["undone_at"] for mark in marks_shown(world, job).values()] == [None, None]

    def test_a_mark_of_another_session_is_not_found_in_this_one(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = drawn(world, job, session, picture)
        calls.end(world.kit, world.eva, job, session)
        again = live(world, job)
        for unknown in (id, uuid4()):
            assert code_of(undo, world, job, again, unknown) == Code.NOT_FOUND


def test_the_report_counts_the_marks_that_were_not_taken_back(
    world: World, job: UUID, session: UUID, picture: UUID
) -> None:
    ids = [drawn(world, job, session, picture) for _ in range(3)]
    undo(world, job, session, ids[1])
    calls.end(world.kit, world.eva, job, session)
    late = live(world, job)
    drawn(world, job, late, picture)
    report.write_report(world.kit, session)
    calls.end(world.kit, world.eva, job, late)
    report.write_report(world.kit, late)
    sessions = document.document(world.kit, world.cleo, job)["sessions"]
    assert [sessions[str(id)]["report"]["marks"] for id in (session, late)] == [2, 1]


def test_a_frozen_picture_says_that_it_is_one_and_a_voice_is_none(world: World, job: UUID) -> None:
    id, taken = frozen(world, job, caption="the left PSU"), photo(world, world.tess, job)
    shown = document.document(world.kit, world.cleo, job)["evidence"]
    assert (shown[str(id)]["kind"], shown[str(id)]["source"]) == ("photo", "freeze")
    assert shown[str(id)]["author"]["name"] == "Eva"
    assert shown[str(taken)]["source"] is None
    with pytest.raises(Problem) as refused:
        request(world, world.eva, job, uuid4(), SPOKEN, source="freeze")
    assert (refused.value.code, list(refused.value.fields or {})) == (Code.INVALID, ["source"])
