"""Tess takes photos in a basement; meanwhile the desk has taken her off the job."""

from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.events import stamp
from smarthands.evidence import annotations, late, notes, uploads
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.sealing import UploadTicket
from smarthands.jobs import document, progress
from smarthands.sessions import stills
from tests.builders.jobs import File, note, open_job
from tests.builders.marks import draw
from tests.builders.sessions import live_session
from tests.builders.world import World, code_of

INTERNAL = "internal"


@pytest.fixture
def seen(world: World, job: UUID) -> int:
    """The number of the event that her phone had when the desk gave her job to Theo."""
    return left_for_theo(world, job)


def left_for_theo(w: World, job: UUID) -> int:
    seq: int = document.document(w.kit, w.dan, job)["seq"]
    progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])
    w.clock.pass_by(minutes=30)
    return seq


def late_note(w: World, job: UUID, seen: int | None, id: UUID | None = None, **label: str) -> UUID:
    id, capture = id or uuid4(), Capture(w.clock.at, w.clock.at, seen=seen)
    notes.add_note(w.kit, w.tess, job, id=id, text="dusty", capture=capture, label=Label(**label))
    return id


def test_a_photo_that_was_taken_after_she_was_taken_off_arrives_and_waits(
    each_world: World,
) -> None:
    w = each_world
    job = open_job(w, w.tess)
    seen, id, file = left_for_theo(w, job), uuid4(), File()
    capture = Capture(w.clock.at, w.clock.at, seen=seen)
    w.clock.pass_by(hours=3)

    def ask() -> UploadTicket:
        late = Capture(capture.captured_at, w.clock.at, seen=seen)
        return uploads.request_upload(
            w.kit, w.tess, job, id=id, claim=file.claim, capture=late, label=Label()
        )

    put = ask().put
    assert put is not None
    assert ask().state == "pending"
    w.memory.upload(put["url"], file.content, file.media_type)
    sealed = uploads.seal(w.kit, w.tess, job, id)
    waits = ("waiting", "crew", INTERNAL)
    assert (sealed["late"], sealed["late_for"], sealed["audience"]) == waits
    assert uploads.seal(w.kit, w.tess, job, id) == sealed
    assert ask().evidence == sealed
    assert document.document(w.kit, w.dan, job)["evidence"] == {str(id): sealed}
    assert document.document(w.kit, w.cleo, job)["evidence"] == {}


def test_the_desk_accepts_it_for_whom_she_had_chosen(world: World, job: UUID, seen: int) -> None:
    shown, hidden = late_note(world, job, seen), late_note(world, job, seen, audience=INTERNAL)
    for id, audience in ((shown, "client"), (hidden, INTERNAL)):
        accepted = late.accept(world.kit, world.eva, job, id)
        assert (accepted["late"], accepted["audience"]) == ("accepted", audience)
        seq = document.document(world.kit, world.dan, job)["seq"]
        assert late.accept(world.kit, world.dan, job, id) == accepted
        assert document.document(world.kit, world.dan, job)["seq"] == seq
    assert set(document.document(world.kit, world.cleo, job)["evidence"]) == {str(shown)}


def test_a_retry_after_the_acceptance_finds_it(world: World, job: UUID, seen: int) -> None:
    id = late_note(world, job, seen)
    late.accept(world.kit, world.dan, job, id)
    late_note(world, job, seen, id)
    assert len(document.document(world.kit, world.dan, job)["evidence"]) == 1


def sealed_late(world: World, job: UUID, id: UUID) -> None:
    """A photo of this id, taken before Tess knew that she was off the job, is stored."""
    seen, file = left_for_theo(world, job), File()
    capture = Capture(world.clock.at, world.clock.at, seen=seen)
    put = uploads.request_upload(
        world.kit, world.tess, job, id=id, claim=file.claim, capture=capture, label=Label()
    ).put
    assert put is not None
    world.memory.upload(put["url"], file.content, file.media_type)
    uploads.seal(world.kit, world.tess, job, id)


def test_the_client_gets_the_marks_that_were_drawn_meanwhile(world: World) -> None:
    job = open_job(world, world.tess)
    session = live_session(world, job)
    id = uuid4()
    sealed_late(world, job, id)
    mark = draw(world, job, session, id)
    assert document.document(world.kit, world.cleo, job)["marks"] == {}
    late.accept(world.kit, world.dan, job, id)
    assert set(document.document(world.kit, world.cleo, job)["marks"]) == {mark["id"]}
    [event] = [
        each
        for each in document.job_events(world.kit, world.cleo, job)["items"]
        if each.get("body", {}).get("kind") == "evidence.accepted"
    ]
    assert [each["id"] for each in event["body"]["details"]["marks"]] == [mark["id"]]


def test_what_the_desk_does_not_want_is_withdrawn(world: World, job: UUID, seen: int) -> None:
    id = late_note(world, job, seen)
    annotations.withdraw(world.kit, world.dan, job, id, reason="another site's")
    assert code_of(late.accept, world.kit, world.dan, job, id) == Code.CONFLICT
    assert document.document(world.kit, world.cleo, job)["evidence"] == {}


def test_ordinary_evidence_stays_as_it_is_when_it_is_accepted(world: World, job: UUID) -> None:
    id = note(world, world.tess, job)
    before = document.document(world.kit, world.dan, job)
    accepted = late.accept(world.kit, world.dan, job, id)
    assert (accepted["late"], document.document(world.kit, world.dan, job)) == (None, before)


@pytest.mark.parametrize("knew", [None, 10_000])
def test_who_knew_or_tells_nothing_of_it_is_not_taken(
    world: World, job: UUID, seen: int, knew: int | None
) -> None:
    assert code_of(late_note, world, job, knew) == Code.NOT_FOUND
    assert late_note(world, job, seen)


def test_the_event_that_took_her_off_is_the_first_that_she_knew_of(
    world: World, job: UUID, seen: int
) -> None:
    assert code_of(late_note, world, job, seen + 1) == Code.NOT_FOUND


def test_nothing_is_taken_a_week_after_she_was_taken_off(
    world: World, job: UUID, seen: int
) -> None:
    world.clock.pass_by(days=7)
    assert code_of(late_note, world, job, seen) == Code.NOT_FOUND


def test_a_caption_that_comes_late_does_not_overwrite_a_newer_one(world: World, job: UUID) -> None:
    id = note(world, world.tess, job, caption="fan")
    seen = document.document(world.kit, world.dan, job)["seq"]
    annotations.describe(world.kit, world.dan, job, id, caption="left fan")
    happened_at = world.clock.at - timedelta(hours=1)

    def describe() -> str:
        late = {"happened_at": happened_at, "seen": seen}
        item = annotations.describe(world.kit, world.tess, job, id, caption="a fan", **late)
        return str(item["caption"])

    assert describe() == "left fan"
    events = document.job_events(world.kit, world.dan, job, after=seen + 1)["items"]
    [passed] = [event["body"]["details"]["passed_over"] for event in events]
    assert passed == {"caption": "a fan", "happened_at": stamp(happened_at)}
    assert describe() == "left fan"
    assert document.document(world.kit, world.dan, job)["seq"] == seen + 2


def test_her_own_newer_caption_does_not_stand_in_the_way(world: World, job: UUID) -> None:
    id = note(world, world.tess, job)
    seen = document.document(world.kit, world.dan, job)["seq"]
    for caption in ("one", "two"):
        item = annotations.describe(world.kit, world.tess, job, id, caption=caption, seen=seen)
        assert item["caption"] == caption


def test_words_are_overtaken_by_words_of_their_own_kind_alone(world: World, job: UUID) -> None:
    id = note(world, world.tess, job, caption="fan")
    seen = document.document(world.kit, world.dan, job)["seq"]
    annotations.describe(world.kit, world.dan, job, id, phase="after")
    late_words = {"caption": "left fan", "phase": "before", "seen": seen}
    item = annotations.describe(world.kit, world.tess, job, id, **late_words)
    assert (item["caption"], item["phase"]) == ("left fan", "after")


def test_words_that_were_passed_over_overtake_nobodys(world: World, job: UUID) -> None:
    id = note(world, world.tess, job)
    seen = document.document(world.kit, world.dan, job)["seq"]
    annotations.describe(world.kit, world.dan, job, id, caption="left fan")
    annotations.describe(world.kit, world.tess, job, id, caption="a fan", seen=seen)
    item = annotations.describe(world.kit, world.dan, job, id, caption="right fan", seen=seen + 1)
    assert item["caption"] == "right fan"
    clients = document.job_events(world.kit, world.cleo, job)["items"]
    assert "a fan" not in str(clients)


def test_a_still_is_answered_by_late_evidence_once_that_is_accepted(world: World) -> None:
    job = open_job(world, world.tess)
    session, id = live_session(world, job), uuid4()
    stills.request(world.kit, world.eva, job, session, id=id)
    sealed_late(world, job, id)

    def state() -> str:
        return str(document.document(world.kit, world.cleo, job)["stills"][str(id)]["state"])

    assert state() == "pending"
    late.accept(world.kit, world.dan, job, id)
    assert state() == "taken"
