"""Readiness: whether the installation can work, by its database, object store and worker."""

from smarthands.access.organizations import provider_if_any
from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.upkeep.deliveries import worker_alive, workers_confined


def check(kit: Kit, *, nodes_confined: bool = True) -> dict[str, bool]:
    """Whether each part answers, and `ok` when all of them do. `confined` says whether decoders are
    walled off everywhere; an old kernel is no reason to send nobody here."""
    database = worker = confined = True
    try:
        worker, confined = worker_alive(kit), workers_confined(kit)
    except Problem:
        database = worker = False
    objects = kit.objects.answers()
    parts = {"database": database, "objects": objects, "worker": worker}
    return {"ok": all(parts.values()), **parts, "confined": confined and nodes_confined}


def provider(kit: Kit) -> str:
    """The name of the managed-service provider whose installation this is."""
    with kit.reading() as db:
        msp = provider_if_any(db)
        return msp.name if msp else "Smart Hands"
