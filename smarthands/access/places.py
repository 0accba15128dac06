"""The sites and assets that exist for an actor."""

from uuid import UUID

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from smarthands.access.jobs import visible_jobs
from smarthands.access.verbs import CLIENT, DESK, GUEST, Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.model import Asset, Job, JobAsset, Site


def visible_sites(actor: Actor) -> Select[Site]:
    sites = select(Site)
    if actor.role in DESK:
        return sites
    if actor.kind == "person" and actor.role == CLIENT:
        return sites.where(Site.organization_id == actor.organization_id)
    return sites.where(Site.id.in_(visible_jobs(actor).with_only_columns(Job.site_id)))


def visible_assets(actor: Actor) -> Select[Asset]:
    """The assets of the sites that exist for the actor; for those who came by a link to one job,
    the assets of that job alone."""
    if actor.kind == "share" or actor.role == GUEST:
        of_job = select(JobAsset.asset_id).where(
            JobAsset.job_id.in_(visible_jobs(actor).with_only_columns(Job.id))
        )
        return select(Asset).where(Asset.id.in_(of_job))
    return select(Asset).where(Asset.site_id.in_(visible_sites(actor).with_only_columns(Site.id)))


def site_for(db: Session, actor: Actor, site_id: UUID, *, to: Verb | None = None) -> Site:
    site = db.scalar(visible_sites(actor).where(Site.id == site_id))
    if site is None:
        raise not_found("site")
    if to:
        require(actor, to, site)
    return site


def kept_site(db: Session, site_id: UUID) -> Site:
    """A site of which nobody changes anything until the transaction ends, so that what is recorded
    of it is still so at the commit."""
    return db.get_one(Site, site_id, populate_existing=True, with_for_update={"read": True})


def asset_for(db: Session, actor: Actor, asset_id: UUID, *, to: Verb | None = None) -> Asset:
    asset = db.scalar(visible_assets(actor).where(Asset.id == asset_id))
    if asset is None:
        raise not_found("asset")
    if to:
        require(actor, to, asset)
    return asset
