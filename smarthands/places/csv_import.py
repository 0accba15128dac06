"""Sites and assets from CSV: all lines or none, and each wrong line is named with its reason."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from sqlalchemy import ColumnElement, insert, select, update

from smarthands.access.organizations import organization_for
from smarthands.access.places import site_for
from smarthands.access.verbs import Verb, require
from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.event_kinds import EventKind
from smarthands.kit import Kit, Transaction
from smarthands.model import Asset, Organization, Site
from smarthands.model.place import VideoPath
from smarthands.places.csv_reading import SLICE, Fields, read
from smarthands.places.places import ASSET_FIELDS, SITE_FIELDS, check_path, check_zone, record


@dataclass(slots=True)
class Imported:
    """How many rows were created and updated; `lines` names those that stop the import."""

    created: int = 0
    updated: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class Shelf:
    """Where the lines of one file belong: a table, the owner's rows in it, and what names a row.

    `unsaid` has the value that a new row gets where the line leaves a column empty; a known row
    then keeps its own. In every other column, empty means empty.
    """

    model: type[Site] | type[Asset]
    owned: ColumnElement[bool]
    key: str
    owner: Mapping[str, UUID]
    unsaid: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class Plan:
    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


def import_sites(
    kit: Kit, actor: Actor, *, organization_id: UUID, csv: str, dry_run: bool = False
) -> Imported:
    rows, wrong = read(csv, SITE_FIELDS, key="name", check=_check_site, pause=kit.pause)
    owned = Site.organization_id == organization_id
    unsaid = {"time_zone": "UTC", "video_path": VideoPath.NODE.value}
    shelf = Shelf(Site, owned, "name", {"organization_id": organization_id}, unsaid)
    with kit.transaction() as tx:
        organization = organization_for(tx.db, actor, organization_id)
        require(actor, Verb.KEEP_PLACES)
        _refuse(wrong)
        done = _put(kit, tx, shelf, rows, dry_run)
        _record(tx, actor, organization.id, EventKind.SITE_IMPORTED, organization, done, dry_run)
        return done


def import_assets(
    kit: Kit, actor: Actor, *, site_id: UUID, csv: str, dry_run: bool = False
) -> Imported:
    rows, wrong = read(csv, ASSET_FIELDS, key="tag", check=lambda _: None, pause=kit.pause)
    shelf = Shelf(Asset, Asset.site_id == site_id, "tag", {"site_id": site_id})
    with kit.transaction() as tx:
        site = site_for(tx.db, actor, site_id, to=Verb.KEEP_PLACES)
        _refuse(wrong)
        done = _put(kit, tx, shelf, rows, dry_run)
        _record(tx, actor, site.organization_id, EventKind.ASSET_IMPORTED, site, done, dry_run)
        return done


def _check_site(fields: Fields) -> tuple[str, str] | None:
    for column, check in (("time_zone", check_zone), ("video_path", check_path)):
        try:
            check(fields.get(column) or None)
        except Problem as problem:
            return column, problem.detail
    return None


def _refuse(wrong: list[dict[str, Any]]) -> None:
    if wrong:
        raise Problem(
            Code.INVALID,
            f"{len(wrong)} of the lines can't be taken, so nothing was imported. Mend them and try "
            "again.",
            lines=wrong,
        )


def _put(kit: Kit, tx: Transaction, shelf: Shelf, rows: list[Fields], dry_run: bool) -> Imported:
    """In slices: others go on reading meanwhile, though they can't write before the commit."""
    plan = _plan(kit, shelf, rows, _known(kit, tx, shelf, list(rows[0])))
    if not dry_run:
        fixed = {**shelf.owner, "created_at": tx.now}
        for start in range(0, len(plan.new), SLICE):
            lines = plan.new[start : start + SLICE]
            tx.db.execute(insert(shelf.model), [{"id": uuid4(), **fixed, **one} for one in lines])
            kit.pause(0)
        for start in range(0, len(plan.changed), SLICE):
            tx.db.execute(update(shelf.model), plan.changed[start : start + SLICE])
            kit.pause(0)
    return Imported(len(plan.new), len(plan.changed))


def _known(
    kit: Kit, tx: Transaction, shelf: Shelf, header: list[str]
) -> dict[str, Mapping[str, Any]]:
    """The owner's rows by what names them, with their id and the columns of the file."""
    columns = [getattr(shelf.model, name) for name in ("id", *header)]
    known: dict[str, Mapping[str, Any]] = {}
    found = select(*columns).where(shelf.owned).execution_options(yield_per=SLICE)
    for part in tx.db.execute(found).partitions():
        known |= {row._mapping[shelf.key]: dict(row._mapping) for row in part}
        kit.pause(0)
    return known


def _plan(
    kit: Kit, shelf: Shelf, rows: list[Fields], known: Mapping[str, Mapping[str, Any]]
) -> Plan:
    plan = Plan()
    for count, fields in enumerate(rows, 1):
        row = known.get(fields[shelf.key])
        instead = shelf.unsaid if row is None else row
        given = fields | {name: instead[name] for name in shelf.unsaid if fields.get(name) == ""}
        if row is None:
            plan.new.append(given)
        elif any(row[name] != value for name, value in given.items()):
            plan.changed.append({"id": row["id"], **given})
        if count % SLICE == 0:
            kit.pause(0)
    return plan


def _record(
    tx: Transaction,
    actor: Actor,
    organization_id: UUID,
    kind: EventKind,
    owner: Organization | Site,
    done: Imported,
    dry_run: bool,
) -> None:
    if dry_run or not (done.created or done.updated):
        return
    details = {"created": done.created, "updated": done.updated}
    record(tx, actor, organization_id, kind, owner, details)
