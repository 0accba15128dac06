"""A job's view and the events of its progress, which every operation on jobs shares."""

from uuid import UUID

from sqlalchemy import select
from sqlalchemy.orm import Session

from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.events import JsonObject, Subject
from smarthands.kit import Transaction
from smarthands.model import Job, JobAsset, JobTechnician, Site
from smarthands.model.evidence import Audience
from smarthands.views.job import job_view
from smarthands.views.place import photo_policy_view
from smarthands.views.values import JsonDict


def view(db: Session, job: Job) -> JsonDict:
    return views(db, [job])[0]


def views(db: Session, jobs: list[Job]) -> list[JsonDict]:
    """The jobs as readers see them; three queries however many jobs there are."""
    ids = [job.id for job in jobs]
    assets: dict[UUID, list[UUID]] = {id: [] for id in ids}
    for link in db.scalars(select(JobAsset).where(JobAsset.job_id.in_(ids))):
        assets[link.job_id].append(link.asset_id)
    crews: dict[UUID, list[JsonDict]] = {id: [] for id in ids}
    crew = select(JobTechnician).where(
        JobTechnician.job_id.in_(ids), JobTechnician.left_at.is_(None)
    )
    for member in db.scalars(crew.order_by(JobTechnician.position)):
        crews[member.job_id].append({"id": str(member.person_id), "name": member.name})
    sites = select(Site).where(Site.id.in_({job.site_id for job in jobs}))
    policies = {site.id: photo_policy_view(site) for site in db.scalars(sites)}
    return [
        job_view(
            job,
            asset_ids=assets[job.id],
            technicians=crews[job.id],
            photo_policy=policies[job.site_id],
        )
        for job in jobs
    ]


def record(
    tx: Transaction,
    actor: Actor,
    job: Job,
    kind: EventKind,
    changed: JsonObject,
    *,
    note: str | None = None,
    told: JsonObject | None = None,
) -> None:
    """Record a fact of a job's progress; clients follow it too. `note` is a reason in words, `told`
    is what a phone said of the fact's time."""
    tx.record(
        job.stream,
        kind,
        actor=actor,
        subject=Subject("job", str(job.id)),
        audience=Audience.CLIENT,
        details={
            "job": dict(changed),
            **({"note": note} if note else {}),
            **({"told": dict(told)} if told else {}),
        },
    )
