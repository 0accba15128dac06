"""Every link ends: at its greatest life, with the shift, with the job, or when it is revoked."""

from datetime import datetime, timedelta
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code
from smarthands.jobs import document, progress, shares
from smarthands.people import join_links, people, sign_in
from smarthands.people.links_made import links_made
from smarthands.people.sign_in import SignedIn
from tests.builders import steps
from tests.builders.jobs import open_job
from tests.builders.people import named
from tests.builders.sessions import join_login, live_session, session_in_document, token_of_join
from tests.builders.site import Site
from tests.builders.world import World, code_of, refusal


@pytest.fixture
def job(world: World) -> UUID:
    return open_job(world, world.tess)


def share(world: World, job: UUID, expires_at: datetime) -> object:
    return shares.create(
        world.kit, world.dan, job, id=uuid4(), label="Operations", expires_at=expires_at
    )


def join(world: World, job: UUID, expires_at: datetime) -> object:
    return join_links.create(
        world.kit, world.dan, job, id=uuid4(), name="Gus", expires_at=expires_at
    )


@pytest.mark.parametrize(("create", "days"), [(share, 90), (join, 7)])
def test_a_link_has_a_greatest_life(world: World, job: UUID, create: object, days: int) -> None:
    assert callable(create)
    assert create(world, job, world.clock.at + timedelta(days=days))
    refused = refusal(create, world, job, world.clock.at + timedelta(days=days, minutes=10))
    assert refused.fields == {"expires_at": [f"Choose a moment within the next {days} days."]}


def test_a_guests_login_ends_with_the_shift_and_her_link_with_it(world: World, job: UUID) -> None:
    token = token_of_join(world, job, hours=7 * 24)
    world.clock.pass_by(days=5)
    gus = join_links.take(world.kit, token, name="Gus", kind="bearer")
    assert gus.login.expires_at == world.clock.at + timedelta(hours=12)
    world.clock.pass_by(hours=11, minutes=59)
    assert sign_in.actor_for_token(world.kit, gus.token)
    world.clock.pass_by(minutes=1)
    assert sign_in.actor_for_token(world.kit, gus.token) is None
    assert code_of(join_links.peek, world.kit, token) == Code.GONE


def test_a_link_that_is_pressed_late_lives_no_longer_than_it_would_have(
    world: World, job: UUID
) -> None:
    token = token_of_join(world, job, hours=3)
    world.clock.pass_by(hours=1)
    gus = join_links.take(world.kit, token, name="Gus", kind="bearer")
    assert gus.login.expires_at == world.clock.at + timedelta(hours=2)


def end(world: World, job: UUID, verb: str) -> None:
    if verb == "complete":
        steps.complete(world.kit, world.tess, job, fault="fibre cut", work="spliced")
    else:
        progress.cancel(world.kit, world.dan, job, reason="duplicate")


def actor_of(world: World, signed_in: SignedIn) -> Actor | None:
    return sign_in.actor_for_token(world.kit, signed_in.token)


@pytest.mark.parametrize("verb", ["complete", "cancel"])
def test_guests_end_with_the_job(world: World, job: UUID, verb: str) -> None:
    gus, waiting = join_login(world, job), token_of_join(world, job, name="Gil")
    actor = actor_of(world, gus)
    assert actor is not None
    session = live_session(world, job, actor)
    elsewhere = join_login(world, open_job(world), name="Guido")
    end(world, job, verb)
    assert actor_of(world, gus) is None
    assert code_of(document.document, world.kit, actor, job) == Code.NOT_FOUND
    assert code_of(join_links.take, world.kit, waiting, name="Gil", kind="bearer") == Code.GONE
    left = {
        seat["name"]: seat["left_at"] is not None
        for seat in session_in_document(world, job, session)["participants"]
    }
    assert left["Gus"]
    assert not left["Eva"]
    assert actor_of(world, elsewhere)
    assert world.announced.kinds.count("join.revoked") == 2


def test_the_second_end_of_a_job_ends_nothing_again(world: World, job: UUID) -> None:
    join_login(world, job)
    for _ in range(2):
        end(world, job, "complete")
    assert world.announced.kinds.count("join.revoked") == 1
    progress.reopen(world.kit, world.dan, job, reason="again dark")
    assert actor_of(world, join_login(world, job, name="Gil"))


def test_the_key_of_a_press_has_22_characters(site: Site) -> None:
    token = token_of_join(site.world, open_job(site.world))
    body = {"name": "Gus", "bearer": True}
    caller = site.somebody()
    refused = caller.post(f"/api/joins/{token}", body | {"key": "k" * 21})
    assert (refused.status, list(refused.body["fields"])) == (422, ["key"])
    assert caller.post(f"/api/joins/{token}", body | {"key": "k" * 22}).status == 201


def test_wrong_keys_are_counted_and_the_right_one_passes(site: Site) -> None:
    token = token_of_join(site.world, open_job(site.world))
    body = {"name": "Gus", "bearer": True}
    assert site.somebody().post(f"/api/joins/{token}", body | {"key": "k" * 22}).status == 201
    guesser = site.somebody("203.0.113.9")
    answers = [
        guesser.post(f"/api/joins/{token}", body | {"key": f"{guess:022}"}).status
        for guess in range(22)
    ]
    assert answers == [410] * 20 + [429] * 2
    assert guesser.post(f"/api/joins/{token}", body | {"key": "k" * 22}).status == 201
    assert site.somebody().post(f"/api/joins/{token}", body | {"key": "k" * 22}).status == 201


def test_the_open_links_of_a_person_who_is_deactivated_are_shown(world: World, job: UUID) -> None:
    now = world.clock.at
    share(world, job, now + timedelta(days=2))
    join(world, job, now + timedelta(days=1))
    revoked = shares.create(
        world.kit, world.dan, job, id=uuid4(), label="No more", expires_at=now + timedelta(days=1)
    )
    shares.revoke(world.kit, world.dan, job, UUID(revoked["id"]))
    share(world, job, now + timedelta(minutes=30))
    dan = world.dan.person_id
    assert dan
    people.deactivate(world.kit, world.ada, dan)
    world.clock.pass_by(hours=1)
    made = links_made(world.kit, world.ada, dan)
    assert [(link["kind"], link["label"]) for link in made] == [
        ("join", "Gus"),
        ("share", "Operations"),
    ]
    assert {link["job"]["id"] for link in made} == {str(job)}
    assert links_made(world.kit, world.ada, named("Eva")) == []
    assert code_of(links_made, world.kit, world.eva, dan) == Code.FORBIDDEN
