"""Assets: the devices that stand at a site, each known there by its tag."""

from uuid import UUID

from sqlalchemy import func, or_, select

from smarthands.access.places import asset_for, site_for, visible_assets
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.errors import invalid
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Asset, Site
from smarthands.paging import Page, page_of
from smarthands.places.changes import apply_changes, record, same_or_conflict
from smarthands.search import contains
from smarthands.spelling import one_line

ASSET_FIELDS = ("tag", "serial", "rack", "unit", "model")


def add(kit: Kit, actor: Actor, *, id: UUID, site_id: UUID, **fields: str) -> Asset:
    with kit.transaction() as tx:
        site = site_for(tx.db, actor, site_id, to=Verb.KEEP_PLACES)
        if previous := tx.db.get(Asset, id):
            return same_or_conflict(previous, site_id=site_id, **fields)
        _require_free_tag(tx, site_id, fields["tag"], id)
        asset = Asset(id=id, site_id=site_id, created_at=tx.now, **fields)
        tx.db.add(asset)
        tx.db.flush()
        record(tx, actor, site.organization_id, EventKind.ASSET_CREATED, asset, {"tag": asset.tag})
        return asset


def edit(kit: Kit, actor: Actor, asset_id: UUID, **changes: str) -> Asset:
    with kit.transaction() as tx:
        asset = asset_for(tx.db, actor, asset_id, to=Verb.KEEP_PLACES)
        if "tag" in changes:
            _require_free_tag(tx, asset.site_id, changes["tag"], asset.id)
        if changed := apply_changes(asset, changes):
            site = tx.db.get_one(Site, asset.site_id)
            record(tx, actor, site.organization_id, EventKind.ASSET_EDITED, asset, changed)
        return asset


def one(kit: Kit, actor: Actor, asset_id: UUID) -> Asset:
    with kit.reading() as db:
        return asset_for(db, actor, asset_id)


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


def _require_free_tag(tx: Transaction, site_id: UUID, tag: str, id: UUID) -> None:
    namesakes = select(Asset.id).where(
        Asset.site_id == site_id, Asset.tag == one_line(tag), Asset.id != id
    )
    if tx.db.scalar(namesakes):
        raise invalid("tag", "This site has an asset with this tag already.")
