"""Readiness: whether the installation can work, by its database, object store and worker."""

from sqlalchemy import select

from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.model import Organization
from smarthands.model.organization import OrganizationKind
from smarthands.upkeep.deliveries import worker_alive


def check(kit: Kit) -> dict[str, bool]:
    """Whether each part answers, and `ok` when all of them do."""
    database = worker = True
    try:
        worker = worker_alive(kit)
    except Problem:
        database = worker = False
    objects = kit.objects.answers()
    parts = {"database": database, "objects": objects, "worker": worker}
    return {"ok": all(parts.values()), **parts}


def provider(kit: Kit) -> str:
    """The name of the managed-service provider whose installation this is."""
    with kit.reading() as db:
        name = db.scalar(select(Organization.name).where(Organization.kind == OrganizationKind.MSP))
    return name or "Smart Hands"
