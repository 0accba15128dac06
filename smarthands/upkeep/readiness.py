"""Readiness: whether the installation can work, by its database, object store and worker."""

from smarthands.access.organizations import provider_if_any
from smarthands.errors import Problem
from smarthands.kit import Kit
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
        msp = provider_if_any(db)
        return msp.name if msp else "Smart Hands"
