"""The organizations that exist for an actor."""

from uuid import UUID

from sqlalchemy import Select, false, select
from sqlalchemy.orm import Session

from smarthands.access.jobs import visible_jobs
from smarthands.access.verbs import DESK, Verb, require
from smarthands.actor import Actor
from smarthands.errors import not_found
from smarthands.model import Job, Organization
from smarthands.model.organization import OrganizationKind

PROVIDERS = select(Organization).where(Organization.kind == OrganizationKind.MSP)
"""An installation has one row of it at most."""


def visible_organizations(actor: Actor) -> Select[Organization]:
    organizations = select(Organization)
    if actor.role in DESK:
        return organizations
    through_jobs = visible_jobs(actor).with_only_columns(Job.organization_id)
    own = Organization.id == actor.organization_id if actor.organization_id else false()
    return organizations.where(own | Organization.id.in_(through_jobs))


def organization_for(
    db: Session, actor: Actor, organization_id: UUID, *, to: Verb | None = None
) -> Organization:
    organization = db.scalar(visible_organizations(actor).where(Organization.id == organization_id))
    if organization is None:
        raise not_found("organization")
    if to:
        require(actor, to, organization)
    return organization


def provider(db: Session) -> Organization:
    """The managed-service provider whose installation this is. It exists from the first
    administrator on."""
    return db.scalars(PROVIDERS).one()


def provider_if_any(db: Session) -> Organization | None:
    """The provider, or None before the first administrator is created."""
    return db.scalars(PROVIDERS).one_or_none()
