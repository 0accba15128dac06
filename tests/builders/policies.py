"""Sites with a photo policy, set by the operations themselves."""

from typing import Any
from uuid import UUID, uuid4

from smarthands.actor import Actor
from smarthands.evidence import uploads
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.sealing import UploadTicket
from smarthands.jobs import document
from smarthands.places import sites
from tests.builders.jobs import File, open_job
from tests.builders.people import FRANKFURT, NORTHWIND
from tests.builders.world import World


def set_policy(world: World, rule: str = "allowed", site: UUID = FRANKFURT, **permit: Any) -> None:
    """Dan sets the rule of a site, and perhaps its permit."""
    sites.edit(world.kit, world.dan, site, photo_rule=rule, **permit)


def site_with_policy(world: World, rule: str = "allowed", **fields: Any) -> UUID:
    """A new site of Northwind's, for tests that share their world with others."""
    id = uuid4()
    sites.add(
        world.kit,
        world.dan,
        id=id,
        organization_id=NORTHWIND,
        name=f"Site {id}",
        time_zone="Europe/Berlin",
        photo_rule=rule,
        **fields,
    )
    return id


def job_under(world: World, rule: str, **fields: Any) -> tuple[UUID, UUID]:
    """A new site with a rule, and a job there that Tess is on."""
    site = site_with_policy(world, rule, **fields)
    return site, open_job(world, world.tess, site_id=site)


def last_seen(world: World, job: UUID) -> int:
    """The number of the job's last event, as every phone has it that is online."""
    seq: int = document.document(world.kit, world.dan, job)["seq"]
    return seq


def photo_seen(
    world: World,
    job: UUID,
    seen: int | None,
    file: File | None = None,
    id: UUID | None = None,
    by: Actor | None = None,
) -> UploadTicket:
    """The ticket of a photo that the phone of Tess, or of `by`, has taken now, when it had the
    event of number `seen`."""
    capture = Capture(world.clock.at, world.clock.at, seen=seen)
    claim = (file or File()).claim
    return uploads.request_upload(
        world.kit,
        by or world.tess,
        job,
        id=id or uuid4(),
        claim=claim,
        capture=capture,
        label=Label(),
    )
