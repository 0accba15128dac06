"""An upload that was never sealed is forgotten, with whatever of it reached S3."""

from datetime import timedelta

import structlog

from smarthands.kit import Kit
from smarthands.upkeep import sweeps
from workers.registry import Chore

EVERY = timedelta(minutes=10)

log = structlog.get_logger()


def sweep(kit: Kit) -> None:
    refused: list[ConnectionError] = []
    if swept := sweeps.sweep_uploads(kit, refused=refused.append):
        log.info("swept", uploads=swept)
    if refused:
        log.warning("objects stay", number=len(refused), problem=str(refused[0])[:200])


def chore() -> Chore:
    return Chore("unsealed-uploads", EVERY, sweep)
