"""Organizations: the provider, and the clients that order from it."""

from typing import Any
from uuid import UUID

from sqlalchemy import func

from smarthands.access.organizations import organization_for, visible_organizations
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit
from smarthands.model import Organization
from smarthands.model.organization import OrganizationKind
from smarthands.paging import Page, page_of
from smarthands.places.changes import apply_changes, record, same_or_conflict


def add(kit: Kit, actor: Actor, *, id: UUID, name: str, contact: str = "") -> Organization:
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_ORGANIZATIONS)
        if previous := tx.db.get(Organization, id):
            return same_or_conflict(previous, name=name, contact=contact)
        organization = Organization(
            id=id,
            name=name,
            contact=contact,
            kind=OrganizationKind.CLIENT,
            created_at=tx.now,
        )
        tx.db.add(organization)
        record(
            tx, actor, organization.id, EventKind.ORGANIZATION_CREATED, organization, {"name": name}
        )
        return organization


def edit(kit: Kit, actor: Actor, organization_id: UUID, **changes: Any) -> Organization:
    with kit.transaction() as tx:
        organization = organization_for(tx.db, actor, organization_id, to=Verb.KEEP_ORGANIZATIONS)
        if changed := apply_changes(organization, changes):
            record(tx, actor, organization.id, EventKind.ORGANIZATION_EDITED, organization, changed)
        return organization


def one(kit: Kit, actor: Actor, organization_id: UUID) -> Organization:
    with kit.reading() as db:
        return organization_for(db, actor, organization_id)


def organizations(
    kit: Kit, actor: Actor, *, after: str | None = None, limit: int = 50
) -> Page[Organization]:
    with kit.reading() as db:
        order = (func.lower(Organization.name), Organization.id)
        return page_of(db, visible_organizations(actor), order, after, limit)
