"""The desk draws on the pictures of a job, and everybody who sees a picture sees its marks."""

from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.events import stamp
from smarthands.evidence import annotations
from smarthands.jobs import document, shares
from smarthands.sessions import calls
from tests.builders.jobs import SPOKEN, note, open_job, photo, request
from tests.builders.marks import (
    draw,
    drawn_mark,
    frozen_photo,
    mark_event_kinds,
    marks_in_document,
    undo,
)
from tests.builders.people import actor
from tests.builders.recordings import recorded_file
from tests.builders.sessions import guest_in
from tests.builders.site import share_link
from tests.builders.world import World, code_of


@pytest.fixture
def world(each_world: World) -> World:
    return each_world


def guest_and_share_holder(world: World, job: UUID, session: UUID) -> tuple[Actor, Actor]:
    """Gus, who is in the call, and the holder of a share."""
    share = shares.actor_for_share(world.kit, share_link(world, job)[0])
    return guest_in(world, job, session), share


class TestAuthors:
    @pytest.mark.parametrize(
        ("names", "code"),
        [("Ada Dan Tess Cleo", Code.FORBIDDEN), ("Theo Mallory Malcolm", Code.NOT_FOUND)],
    )
    def test_nobody_without_a_seat_for_the_desk_draws_or_undoes_marks(
        self, world: World, job: UUID, session: UUID, picture: UUID, names: str, code: Code
    ) -> None:
        id = drawn_mark(world, job, session, picture)
        for who in map(actor, names.split()):
            assert code_of(draw, world, job, session, picture, who) == code, who.name
            assert code_of(undo, world, job, session, id, who) == code, who.name
        assert marks_in_document(world, job)[str(id)]["undone_at"] is None
        assert len(marks_in_document(world, job)) == 1

    def test_a_guest_in_the_call_and_the_holder_of_a_share_draw_nothing(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        id = drawn_mark(world, job, session, picture)
        for who in guest_and_share_holder(world, job, session):
            assert code_of(draw, world, job, session, picture, who) == Code.FORBIDDEN
            assert code_of(undo, world, job, session, id, who) == Code.FORBIDDEN

    def test_dan_draws_once_he_has_a_seat(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        calls.join(world.kit, world.dan, job, session)
        mark = draw(world, job, session, picture, world.dan)
        assert mark["author"] == {"id": world.dan.id, "name": "Dan", "role": "dispatcher"}


class TestPictures:
    def test_any_photo_of_the_job_can_be_drawn_on(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        for who in (world.tess, world.dan, guest_in(world, job, session)):
            assert drawn_mark(world, job, session, photo(world, who, job))

    def test_notes_voice_notes_and_recordings_can_not_be_drawn_on(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        others = (
            note(world, world.tess, job),
            photo(world, world.tess, job, SPOKEN),
            recorded_file(world, job, session),
        )
        for item in others:
            assert code_of(draw, world, job, session, item) == Code.CONFLICT
        assert marks_in_document(world, job) == {}

    def test_a_withdrawn_picture_takes_no_new_marks_and_keeps_those_it_has(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        first, second = (drawn_mark(world, job, session, picture) for _ in range(2))
        annotations.withdraw(world.kit, world.eva, job, picture, reason="a face")
        assert code_of(draw, world, job, session, picture) == Code.CONFLICT
        undo(world, job, session, first)
        marks = marks_in_document(world, job)
        assert [bool(marks[str(id)]["undone_at"]) for id in (first, second)] == [True, False]

    def test_a_picture_that_is_no_evidence_of_the_job_is_not_found(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        unsealed, elsewhere = uuid4(), photo(world, world.tess, open_job(world, world.tess))
        request(world, world.eva, job, unsealed, source="freeze")
        for item in (unsealed, elsewhere, uuid4()):
            assert code_of(draw, world, job, session, item) == Code.NOT_FOUND
        assert marks_in_document(world, job) == {}


class TestAudience:
    def test_everybody_who_sees_a_picture_sees_its_marks(
        self, world: World, job: UUID, session: UUID, picture: UUID
    ) -> None:
        world.clock.pass_by(seconds=3)
        mark = draw(world, job, session, picture, kind="number", points=[[4200, 0]], text="1")
        assert mark == {
            "id": mark["id"],
            "session_id": str(session),
            "evidence_id": str(picture),
            "author": {"id": world.eva.id, "name": "Eva", "role": "expert"},
            "kind": "number",
            "points": [[4200, 0]],
            "text": "1",
            "drawn_at": stamp(world.clock.at),
            "undone_at": None,
        }
        for reader in (
            world.dan,
            world.tess,
            world.cleo,
            *guest_and_share_holder(world, job, session),
        ):
            assert marks_in_document(world, job, reader) == {mark["id"]: mark}, reader.name
            assert mark_event_kinds(world, job, reader, UUID(mark["id"])) == ["mark.drawn"], (
                reader.name
            )

    def test_marks_on_an_internal_photo_are_for_the_team_alone(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        hidden = frozen_photo(world, job, audience="internal")
        mark = draw(world, job, session, hidden, kind="text", points=[[0, 0]], text="they pay late")
        id = UUID(mark["id"])
        undo(world, job, session, id)
        assert [event.audience for event in world.announced.events[-2:]] == ["internal"] * 2
        for who in (world.eva, world.dan, world.tess):
            assert set(marks_in_document(world, job, who)) == {str(id)}, who.name
            assert mark_event_kinds(world, job, who, id) == ["mark.drawn", "mark.undone"], who.name
        for who in (world.cleo, *guest_and_share_holder(world, job, session)):
            assert marks_in_document(world, job, who) == {}, who.name
            events = document.job_events(world.kit, who, job)["items"]
            assert "pay late" not in str(events), who.name
            assert str(id) not in str(events), who.name


def test_a_frozen_picture_names_its_source_and_a_voice_note_can_not_be_one(
    world: World, job: UUID
) -> None:
    id, camera_photo = (
        frozen_photo(world, job, caption="the left PSU"),
        photo(world, world.tess, job),
    )
    evidence = document.document(world.kit, world.cleo, job)["evidence"]
    assert (evidence[str(id)]["kind"], evidence[str(id)]["source"]) == ("photo", "freeze")
    assert evidence[str(id)]["author"]["name"] == "Eva"
    assert evidence[str(camera_photo)]["source"] is None
    with pytest.raises(Problem) as refused:
        request(world, world.eva, job, uuid4(), SPOKEN, source="freeze")
    assert (refused.value.code, list(refused.value.fields or {})) == (Code.INVALID, ["source"])
