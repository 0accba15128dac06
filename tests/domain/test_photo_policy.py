"""Each kind of capture under each photo policy as each role, and how a change reaches the jobs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import MEDIA, Actor
from smarthands.errors import Code
from smarthands.evidence import uploads, video_stills
from smarthands.jobs import document, jobs, progress
from smarthands.places import sites
from smarthands.sessions import attendance, consent, stills
from tests.builders.jobs import ATTACHED, SPOKEN, File, note, open_job, photo, request
from tests.builders.people import BERLIN, FRANKFURT, NORTHWIND, PORTO
from tests.builders.policies import set_policy
from tests.builders.recordings import ask_to_record, start_recording
from tests.builders.sessions import guest_in, live_session, recording_state
from tests.builders.stepped_worker import CONSUMERS, SteppedWorker
from tests.builders.steps import complete
from tests.builders.world import World, code_of, problem_of, refusal

PICTURES = {"allowed", "stills_only"}
EVERYWHERE = {"allowed", "stills_only", "none"}
CAPTURES: dict[str, tuple[Callable[..., object], set[str]]] = {
    "photo": (lambda w, who, job, _: request(w, who, job, uuid4()), PICTURES),
    "frozen picture": (
        lambda w, who, job, _: request(w, who, job, uuid4(), source="freeze"),
        PICTURES,
    ),
    "still": (
        lambda w, who, job, session: stills.request(w.kit, who, job, session, id=uuid4()),
        PICTURES,
    ),
    "attached file": (lambda w, who, job, _: request(w, who, job, uuid4(), ATTACHED), PICTURES),
    "voice note": (lambda w, who, job, _: request(w, who, job, uuid4(), SPOKEN), EVERYWHERE),
    "note": (lambda w, who, job, _: note(w, who, job), EVERYWHERE),
}


@pytest.mark.parametrize("rule", sorted(EVERYWHERE))
def test_each_capture_is_allowed_where_the_policy_says_so_whoever_makes_it(
    each_world: World, rule: str
) -> None:
    w = each_world
    job = open_job(w, w.tess)
    session = live_session(w, job)
    gus = guest_in(w, job, session)
    set_policy(w, rule)
    for name, (capture, allowed) in CAPTURES.items():
        people = (w.tess, gus, w.eva) if name == "still" else (w.tess, gus, w.eva, w.dan, w.ada)
        for who in people:
            problem = problem_of(lambda: capture(w, who, job, session))
            code = problem and problem.code
            assert code == (None if rule in allowed else Code.PHOTO_POLICY), (name, who.name)


@pytest.mark.parametrize("rule", ["stills_only", "none"])
def test_a_recording_is_refused_where_video_is(
    world: World, job: UUID, session: UUID, rule: str
) -> None:
    set_policy(world, rule)
    assert code_of(ask_to_record, world, job, session) == Code.PHOTO_POLICY
    set_policy(world)
    ask_to_record(world, job, session)


@pytest.mark.parametrize("rule", ["stills_only", "none"])
def test_a_recording_that_is_on_stops_when_video_is_forbidden(each_world: World, rule: str) -> None:
    w = each_world
    job = open_job(w, w.tess)
    session = live_session(w, job)
    start_recording(w, job, session)
    set_policy(w, rule)
    worker = SteppedWorker(w.kit, CONSUMERS, [])
    while worker.step():
        pass
    assert recording_state(w, job, session) == "stopped"
    assert w.announced.kinds[-1] == "recording.stopped"


def test_a_recording_goes_on_where_the_policy_was_taken_back_meanwhile(
    world: World, job: UUID, session: UUID
) -> None:
    start_recording(world, job, session)
    set_policy(world, "none")
    set_policy(world)
    consent.stop_forbidden(world.kit, job)
    assert recording_state(world, job, session) == "on"


def test_a_node_takes_no_still_where_there_are_no_pictures(
    world: World, job: UUID, session: UUID
) -> None:
    still = uuid4()
    stills.request(world.kit, world.eva, job, session, id=still)
    set_policy(world, "none")
    ask = video_stills.request_upload
    claim = File().claim
    assert code_of(ask, world.kit, MEDIA, session, still, claim=claim) == Code.PHOTO_POLICY
    assert code_of(video_stills.check_wanted, world.kit, session, still) == Code.PHOTO_POLICY


def test_a_permit_that_is_required_and_not_entered_forbids_every_picture(
    world: World, job: UUID
) -> None:
    set_policy(world, photo_permit_required=True)
    problem = refusal(request, world, world.tess, job, uuid4())
    assert problem.code == Code.PHOTO_POLICY
    assert "permit" in problem.detail
    shown = document.document(world.kit, world.tess, job)["job"]["photo_policy"]
    assert shown == {"rule": "none", "permit_required": True, "permit_number": ""}
    set_policy(world, photo_permit_number="PH-4711")
    photo(world, world.tess, job)
    shown = document.document(world.kit, world.cleo, job)["job"]["photo_policy"]
    assert shown == {"rule": "allowed", "permit_required": True, "permit_number": "PH-4711"}


def test_the_refusal_says_what_to_do(world: World, job: UUID) -> None:
    set_policy(world, "none")
    problem = refusal(request, world, world.tess, job, uuid4())
    assert problem.detail == "This site allows no photos. Write a note instead, or ask the desk."


def test_what_was_announced_before_is_sealed_and_what_is_stored_stays(
    world: World, job: UUID
) -> None:
    stored, announced, file = photo(world, world.tess, job), uuid4(), File()
    request(world, world.tess, job, announced)
    set_policy(world, "none")
    put = request(world, world.tess, job, announced).put
    assert put is not None
    world.memory.upload(put["url"], file.content, file.media_type)
    assert uploads.seal(world.kit, world.tess, job, announced)["audience"] == "client"
    shown = document.document(world.kit, world.cleo, job)["evidence"]
    assert set(shown) == {str(stored), str(announced)}


def folded(world: World, reader: Actor, job: UUID) -> dict[str, Any]:
    """The job as a page has it that applied each event of it."""
    merged: dict[str, Any] = {}
    for event in document.job_events(world.kit, reader, job)["items"]:
        merged |= event.get("body", {}).get("details", {}).get("job", {})
    return merged


def as_fetched(world: World, reader: Actor, job: UUID) -> dict[str, Any]:
    fetched: dict[str, Any] = document.document(world.kit, reader, job)["job"]
    return fetched


def test_applying_the_events_equals_fetching_through_every_change(each_world: World) -> None:
    w = each_world
    set_policy(w, "stills_only", BERLIN, photo_permit_number="B-1")
    job = open_job(w, w.tess)

    def check() -> object:
        for reader in (w.tess, w.cleo):
            assert folded(w, reader, job) == as_fetched(w, reader, job)
        return as_fetched(w, w.tess, job)["photo_policy"]

    assert check() is None
    set_policy(w, "none")
    assert check() == {"rule": "none", "permit_required": False, "permit_number": ""}
    jobs.edit(w.kit, w.dan, job, site_id=BERLIN)
    assert check() == {"rule": "stills_only", "permit_required": False, "permit_number": "B-1"}
    complete(w.kit, w.tess, job, fault="fibre cut", work="spliced")
    assert check() is None
    set_policy(w, "none", BERLIN)
    assert check() is None
    progress.reopen(w.kit, w.dan, job, reason="dark again")
    assert check() == {"rule": "none", "permit_required": False, "permit_number": "B-1"}
    assert check() == as_fetched(w, w.dan, open_job(w, site_id=BERLIN))["photo_policy"]


def test_a_change_is_told_to_the_jobs_at_the_site_that_have_not_ended_and_to_no_other(
    world: World,
) -> None:
    here = open_job(world, world.tess)
    open_job(world, site_id=PORTO)
    ended = open_job(world)
    progress.cancel(world.kit, world.dan, ended, reason="duplicate")
    world.announced.events.clear()
    set_policy(world, "none")
    set_policy(world, "none")
    sites.edit(world.kit, world.dan, FRANKFURT, address="Gate C")
    assert [(event.kind, event.stream.partition("/")[2]) for event in world.announced.events] == [
        ("site.edited", str(NORTHWIND)),
        ("job.photo_policy_set", str(here)),
        ("site.edited", str(NORTHWIND)),
    ]
    assert code_of(document.job_events, world.kit, world.mallory, here) == Code.NOT_FOUND


@pytest.mark.parametrize("who", ["eva", "tess", "cleo"])
def test_only_who_keeps_sites_sets_it(world: World, who: str) -> None:
    open_job(world, world.tess)
    before = sites.one(world.kit, world.dan, FRANKFURT)
    actor = getattr(world, who)
    assert code_of(sites.edit, world.kit, actor, FRANKFURT, photo_rule="none") == Code.FORBIDDEN
    assert sites.one(world.kit, world.dan, FRANKFURT) == before


def test_the_broker_reads_the_rule_that_is_in_force(world: World, job: UUID, session: UUID) -> None:
    assert attendance.for_person(world.kit, world.tess, session).photo_rule == "allowed"
    set_policy(world, "stills_only")
    assert attendance.for_node(world.kit, session).photo_rule == "stills_only"
    set_policy(world, "stills_only", photo_permit_required=True)
    assert attendance.photo_rule_at(world.kit, job) == "none"
