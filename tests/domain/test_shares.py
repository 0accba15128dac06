"""A share is a link to a job's evidence for someone without an account."""

from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.evidence import reading
from smarthands.jobs import document, shares
from tests.builders.jobs import note, open_job, photo
from tests.builders.world import World
from tests.domain.test_evidence import render


def share(world: World, job: UUID, by: Actor | None = None, **fields: Any) -> dict[str, Any]:
    fields.setdefault("id", uuid4())
    fields.setdefault("label", "For Cleo's boss")
    fields.setdefault("expires_at", tomorrow(world))
    return shares.create(world.kit, by or world.dan, job, **fields)


def tomorrow(world: World) -> datetime:
    return world.clock.at + timedelta(days=1)


def token_of(share: dict[str, Any]) -> str:
    return str(share["url"]).rsplit("/", 1)[1]


def holder(world: World, share: dict[str, Any]) -> Actor:
    return shares.actor_for_share(world.kit, token_of(share))


def test_the_holder_of_a_share_sees_what_a_client_sees(
    world: World, job: UUID, tmp_path: Path
) -> None:
    visible = photo(world, world.tess, job)
    render(world, visible, tmp_path)
    note(world, world.tess, job, "door code 4711", audience="internal")
    someone = holder(world, share(world, job))
    view = shares.view(world.kit, someone)
    assert set(view.document["evidence"]) == {str(visible)}
    assert view.document == document.document(world.kit, world.cleo, job)
    assert "4711" not in str(view)
    assert view.contact == {"organization": "Firm", "contact": "+49 69 1234"}
    assert "small.jpg" in reading.picture_url(world.kit, someone, job, visible, "small")


def test_a_link_shows_one_job_and_no_original(world: World, job: UUID) -> None:
    item = photo(world, world.tess, job)
    someone, other = holder(world, share(world, job)), open_job(world, world.tess)
    with pytest.raises(Problem) as refused:
        document.document(world.kit, someone, other)
    assert refused.value.code == Code.NOT_FOUND
    with pytest.raises(Problem) as refused:
        reading.picture_url(world.kit, someone, job, item, "original")
    assert refused.value.code == Code.FORBIDDEN


def test_the_views_of_a_share_are_counted(world: World, job: UUID) -> None:
    link = share(world, job)
    for _ in range(3):
        world.clock.pass_by(minutes=1)
        shares.view(world.kit, holder(world, link))
    [link] = shares.shares(world.kit, world.eva, job)
    assert (link["views"], link["last_viewed_at"]) == (3, "2026-03-02T08:03:00.000000Z")


@pytest.mark.parametrize("end", ["expired", "revoked"])
def test_a_share_that_has_ended_says_whom_to_ask(world: World, job: UUID, end: str) -> None:
    link = share(world, job)
    if end == "expired":
        world.clock.pass_by(days=1)
    else:
        shares.revoke(world.kit, world.dan, job, UUID(link["id"]))
    with pytest.raises(Problem) as refused:
        holder(world, link)
    words = "has expired" if end == "expired" else "was taken back"
    assert refused.value.code == Code.GONE
    assert refused.value.detail == f"This link {words}. Ask Firm, +49 69 1234 for a new one."


def test_revoking_twice_is_recorded_once(world: World, job: UUID) -> None:
    link = share(world, job)
    first = shares.revoke(world.kit, world.dan, job, UUID(link["id"]))
    world.clock.pass_by(hours=1)
    assert shares.revoke(world.kit, world.eva, job, UUID(link["id"])) == first
    assert world.announced.kinds.count("share.revoked") == 1


def test_a_retry_gets_the_same_link_and_another_label_is_refused(world: World, job: UUID) -> None:
    id, end = uuid4(), tomorrow(world)
    first = share(world, job, id=id, expires_at=end)
    assert share(world, job, id=id, expires_at=end) == first
    with pytest.raises(Problem) as refused:
        share(world, job, id=id, expires_at=end, label="other")
    assert refused.value.code == Code.CONFLICT


def test_a_share_must_expire_in_the_future(world: World, job: UUID) -> None:
    with pytest.raises(Problem) as refused:
        share(world, job, expires_at=world.clock.at)
    assert list(refused.value.fields or ()) == ["expires_at"]


@pytest.mark.parametrize("who", ["tess", "cleo"])
def test_sharing_is_for_the_desk(world: World, job: UUID, who: str) -> None:
    actor = getattr(world, who)
    with pytest.raises(Problem) as refused:
        share(world, job, actor)
    assert refused.value.code == Code.FORBIDDEN
    with pytest.raises(Problem) as refused:
        shares.shares(world.kit, actor, job)
    assert refused.value.code == Code.FORBIDDEN


def test_a_share_of_another_job_is_not_found_on_this_one(world: World, job: UUID) -> None:
    link, other = share(world, job), open_job(world)
    with pytest.raises(Problem) as refused:
        shares.revoke(world.kit, world.dan, other, UUID(link["id"]))
    assert refused.value.code == Code.NOT_FOUND


def test_the_token_has_256_bits_and_is_in_no_event_nor_row(world: World, job: UUID) -> None:
    token = token_of(share(world, job))
    assert len(token) == 43
    assert token not in str(document.document(world.kit, world.dan, job))
    assert all(token not in (event.body or "") for event in world.announced.events)
    for unknown in ("", token[:-1], token + "A", "\ud800"):
        with pytest.raises(Problem) as refused:
            shares.actor_for_share(world.kit, unknown)
        assert refused.value.code == Code.NOT_FOUND
