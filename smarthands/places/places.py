"""Organizations, their sites, and the assets that stand there."""

from functools import cache
from typing import Any, TypeVar
from uuid import UUID
from zoneinfo import available_timezones

from sqlalchemy import func, or_, select

from smarthands.access.organizations import organization_for, visible_organizations
from smarthands.access.places import asset_for, site_for, visible_assets, visible_sites
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import conflict, invalid
from smarthands.event_kinds import EventKind
from smarthands.events import Subject
from smarthands.kit import Kit, Transaction
from smarthands.model import Asset, Base, Organization, Site
from smarthands.model.evidence import Audience
from smarthands.model.organization import OrganizationKind
from smarthands.model.place import VideoPath
from smarthands.paging import Page, page_of
from smarthands.search import contains
from smarthands.views.place import site_view
from smarthands.views.values import JsonDict

SITE_FIELDS = ("name", "address", "time_zone", "access_instructions", "video_path")
Row = TypeVar("Row", bound=Base)
ASSET_FIELDS = ("tag", "serial", "rack", "unit", "model")


def add_organization(
    kit: Kit, actor: Actor, *, id: UUID, name: str, contact: str = ""
) -> Organization:
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


def edit_organization(
    kit: Kit, actor: Actor, organization_id: UUID, **changes: Any
) -> Organization:
    with kit.transaction() as tx:
        organization = organization_for(tx.db, actor, organization_id, to=Verb.KEEP_ORGANIZATIONS)
        if changed := apply_changes(organization, changes):
            record(tx, actor, organization.id, EventKind.ORGANIZATION_EDITED, organization, changed)
        return organization


def add_site(kit: Kit, actor: Actor, *, id: UUID, organization_id: UUID, **fields: str) -> Site:
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_PLACES)
        organization_for(tx.db, actor, organization_id)
        check_zone(fields.get("time_zone"))
        if previous := tx.db.get(Site, id):
            return same_or_conflict(previous, organization_id=organization_id, **fields)
        _free_site_name(tx, organization_id, fields["name"], id)
        site = Site(id=id, organization_id=organization_id, created_at=tx.now, **fields)
        tx.db.add(site)
        tx.db.flush()
        record(tx, actor, organization_id, EventKind.SITE_CREATED, site, {"name": site.name})
        return site


def edit_site(kit: Kit, actor: Actor, site_id: UUID, **changes: str) -> Site:
    with kit.transaction() as tx:
        site = site_for(tx.db, actor, site_id, to=Verb.KEEP_PLACES)
        check_zone(changes.get("time_zone"))
        if "name" in changes:
            _free_site_name(tx, site.organization_id, changes["name"], site.id)
        if changed := apply_changes(site, changes):
            record(tx, actor, site.organization_id, EventKind.SITE_EDITED, site, changed)
        return site


def add_asset(kit: Kit, actor: Actor, *, id: UUID, site_id: UUID, **fields: str) -> Asset:
    with kit.transaction() as tx:
        site = site_for(tx.db, actor, site_id, to=Verb.KEEP_PLACES)
        if previous := tx.db.get(Asset, id):
            return same_or_conflict(previous, site_id=site_id, **fields)
        _free_tag(tx, site_id, fields["tag"], id)
        asset = Asset(id=id, site_id=site_id, created_at=tx.now, **fields)
        tx.db.add(asset)
        tx.db.flush()
        record(tx, actor, site.organization_id, EventKind.ASSET_CREATED, asset, {"tag": asset.tag})
        return asset


def edit_asset(kit: Kit, actor: Actor, asset_id: UUID, **changes: str) -> Asset:
    with kit.transaction() as tx:
        asset = asset_for(tx.db, actor, asset_id, to=Verb.KEEP_PLACES)
        if "tag" in changes:
            _free_tag(tx, asset.site_id, changes["tag"], asset.id)
        if changed := apply_changes(asset, changes):
            site = tx.db.get_one(Site, asset.site_id)
            record(tx, actor, site.organization_id, EventKind.ASSET_EDITED, asset, changed)
        return asset


def one_organization(kit: Kit, actor: Actor, organization_id: UUID) -> Organization:
    with kit.reading() as db:
        return organization_for(db, actor, organization_id)


def one_site(kit: Kit, actor: Actor, site_id: UUID) -> JsonDict:
    with kit.reading() as db:
        return site_view(site_for(db, actor, site_id), actor)


def one_asset(kit: Kit, actor: Actor, asset_id: UUID) -> Asset:
    with kit.reading() as db:
        return asset_for(db, actor, asset_id)


def organizations(
    kit: Kit, actor: Actor, *, after: str | None = None, limit: int = 50
) -> Page[Organization]:
    with kit.reading() as db:
        order = (func.lower(Organization.name), Organization.id)
        return page_of(db, visible_organizations(actor), order, after, limit)


def sites(
    kit: Kit,
    actor: Actor,
    *,
    organization: UUID | None = None,
    q: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[JsonDict]:
    query = visible_sites(actor)
    if organization:
        query = query.where(Site.organization_id == organization)
    if q:
        query = query.where(or_(contains(Site.name, q), contains(Site.address, q)))
    with kit.reading() as db:
        page = page_of(db, query, (func.lower(Site.name), Site.id), after, limit)
    return Page([site_view(site, actor) for site in page.items], page.next)


def assets(
    kit: Kit,
    actor: Actor,
    *,
    site: UUID | None = None,
    q: str = "",
    after: str | None = None,
    limit: int = 50,
) -> Page[Asset]:
    query = visible_assets(actor)
    if site:
        query = query.where(Asset.site_id == site)
    if q:
        columns = (Asset.tag, Asset.serial, Asset.model)
        query = query.where(or_(*(contains(column, q) for column in columns)))
    with kit.reading() as db:
        return page_of(db, query, (func.lower(Asset.tag), Asset.id), after, limit)


# `available_timezones` walks the whole zone folder in 70 ms, and an import asks for each line.
ZONES = cache(available_timezones)


def check_zone(name: str | None) -> None:
    if name is not None and name not in ZONES():
        raise invalid("time_zone", "Use a zone name such as Europe/Berlin or America/New_York.")


def check_path(name: str | None) -> None:
    if name is not None and name not in set(VideoPath):
        raise invalid("video_path", "Use node or direct.")


def apply_changes(row: Base, changes: dict[str, Any]) -> dict[str, Any]:
    """Set the fields that differ, and return them."""
    changed = {key: value for key, value in changes.items() if getattr(row, key) != value}
    for key, value in changed.items():
        setattr(row, key, value)
    return changed


def same_or_conflict(previous: Row, **fields: Any) -> Row:
    """The row that a retry finds; a different thing under the same id is refused."""
    if any(getattr(previous, key) != value for key, value in fields.items()):
        raise conflict("This id is taken by something else. Use a new one.")
    return previous


def record(
    tx: Transaction,
    actor: Actor,
    organization_id: UUID,
    kind: EventKind,
    thing: Organization | Site | Asset,
    details: dict[str, Any],
) -> None:
    tx.record(
        f"organization/{organization_id}",
        kind,
        actor=actor,
        subject=Subject(type(thing).__name__.lower(), str(thing.id)),
        audience=Audience.INTERNAL,
        details=details,
    )


def _free_site_name(tx: Transaction, organization_id: UUID, name: str, id: UUID) -> None:
    namesakes = select(Site.id).where(
        Site.organization_id == organization_id, Site.name == name, Site.id != id
    )
    if tx.db.scalar(namesakes):
        raise invalid("name", "This organization has a site of this name already.")


def _free_tag(tx: Transaction, site_id: UUID, tag: str, id: UUID) -> None:
    namesakes = select(Asset.id).where(Asset.site_id == site_id, Asset.tag == tag, Asset.id != id)
    if tx.db.scalar(namesakes):
        raise invalid("tag", "This site has an asset with this tag already.")
