"""A photo of somebody who could not know of the photo policy waits for the desk; one of somebody
who knew is refused."""

from concurrent.futures import ThreadPoolExecutor
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.evidence import annotations, late, uploads
from smarthands.evidence.capture import Capture, Label
from smarthands.jobs import document, jobs, progress
from tests.builders.jobs import File, open_job
from tests.builders.people import BERLIN
from tests.builders.policies import last_seen, photo_seen, set_policy
from tests.builders.sessions import guest
from tests.builders.steps import complete
from tests.builders.world import World, code_of, persistently, problem_of


def sent(world: World, job: UUID, seen: int, by: Actor | None = None) -> dict[str, object]:
    """The photo as it is sealed, of a phone that had the event of number `seen`."""
    id, file = uuid4(), File()
    put = photo_seen(world, job, seen, file, id, by).put
    assert put is not None
    world.memory.upload(put["url"], file.content, file.media_type)
    return uploads.seal(world.kit, by or world.tess, job, id)


def test_it_is_stored_for_the_providers_own_people_until_the_desk_accepts_it(
    each_world: World,
) -> None:
    w = each_world
    job = open_job(w, w.tess)
    seen = last_seen(w, job)
    set_policy(w, "none")
    item = sent(w, job, seen)
    waits = ("waiting", "photo_policy", "internal")
    assert (item["late"], item["late_for"], item["audience"]) == waits
    assert document.document(w.kit, w.cleo, job)["evidence"] == {}
    accepted = late.accept(w.kit, w.dan, job, UUID(str(item["id"])))
    assert document.document(w.kit, w.cleo, job)["evidence"] == {item["id"]: accepted}


def test_a_guests_photo_and_an_experts_wait_as_well(world: World, job: UUID) -> None:
    gus = guest(world, job)
    seen = last_seen(world, job)
    set_policy(world, "none")
    for by in (gus, world.eva):
        assert sent(world, job, seen, by)["late"] == "waiting"
        assert code_of(photo_seen, world, job, seen + 1, by=by) == Code.PHOTO_POLICY
    assert document.document(world.kit, gus, job)["evidence"] == {}


def test_the_desk_withdraws_it(world: World, job: UUID) -> None:
    seen = last_seen(world, job)
    set_policy(world, "none")
    id = UUID(str(sent(world, job, seen)["id"]))
    annotations.withdraw(world.kit, world.eva, job, id, reason="The site forbids photos.")
    assert code_of(late.accept, world.kit, world.dan, job, id) == Code.CONFLICT


def test_who_had_heard_of_it_or_tells_nothing_is_refused(world: World, job: UUID) -> None:
    before = last_seen(world, job)
    set_policy(world, "none")
    for seen in (before + 1, 10_000, None):
        assert code_of(photo_seen, world, job, seen) == Code.PHOTO_POLICY
    assert document.document(world.kit, world.dan, job)["seq"] == before + 1


def test_a_time_of_before_the_change_helps_nobody_who_had_heard_of_it(
    world: World, job: UUID
) -> None:
    world.clock.pass_by(hours=-2)
    long_ago = world.clock.at
    world.clock.pass_by(hours=2)
    set_policy(world, "none")
    seen = last_seen(world, job)
    capture = Capture(long_ago, world.clock.at, seen=seen)
    file, label = File(), Label()
    problem = problem_of(
        lambda: uploads.request_upload(
            world.kit, world.tess, job, id=uuid4(), claim=file.claim, capture=capture, label=label
        )
    )
    assert problem
    assert problem.code == Code.PHOTO_POLICY


def test_of_several_changes_the_one_that_forbade_counts(world: World, job: UUID) -> None:
    set_policy(world, "none")
    knew = last_seen(world, job)
    set_policy(world, "none", photo_permit_number="7")
    assert code_of(photo_seen, world, job, knew) == Code.PHOTO_POLICY
    set_policy(world, "stills_only")
    lifted = last_seen(world, job)
    set_policy(world, "none")
    assert sent(world, job, lifted)["late"] == "waiting"


def test_a_refused_photo_is_taken_under_its_own_id_once_the_policy_is_lifted(
    world: World, job: UUID
) -> None:
    id, file = uuid4(), File()
    set_policy(world, "none")
    seen = last_seen(world, job)
    assert code_of(photo_seen, world, job, seen, file, id) == Code.PHOTO_POLICY
    set_policy(world)
    assert photo_seen(world, job, seen, file, id).state == "pending"


def test_a_job_that_was_opened_there_tells_of_it_with_its_first_event(world: World) -> None:
    set_policy(world, "none")
    job = open_job(world, world.tess)
    assert code_of(photo_seen, world, job, 1) == Code.PHOTO_POLICY
    assert sent(world, job, 0)["late"] == "waiting"


def test_a_job_that_moves_to_such_a_site_tells_of_it_then(world: World, job: UUID) -> None:
    set_policy(world, "none", BERLIN)
    seen = last_seen(world, job)
    jobs.edit(world.kit, world.dan, job, site_id=BERLIN)
    assert sent(world, job, seen)["late"] == "waiting"
    assert code_of(photo_seen, world, job, seen + 1) == Code.PHOTO_POLICY


def test_nobody_knows_of_a_policy_that_came_after_the_end_until_the_job_is_reopened(
    world: World, job: UUID
) -> None:
    set_policy(world, "none")
    set_policy(world)
    complete(world.kit, world.tess, job, fault="fibre cut", work="spliced")
    set_policy(world, "none")
    assert sent(world, job, last_seen(world, job))["late"] == "waiting"
    progress.reopen(world.kit, world.dan, job, reason="dark again")
    assert code_of(photo_seen, world, job, last_seen(world, job)) == Code.PHOTO_POLICY


def test_who_knew_before_the_end_knows_after_it(world: World, job: UUID) -> None:
    set_policy(world, "none")
    knew = last_seen(world, job)
    complete(world.kit, world.tess, job, fault="fibre cut", work="spliced")
    assert code_of(photo_seen, world, job, knew) == Code.PHOTO_POLICY


def test_a_job_that_is_reopened_at_a_free_site_forgets_what_was_forbidden_before(
    world: World, job: UUID
) -> None:
    set_policy(world, "none")
    complete(world.kit, world.tess, job, fault="fibre cut", work="spliced")
    set_policy(world)
    progress.reopen(world.kit, world.dan, job, reason="dark again")
    free = last_seen(world, job)
    set_policy(world, "none")
    assert sent(world, job, free)["late"] == "waiting"


@pytest.mark.parametrize("turn", range(4))
def test_a_job_that_is_opened_while_the_policy_changes_tells_the_one_that_holds(
    each_world: World, turn: int
) -> None:
    w = each_world
    with ThreadPoolExecutor(2) as pool:
        changed = pool.submit(persistently, lambda: set_policy(w, "none"))
        opened = pool.submit(persistently, lambda: open_job(w, w.tess))
        changed.result()
        job = opened.result()
    told = None
    for event in document.job_events(w.kit, w.dan, job)["items"]:
        told = event["body"]["details"].get("job", {}).get("photo_policy", told)
    assert told == document.document(w.kit, w.dan, job)["job"]["photo_policy"], turn
    assert told is not None
