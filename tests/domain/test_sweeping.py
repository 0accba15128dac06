"""Sweeps leave objects that an operator has locked, and delete logins and links ended long ago."""

from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from smarthands.errors import Code, Problem
from smarthands.evidence import uploads
from smarthands.evidence.items import object_key
from smarthands.evidence.sealing import RENDITIONS
from smarthands.model import Delivery, Link, Login
from smarthands.people import one_time_links, sign_in
from smarthands.upkeep import sweeps
from storage.s3 import S3Settings, open_client
from tests.builders import phone
from tests.builders.jobs import File, open_job, request
from tests.builders.site import link, login, token_in
from tests.builders.world import World


@pytest.fixture
def job(s3_world: World) -> UUID:
    return open_job(s3_world, s3_world.tess)


def unsealed_photo(w: World, job: UUID) -> UUID:
    """A photo that lies in S3 and is not sealed."""
    id = uuid4()
    assert put(w, job, id) == 200
    return id


def put(w: World, job: UUID, id: UUID) -> int:
    ticket = request(w, w.tess, job, id)
    assert ticket.put
    return phone.put(w.memory, ticket.put["url"], ticket.put["headers"], File().content)


def versions(w: World, job: UUID, id: UUID) -> list[tuple[str, str]]:
    return list(w.kit.objects.versions(object_key(job, id, "")))


def set_legal_hold(
    settings: S3Settings, locked_versions: list[tuple[str, str]], status: str
) -> None:
    client = open_client(settings, settings.url)
    for key, version in locked_versions:
        client.put_object_legal_hold(
            Bucket=settings.bucket,
            Key=key,
            VersionId=version,
            LegalHold={"Status": status},  # type: ignore[typeddict-item]
        )


def test_the_sweep_leaves_a_locked_upload_and_deletes_the_others(
    s3_world: World, s3_settings: S3Settings, job: UUID
) -> None:
    locked, *others = [unsealed_photo(s3_world, job) for _ in range(3)]
    set_legal_hold(s3_settings, versions(s3_world, job, locked), "ON")
    s3_world.clock.pass_by(hours=25)
    refusals: list[ConnectionError] = []
    assert sweeps.sweep_uploads(s3_world.kit, refused=refusals.append) == 2
    assert len(refusals) == 1
    assert [len(versions(s3_world, job, id)) for id in (locked, *others)] == [1, 0, 0]
    assert sweeps.sweep_uploads(s3_world.kit, refused=refusals.append) == 0
    assert len(refusals) == 1, "the locked upload was tried again at once"
    set_legal_hold(s3_settings, versions(s3_world, job, locked), "OFF")
    s3_world.clock.pass_by(hours=25)
    assert sweeps.sweep_uploads(s3_world.kit, refused=refusals.append) == 1
    assert versions(s3_world, job, locked) == []


def test_the_phone_of_a_locked_upload_can_still_seal_it(
    s3_world: World, s3_settings: S3Settings, job: UUID
) -> None:
    id = unsealed_photo(s3_world, job)
    locked_versions = versions(s3_world, job, id)
    set_legal_hold(s3_settings, locked_versions, "ON")
    s3_world.clock.pass_by(hours=25)
    sweeps.sweep_uploads(s3_world.kit)
    s3_world.clock.pass_by(hours=2)
    sweeps.sweep_uploads(s3_world.kit)
    assert put(s3_world, job, id) == 412
    assert uploads.seal(s3_world.kit, s3_world.tess, job, id)["id"] == str(id)
    set_legal_hold(s3_settings, locked_versions, "OFF")
    s3_world.clock.pass_by(days=30)
    assert sweeps.sweep_uploads(s3_world.kit) == 0
    assert versions(s3_world, job, id) == locked_versions


def test_the_sweep_leaves_a_locked_stray_and_deletes_those_of_the_next_photo(
    s3_world: World, s3_settings: S3Settings, job: UUID
) -> None:
    first, second = [unsealed_photo(s3_world, job) for _ in range(2)]
    for id in (first, second):
        uploads.seal(s3_world.kit, s3_world.tess, job, id)
        key = object_key(job, id, "small.jpg")
        s3_world.kit.objects.put(key, b"half-way", media_type="image/jpeg")
    strays = [pair for pair in versions(s3_world, job, first) if pair[0].endswith("small.jpg")]
    set_legal_hold(s3_settings, strays, "ON")
    with s3_world.kit.transaction() as tx:
        for delivery in tx.db.scalars(select(Delivery).where(Delivery.consumer == RENDITIONS)):
            delivery.state, delivery.unswept = "done", True
    s3_world.clock.pass_by(hours=2)
    refusals: list[ConnectionError] = []
    assert sweeps.sweep_strays(s3_world.kit, refused=refusals.append) == 1
    assert (len(refusals), len(versions(s3_world, job, first))) == (1, 2)
    assert sweeps.sweep_strays(s3_world.kit, refused=refusals.append) == 0
    set_legal_hold(s3_settings, strays, "OFF")
    s3_world.clock.pass_by(hours=2)
    assert sweeps.sweep_strays(s3_world.kit, refused=refusals.append) == 1
    assert (len(refusals), len(versions(s3_world, job, first))) == (1, 1)


def logins_and_links(w: World) -> tuple[int, int]:
    """The number of logins and of links."""
    with w.kit.reading() as db:
        return db.query(Login).count(), db.query(Link).count()


def test_logins_and_links_are_deleted_90_days_after_their_end(each_world: World) -> None:
    w = each_world
    used, unused = (token_in(link(w, "Tess").url) for _ in range(2))
    token = one_time_links.sign_in_by_link(w.kit, used, kind="bearer").token
    tess = sign_in.actor_for_token(w.kit, token)
    assert tess
    sign_in.sign_out(w.kit, tess)
    w.clock.pass_by(days=89)
    dans = login(w, "Dan")
    sweeps.sweep_sign_in(w.kit)
    assert logins_and_links(w) == (2, 2)
    w.clock.pass_by(days=2)
    sweeps.sweep_sign_in(w.kit)
    assert logins_and_links(w) == (1, 1), "the link that nobody used ended three days later"
    with pytest.raises(Problem) as problem:
        one_time_links.look_at_link(w.kit, unused)
    assert problem.value.code == Code.GONE
    assert sign_in.actor_for_token(w.kit, dans)
    w.clock.pass_by(days=365 + 91)
    sweeps.sweep_sign_in(w.kit)
    assert logins_and_links(w) == (0, 0)
