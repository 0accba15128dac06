"""The import of sites and assets from CSV: all lines or none, each wrong line with its reason."""

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
from smarthands.places.assets import ASSET_FIELDS
from smarthands.places.changes import record
from smarthands.places.csv_reading import SLICE, Fields, read
from smarthands.places.sites import SITE_FIELDS, check_path, check_zone
from smarthands.spelling import one_line


@dataclass(slots=True)
class ImportResult:
    """How many rows were created and updated; `lines` names those that stop the import."""

    created: int = 0
    updated: int = 0
    lines: list[dict[str, Any]] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class ImportTarget:
    """The rows that one file is about: a table, the owner's rows in it, and the column that names a
    row.

    `defaults` has the value that a new row gets where the line leaves a column empty; an existing
    row then keeps its own. In every other column, empty means empty.
    """

    model: type[Site] | type[Asset]
    owned: ColumnElement[bool]
    key: str
    owner: Mapping[str, UUID]
    defaults: Mapping[str, str] = field(default_factory=dict)


@dataclass(slots=True)
class ImportPlan:
    """The rows to insert, and the changes to existing ones."""

    new: list[dict[str, Any]] = field(default_factory=list)
    changed: list[dict[str, Any]] = field(default_factory=list)


def import_sites(
    kit: Kit, actor: Actor, *, organization_id: UUID, csv: str, dry_run: bool = False
) -> ImportResult:
    rows, wrong = read(csv, SITE_FIELDS, key="name", check=_check_site, pause=kit.pause)
    owned = Site.organization_id == organization_id
    defaults = {"time_zone": "UTC", "video_path": VideoPath.NODE.value}
    target = ImportTarget(Site, owned, "name", {"organization_id": organization_id}, defaults)
    with kit.transaction() as tx:
        organization = organization_for(tx.db, actor, organization_id)
        require(actor, Verb.KEEP_PLACES)
        _refuse(wrong)
        result = _apply(kit, tx, target, rows, dry_run)
        _record(tx, actor, organization.id, EventKind.SITE_IMPORTED, organization, result, dry_run)
        return result


def import_assets(
    kit: Kit, actor: Actor, *, site_id: UUID, csv: str, dry_run: bool = False
) -> ImportResult:
    rows, wrong = read(csv, ASSET_FIELDS, key="tag", check=lambda _: None, pause=kit.pause)
    target = ImportTarget(Asset, Asset.site_id == site_id, "tag", {"site_id": site_id})
    with kit.transaction() as tx:
        site = site_for(tx.db, actor, site_id, to=Verb.KEEP_PLACES)
        _refuse(wrong)
        result = _apply(kit, tx, target, rows, dry_run)
        _record(tx, actor, site.organization_id, EventKind.ASSET_IMPORTED, site, result, dry_run)
        return result


def _check_site(fields: Fields) -> tuple[str, str] | None:
    for column, check in (("time_zone", check_zone), ("video_path", check_path)):
        try:
            check(fields.get(column) or None)
        except Problem as problem:
            return column, problem.detail
    return None


def _refuse(wrong: list[dict[str, Any]]) -> None:
    """Refuse the whole file when some of its lines are wrong, and name each of them."""
    if wrong:
        raise Problem(
            Code.INVALID,
            f"{len(wrong)} of the lines can't be taken, so nothing was imported. Mend them and try "
            "again.",
            lines=wrong,
        )


def _apply(
    kit: Kit, tx: Transaction, target: ImportTarget, rows: list[Fields], dry_run: bool
) -> ImportResult:
    """Write the rows in slices: others go on reading meanwhile, though they can't write before the
    commit."""
    plan = _plan(kit, target, rows, _existing(kit, tx, target, list(rows[0])))
    if not dry_run:
        fixed = {**target.owner, "created_at": tx.now}
        for start in range(0, len(plan.new), SLICE):
            lines = plan.new[start : start + SLICE]
            tx.db.execute(
                insert(target.model), [{"id": uuid4(), **fixed, **line} for line in lines]
            )
            kit.pause(0)
        for start in range(0, len(plan.changed), SLICE):
            tx.db.execute(update(target.model), plan.changed[start : start + SLICE])
            kit.pause(0)
    return ImportResult(len(plan.new), len(plan.changed))


def _existing(
    kit: Kit, tx: Transaction, target: ImportTarget, header: list[str]
) -> dict[str, Mapping[str, Any]]:
    """The owner's rows by their names, with their id and the columns of the file."""
    columns = [getattr(target.model, name) for name in ("id", *header)]
    existing: dict[str, Mapping[str, Any]] = {}
    query = select(*columns).where(target.owned).execution_options(yield_per=SLICE)
    for part in tx.db.execute(query).partitions():
        existing |= {one_line(row._mapping[target.key]): dict(row._mapping) for row in part}
        kit.pause(0)
    return existing


def _plan(
    kit: Kit, target: ImportTarget, rows: list[Fields], existing: Mapping[str, Mapping[str, Any]]
) -> ImportPlan:
    plan = ImportPlan()
    for count, fields in enumerate(rows, 1):
        row = existing.get(fields[target.key])
        fallback = target.defaults if row is None else row
        empty = [name for name in target.defaults if fields.get(name) == ""]
        values = fields | {name: fallback[name] for name in empty}
        if row is None:
            plan.new.append(values)
        elif any(row[name] != value for name, value in values.items()):
            plan.changed.append({"id": row["id"], **values})
        if count % SLICE == 0:
            kit.pause(0)
    return plan


def _record(
    tx: Transaction,
    actor: Actor,
    organization_id: UUID,
    kind: EventKind,
    owner: Organization | Site,
    result: ImportResult,
    dry_run: bool,
) -> None:
    if dry_run or not (result.created or result.updated):
        return
    details = {"created": result.created, "updated": result.updated}
    record(tx, actor, organization_id, kind, owner, details)
