"""Tess is taken off a job while her phone holds photos of it: what she captured is still taken."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code, Problem
from smarthands.evidence import annotations, notes, uploads
from smarthands.evidence.capture import Capture, Label
from smarthands.jobs import document, progress
from tests.access.scene import render
from tests.builders import steps
from tests.builders.jobs import File, note, open_job, photo, request
from tests.builders.world import World, problem_of


def reassign_to_theo(w: World, job: UUID) -> None:
    progress.assign(w.kit, w.dan, job, technician_ids=[w.theo.person_id])


def test_an_upload_under_way_is_sealed(each_world: World) -> None:
    w = each_world
    job, id = open_job(w, w.tess), uuid4()
    put = request(w, w.tess, job, id).put
    assert put is not None
    reassign_to_theo(w, job)
    w.memory.upload(put["url"], File().content, File().media_type)
    assert uploads.seal(w.kit, w.tess, job, id)["author"]["name"] == w.tess.name
    assert str(id) in document.document(w.kit, w.theo, job)["evidence"]


def test_a_note_captured_before_is_taken_when_her_phone_finds_a_network(
    each_world: World,
) -> None:
    w = each_world
    job, id = open_job(w, w.tess), uuid4()
    captured = w.clock.at
    w.clock.pass_by(minutes=30)
    reassign_to_theo(w, job)
    w.clock.pass_by(minutes=30)
    capture = Capture(captured, w.clock.at)
    added = notes.add_note(
        w.kit, w.tess, job, id=id, text="PSU fan stopped", capture=capture, label=Label()
    )
    assert document.document(w.kit, w.dan, job)["evidence"] == {str(id): added}


def test_a_phone_whose_clock_is_ahead_is_believed_about_the_time_since_the_capture(
    each_world: World,
) -> None:
    w = each_world
    job = open_job(w, w.tess)
    captured = w.clock.at + timedelta(hours=3)
    w.clock.pass_by(minutes=10)
    reassign_to_theo(w, job)
    capture = Capture(captured, w.clock.at + timedelta(hours=3))
    added = notes.add_note(
        w.kit, w.tess, job, id=uuid4(), text="seen", capture=capture, label=Label()
    )
    assert added["clock_off"]


def test_evidence_captured_afterwards_is_not_taken(each_world: World) -> None:
    w = each_world
    job = open_job(w, w.tess)
    reassign_to_theo(w, job)
    w.clock.pass_by(seconds=1)
    for add in (note, photo):
        with pytest.raises(Problem) as problem:
            add(w, w.tess, job)
        assert problem.value.code == Code.NOT_FOUND


def test_nothing_is_taken_after_a_week_whatever_the_phone_says(each_world: World) -> None:
    w = each_world
    job, captured = open_job(w, w.tess), w.clock.at
    reassign_to_theo(w, job)
    w.clock.pass_by(days=7, seconds=1)
    capture = Capture(captured, w.clock.at)
    with pytest.raises(Problem) as problem:
        notes.add_note(w.kit, w.tess, job, id=uuid4(), text="late", capture=capture, label=Label())
    assert problem.value.code == Code.NOT_FOUND


def test_she_neither_sees_the_job_nor_changes_its_progress(each_world: World) -> None:
    w = each_world
    job = open_job(w, w.tess)
    reassign_to_theo(w, job)
    for ask in (
        lambda: document.document(w.kit, w.tess, job),
        lambda: document.job_events(w.kit, w.tess, job),
        lambda: steps.acknowledge(w.kit, w.tess, job),
    ):
        problem = problem_of(ask)
        assert problem is not None
        assert problem.code == Code.NOT_FOUND


def test_a_technician_who_is_assigned_again_adds_evidence_again(each_world: World) -> None:
    w = each_world
    job = open_job(w, w.tess)
    reassign_to_theo(w, job)
    crew = [w.theo.person_id, w.tess.person_id]
    view = progress.assign(w.kit, w.dan, job, technician_ids=crew)
    assert [each["name"] for each in view["technicians"]] == [w.theo.name, w.tess.name]
    w.clock.pass_by(minutes=1)
    assert note(w, w.tess, job)


def test_what_she_sends_again_is_answered_as_she_added_it_and_with_nothing_later(
    each_world: World, tmp_path: Path
) -> None:
    w = each_world
    job, capture = open_job(w, w.tess), Capture(w.clock.at, w.clock.at)
    note_id, photo_id = uuid4(), uuid4()
    file = request(w, w.tess, job, photo_id, caption="the gate").put
    assert file is not None
    w.memory.upload(file["url"], File().content, File().media_type)

    def write() -> dict[str, Any]:
        return notes.add_note(
            w.kit, w.tess, job, id=note_id, text="no light", capture=capture, label=Label()
        )

    wrote, sealed = write(), uploads.seal(w.kit, w.tess, job, photo_id)
    reassign_to_theo(w, job)
    annotations.describe(w.kit, w.dan, job, photo_id, caption="ask Theo why", phase="after")
    render(w, photo_id, tmp_path)
    for id in (note_id, photo_id):
        annotations.withdraw(w.kit, w.dan, job, id, reason="she is off the job")
    assert write() == wrote
    assert uploads.seal(w.kit, w.tess, job, photo_id) == sealed
    assert request(w, w.tess, job, photo_id, caption="the gate").evidence == sealed
    assert (sealed["caption"], sealed["withdrawn_at"]) == ("the gate", None)
    progress.assign(w.kit, w.dan, job, technician_ids=[w.tess.person_id])
    assert uploads.seal(w.kit, w.tess, job, photo_id)["withdrawn_reason"] == "she is off the job"
