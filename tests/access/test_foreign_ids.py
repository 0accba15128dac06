"""Mallory and Malcolm know the ids of a job and get the answer that unknown ids get; so do a guest
of another job and the holder of its share."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.evidence import annotations, late, marks, reading, told_lines, uploads
from smarthands.evidence.capture import Label
from smarthands.jobs import document, jobs, late_statements, progress, shares
from smarthands.kit import Kit
from smarthands.people import join_links
from smarthands.phone_clock import ToldMoment
from smarthands.recordings import playback
from smarthands.sessions import attendance, calls, chat, consent, report, ringing, stills
from tests.builders import steps
from tests.builders.jobs import File, moment, note, open_job, photo
from tests.builders.marks import ARROW, AT_ONCE, draw, drawn_mark, frozen_photo, undo
from tests.builders.sessions import guest, live_session, token_of_join
from tests.builders.world import World, refusal

Ask = Callable[[Kit, Actor, UUID, UUID], object]


READS: dict[str, Ask] = {
    "document": lambda kit, who, job, _: document.document(kit, who, job),
    "context": lambda kit, who, job, _: document.context(kit, who, job),
    "events": lambda kit, who, job, _: document.job_events(kit, who, job),
    "small picture": lambda kit, who, job, item: reading.picture_url(kit, who, job, item, "small"),
    "original": lambda kit, who, job, item: reading.picture_url(kit, who, job, item, "original"),
    "recording": playback.recording_url,
    "chapters": playback.chapters,
    "voice note": reading.sound_url,
    "attached file": reading.file_url,
    "shares": lambda kit, who, job, _: shares.shares(kit, who, job),
}


WRITES: dict[str, Ask] = {
    "open": lambda kit, who, job, _: progress.open_requested(kit, who, job),
    "edit": lambda kit, who, job, _: jobs.edit(kit, who, job, title="mine"),
    "assign": lambda kit, who, job, _: progress.assign(kit, who, job, technician_ids=[]),
    "acknowledge": lambda kit, who, job, _: steps.acknowledge(kit, who, job),
    "arrive": lambda kit, who, job, _: steps.arrive(kit, who, job),
    "hold": lambda kit, who, job, _: steps.hold(kit, who, job, reason="x"),
    "resume": lambda kit, who, job, _: steps.resume(kit, who, job),
    "complete": lambda kit, who, job, _: steps.complete(kit, who, job, fault="x", work="x"),
    "reopen": lambda kit, who, job, _: progress.reopen(kit, who, job, reason="x"),
    "cancel": lambda kit, who, job, _: progress.cancel(kit, who, job, reason="x"),
    "seal": uploads.seal,
    "describe": lambda kit, who, job, item: annotations.describe(kit, who, job, item, caption="x"),
    "withdraw": lambda kit, who, job, item: annotations.withdraw(kit, who, job, item, reason="x"),
    "accept late evidence": late.accept,
    "accept a statement": late_statements.accept,
    "refuse a statement": lambda kit, who, job, id: late_statements.refuse(
        kit, who, job, id, reason="x"
    ),
    "share": lambda kit, who, job, id: shares.create(
        kit, who, job, id=id, label="x", expires_at=kit.now() + timedelta(days=1)
    ),
    "revoke": shares.revoke,
    "get help": lambda kit, who, job, id: calls.ask(kit, who, job, id=id),
    "joins": lambda kit, who, job, _: join_links.joins(kit, who, job),
    "invite": lambda kit, who, job, id: join_links.create(
        kit, who, job, id=id, name="x", expires_at=kit.now() + timedelta(days=1)
    ),
    "address of a join": join_links.address,
    "revoke a join": join_links.revoke,
}


IN_A_SESSION: dict[str, Ask] = {
    "claim": calls.claim,
    "join": calls.join,
    "leave": calls.leave,
    "end": calls.end,
    "say": lambda kit, who, job, id: chat.say(kit, who, job, id, id=uuid4(), text="x"),
    "tell": lambda kit, who, job, id: told_lines.tell(
        kit, who, job, id, id=uuid4(), text="x", told=ToldMoment(kit.now(), kit.now(), 0)
    ),
    "still": lambda kit, who, job, id: stills.request(kit, who, job, id, id=uuid4()),
    "draw": lambda kit, who, job, id: marks.draw(
        kit, who, job, id, id=uuid4(), evidence_id=uuid4(), capture=AT_ONCE, **ARROW
    ),
    "undo": lambda kit, who, job, id: marks.undo(kit, who, job, id, uuid4()),
    "record": lambda kit, who, job, id: consent.ask(kit, who, job, id, id=uuid4()),
    "consent": lambda kit, who, job, id: consent.answer(kit, who, job, id, given=True),
    "stop recording": consent.stop,
    "quality": lambda kit, who, job, id: report.note_quality(kit, who, job, id, quality={}),
}


def outsiders(world: World) -> list[Actor]:
    """Two people without a part in the job, and two who came by links to another job."""
    other = open_job(world, world.tess)
    share = Actor("share", str(uuid4()), "x", job_id=other)
    return [world.mallory, world.malcolm, guest(world, other), share]


def assert_hidden(world: World, ask: Ask, job: UUID, id: UUID) -> None:
    before = document.document(world.kit, world.dan, job)
    for outsider in outsiders(world):
        foreign = refusal(lambda: ask(world.kit, outsider, job, id))
        unknown = refusal(lambda: ask(world.kit, outsider, uuid4(), id))
        assert foreign.code == unknown.code == Code.NOT_FOUND, outsider.name
        assert foreign.detail == unknown.detail
    assert document.document(world.kit, world.dan, job) == before


@pytest.mark.parametrize("name", [*READS, *WRITES])
def test_a_foreign_job_is_answered_like_an_unknown_one(world: World, name: str) -> None:
    job = open_job(world, world.tess)
    assert_hidden(world, (READS | WRITES)[name], job, photo(world, world.tess, job))


@pytest.mark.parametrize("name", IN_A_SESSION)
def test_a_foreign_session_is_answered_like_an_unknown_one(world: World, name: str) -> None:
    job = open_job(world, world.tess)
    assert_hidden(world, IN_A_SESSION[name], job, live_session(world, job))


@pytest.mark.parametrize("name", IN_A_SESSION)
def test_a_session_of_another_job_is_not_found_on_hers(world: World, name: str) -> None:
    """Somebody who may see both jobs does not find it either."""
    mine, other = open_job(world, world.tess), open_job(world, world.tess)
    session = live_session(world, other)
    for who in (world.tess, world.eva):
        problem = refusal(lambda: IN_A_SESSION[name](world.kit, who, mine, session))
        assert problem.code == Code.NOT_FOUND


def test_pictures_and_marks_of_another_job_are_not_found_on_hers(world: World) -> None:
    """A picture of her job is not drawn on from the session of another job either."""
    mine, other = open_job(world, world.tess), open_job(world, world.tess)
    here, there = live_session(world, mine), live_session(world, other)
    foreign = frozen_photo(world, other)
    mark = drawn_mark(world, other, there, foreign)
    before = document.document(world.kit, world.dan, other)
    for ask in (
        lambda: draw(world, mine, here, foreign),
        lambda: draw(world, other, there, frozen_photo(world, mine)),
        lambda: undo(world, mine, here, mark),
        lambda: undo(world, mine, there, mark),
        lambda: undo(world, other, here, mark),
    ):
        assert refusal(ask).code == Code.NOT_FOUND
    assert document.document(world.kit, world.dan, other) == before


def test_a_guest_of_another_job_takes_no_seat(world: World) -> None:
    session = live_session(world, open_job(world, world.tess))
    gus = guest(world, open_job(world))
    assert refusal(lambda: attendance.for_person(world.kit, gus, session)).code == Code.NOT_FOUND


def test_a_call_on_a_foreign_job_rings_for_no_outsider(world: World) -> None:
    job = open_job(world, world.tess)
    calls.ask(world.kit, world.eva, job, id=uuid4())
    live_session(world, open_job(world, world.tess))
    for outsider in outsiders(world)[:3]:
        view = ringing.calls(world.kit, outsider)
        assert (view.ringing, view.live) == ([], []), outsider.name


def test_a_join_link_of_another_job_is_not_found_on_this_one(world: World) -> None:
    mine, other = open_job(world, world.tess), open_job(world, world.tess)
    token_of_join(world, other)
    [join] = join_links.joins(world.kit, world.eva, other)
    for name in ("address of a join", "revoke a join"):
        ask = WRITES[name]
        problem = refusal(lambda: ask(world.kit, world.eva, mine, UUID(join["id"])))
        assert problem.code == Code.NOT_FOUND, name
    assert join_links.joins(world.kit, world.eva, other) == [join]


def test_revoking_a_join_link_hides_the_job_from_the_guest_at_once(world: World) -> None:
    """A request that is under way in her name finds no job either."""
    job = open_job(world, world.tess)
    gus, item, session = guest(world, job), photo(world, world.tess, job), live_session(world, job)
    [join] = join_links.joins(world.kit, world.dan, job)
    join_links.revoke(world.kit, world.dan, job, UUID(join["id"]))
    for name, ask in (READS | WRITES | IN_A_SESSION).items():
        id = session if name in IN_A_SESSION else item
        assert refusal(lambda: ask(world.kit, gus, job, id)).code == Code.NOT_FOUND, name
    assert refusal(lambda: note(world, gus, job)).code == Code.NOT_FOUND


@pytest.mark.parametrize("outsider", ["mallory", "malcolm"])
def test_nobody_adds_evidence_to_a_foreign_job(world: World, outsider: str) -> None:
    who, job = getattr(world, outsider), open_job(world, world.tess)
    claim, capture = File().claim, moment(world)
    upload = refusal(
        lambda: uploads.request_upload(
            world.kit, who, job, id=uuid4(), claim=claim, capture=capture, label=Label()
        )
    )
    assert upload.code == Code.NOT_FOUND
    assert refusal(lambda: note(world, who, job)).code == Code.NOT_FOUND


def test_an_item_of_another_job_is_not_found_on_hers(world: World) -> None:
    mine, other = open_job(world, world.tess), open_job(world, world.theo)
    item = photo(world, world.theo, other)
    for name in ("small picture", "original", "describe", "withdraw", "seal"):
        ask = (READS | WRITES)[name]
        problem = refusal(lambda: ask(world.kit, world.tess, mine, item))
        assert problem.code == Code.NOT_FOUND, name


def test_tess_who_is_taken_off_the_job_no_longer_sees_it(world: World) -> None:
    job = open_job(world, world.tess)
    item = photo(world, world.tess, job)
    progress.assign(world.kit, world.dan, job, technician_ids=[world.theo.person_id])
    world.clock.pass_by(seconds=1)
    # Sealing is not refused: her earlier captures are still taken (tests/domain/test_taken_off.py).
    for ask in ((READS | WRITES)[name] for name in [*READS, *WRITES] if name != "seal"):
        problem = refusal(lambda: ask(world.kit, world.tess, job, item))
        assert problem.code == Code.NOT_FOUND
