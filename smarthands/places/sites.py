"""Sites: the places of work, each with its time zone and the path that its video takes."""

from typing import Any
from uuid import UUID

from sqlalchemy import func, or_, select

from smarthands.access.organizations import organization_for
from smarthands.access.places import site_for, visible_sites
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import invalid
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Site
from smarthands.model.place import VideoPath
from smarthands.paging import Page, page_of
from smarthands.places.changes import apply_changes, record, same_or_conflict
from smarthands.places.photo_policies import tell_jobs
from smarthands.search import contains
from smarthands.spelling import one_line
from smarthands.views.place import photo_policy_view, site_view
from smarthands.views.values import JsonDict
from smarthands.zones import ZONES

SITE_FIELDS = ("name", "address", "time_zone", "access_instructions", "video_path")


def add(kit: Kit, actor: Actor, *, id: UUID, organization_id: UUID, **fields: Any) -> Site:
    with kit.transaction() as tx:
        require(actor, Verb.KEEP_PLACES)
        organization_for(tx.db, actor, organization_id)
        check_zone(fields.get("time_zone"))
        if previous := tx.db.get(Site, id):
            return same_or_conflict(previous, organization_id=organization_id, **fields)
        _require_free_name(tx, organization_id, fields["name"], id)
        site = Site(id=id, organization_id=organization_id, created_at=tx.now, **fields)
        tx.db.add(site)
        tx.db.flush()
        record(tx, actor, organization_id, EventKind.SITE_CREATED, site, {"name": site.name})
        return site


def edit(kit: Kit, actor: Actor, site_id: UUID, **changes: Any) -> Site:
    with kit.transaction() as tx:
        site = site_for(tx.db, actor, site_id, to=Verb.KEEP_PLACES)
        check_zone(changes.get("time_zone"))
        if "name" in changes:
            _require_free_name(tx, site.organization_id, changes["name"], site.id)
        policy = photo_policy_view(site)
        if changed := apply_changes(site, changes):
            record(tx, actor, site.organization_id, EventKind.SITE_EDITED, site, changed)
        if photo_policy_view(site) != policy:
            tell_jobs(tx, actor, site)
        return site


def one(kit: Kit, actor: Actor, site_id: UUID) -> JsonDict:
    with kit.reading() as db:
        return site_view(site_for(db, actor, site_id), actor)


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


def check_zone(name: str | None) -> None:
    if name is not None and name not in ZONES:
        raise invalid("time_zone", "Use a zone name such as Europe/Berlin or America/New_York.")


def check_path(name: str | None) -> None:
    if name is not None and name not in set(VideoPath):
        raise invalid("video_path", "Use node or direct.")


def _require_free_name(tx: Transaction, organization_id: UUID, name: str, id: UUID) -> None:
    namesakes = select(Site.id).where(
        Site.organization_id == organization_id, Site.name == one_line(name), Site.id != id
    )
    if tx.db.scalar(namesakes):
        raise invalid("name", "This organization has a site of this name already.")
