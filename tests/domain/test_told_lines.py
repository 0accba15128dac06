"""Tess writes lines of chat without a network: each arrives once, with its own time, wherever the
call and the job have come to meanwhile."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code
from smarthands.events import stamp
from smarthands.evidence import late, told_lines
from smarthands.evidence.told_lines import ToldLine
from smarthands.jobs import document, progress
from smarthands.phone_clock import ToldMoment
from smarthands.sessions import calls, stills
from tests.builders.jobs import open_job
from tests.builders.moments import told_moment
from tests.builders.sessions import guest_in, live_session
from tests.builders.world import World, code_of
from tests.domain.saying import seq_of

HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)


def tell(
    w: World, job: UUID, session: UUID, told: ToldMoment, id: UUID, text: str = "amber"
) -> ToldLine:
    return told_lines.tell(w.kit, w.tess, job, session, id=id, text=text, told=told)


def said_in(w: World, job: UUID) -> dict[str, Any]:
    messages: dict[str, Any] = document.document(w.kit, w.cleo, job)["messages"]
    return messages


def last_details(w: World, job: UUID) -> dict[str, Any]:
    details: dict[str, Any] = document.job_events(w.kit, w.dan, job)["items"][-1]["body"]["details"]
    return details


def test_a_line_is_told_once_with_both_times(each_world: World) -> None:
    w = each_world
    job = open_job(w, w.tess)
    session, id = live_session(w, job), uuid4()
    w.clock.pass_by(hours=2)
    first = tell(w, job, session, told_moment(w, ago=HOUR), id)
    details = last_details(w, job)
    w.clock.pass_by(minutes=5)
    assert tell(w, job, session, told_moment(w, ago=HOUR + 5 * MINUTE), id) == first
    assert said_in(w, job) == {str(id): first.message}
    assert details["message"] == first.message
    at = stamp(w.clock.at - HOUR - 5 * MINUTE)
    assert (details["told"]["at"], details["told"]["moved"]) == (at, False)
    assert seq_of(w, job) == document.job_events(w.kit, w.dan, job)["items"][-1]["seq"]


def test_a_line_that_is_written_now_has_one_time(world: World, job: UUID, session: UUID) -> None:
    told_lines.tell(world.kit, world.tess, job, session, id=uuid4(), text="amber")
    assert set(last_details(world, job)) == {"message"}


@pytest.mark.parametrize("ago", [-HOUR, 30 * 24 * HOUR])
def test_a_line_is_neither_from_before_the_call_nor_to_come(
    world: World, job: UUID, session: UUID, ago: timedelta
) -> None:
    world.clock.pass_by(hours=1)
    tell(world, job, session, told_moment(world, ago=ago), uuid4())
    told = last_details(world, job)["told"]
    asked = document.document(world.kit, world.dan, job)["sessions"][str(session)]["asked_at"]
    assert told["at"] == (stamp(world.clock.at) if ago < timedelta() else asked)
    assert told["moved"]


def test_a_call_that_has_ended_meanwhile_has_the_line_in_its_chat(
    world: World, job: UUID, session: UUID
) -> None:
    id = uuid4()
    world.clock.pass_by(minutes=5)
    calls.end(world.kit, world.eva, job, session)
    progress.cancel(world.kit, world.dan, job, reason="not ours")
    world.clock.pass_by(hours=1)
    line = tell(world, job, session, told_moment(world, ago=HOUR), id).message
    assert line is not None
    assert said_in(world, job) == {str(id): line}
    assert line["session_id"] == str(session)


class TestAfterTess:
    """Tess is taken off the job, and so out of the call, while her phone has no network."""

    def take_off(self, w: World, job: UUID) -> int:
        seen = seq_of(w, job)
        progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])
        w.clock.pass_by(hours=1)
        return seen

    def test_what_she_wrote_before_is_in_the_chat(self, each_world: World) -> None:
        w = each_world
        job = open_job(w, w.tess)
        session, id = live_session(w, job), uuid4()
        w.clock.pass_by(minutes=5)
        self.take_off(w, job)
        tell(w, job, session, told_moment(w, ago=HOUR + MINUTE), id)
        assert set(said_in(w, job)) == {str(id)}

    def test_what_she_wrote_afterwards_without_knowing_is_a_late_note(
        self, each_world: World
    ) -> None:
        w = each_world
        job = open_job(w, w.tess)
        session, id = live_session(w, job), uuid4()
        seen = self.take_off(w, job)
        line = tell(w, job, session, told_moment(w, seen=seen, ago=MINUTE), id)
        assert line.message is None
        assert line.note is not None
        assert (line.note["text"], line.note["late"], line.note["id"]) == (
            "amber",
            "waiting",
            str(id),
        )
        assert line.note["captured_at"] == stamp(w.clock.at - MINUTE)
        assert tell(w, job, session, told_moment(w, seen=seen, ago=MINUTE), id) == line
        shown = document.document(w.kit, w.cleo, job)
        assert (shown["messages"], shown["evidence"]) == ({}, {})
        late.accept(w.kit, w.dan, job, id)
        assert set(document.document(w.kit, w.cleo, job)["evidence"]) == {str(id)}

    def test_the_same_line_is_no_second_one_once_she_is_on_the_job_again(
        self, world: World, job: UUID, session: UUID
    ) -> None:
        id, seen = uuid4(), self.take_off(world, job)
        tell(world, job, session, told_moment(world, seen=seen), id)
        progress.assign(world.kit, world.dan, job, technician_ids=[world.tess.person_id])
        assert tell(world, job, session, told_moment(world, seen=seen), id).message is None
        told = told_moment(world, seen=seen)
        assert code_of(tell, world, job, session, told, id, "red") == Code.CONFLICT
        assert said_in(world, job) == {}

    def test_who_knew_is_not_heard(self, world: World, job: UUID, session: UUID) -> None:
        self.take_off(world, job)
        for seen in (seq_of(world, job), None):
            told = told_moment(world, seen=seen)
            assert code_of(tell, world, job, session, told, uuid4()) == Code.NOT_FOUND

    def test_nothing_is_taken_a_week_later(self, world: World, job: UUID, session: UUID) -> None:
        seen = self.take_off(world, job)
        world.clock.pass_by(days=7)
        told = told_moment(world, seen=seen, ago=8 * 24 * HOUR)
        assert code_of(tell, world, job, session, told, uuid4()) == Code.NOT_FOUND


def test_an_id_belongs_to_one_line_or_one_note(world: World, job: UUID, session: UUID) -> None:
    line, still = uuid4(), uuid4()
    tell(world, job, session, told_moment(world), line)
    told = told_moment(world)
    assert code_of(tell, world, job, session, told, line, "red") == Code.CONFLICT
    stills.request(world.kit, world.eva, job, session, id=still)
    seen = seq_of(world, job)
    progress.assign(world.kit, world.dan, job, technician_ids=[])
    world.clock.pass_by(minutes=1)
    told = told_moment(world, seen=seen)
    assert code_of(tell, world, job, session, told, still) == Code.CONFLICT


def test_a_guest_tells_lines_of_her_call_and_nobody_without_a_seat_does(
    world: World, job: UUID, session: UUID
) -> None:
    gus = guest_in(world, job, session)
    fields: dict[str, Any] = {"id": uuid4(), "text": "here", "told": told_moment(world)}
    line = told_lines.tell(world.kit, gus, job, session, **fields)
    assert line.message is not None
    for who, code in ((world.dan, Code.FORBIDDEN), (world.mallory, Code.NOT_FOUND)):
        fields["id"] = uuid4()
        assert code_of(told_lines.tell, world.kit, who, job, session, **fields) == code
