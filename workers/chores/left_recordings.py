"""A recorded file whose node never came back is completed from the parts that S3 has."""

from datetime import timedelta

import structlog

from smarthands.kit import Kit
from smarthands.recordings import sweep
from workers.registry import Chore

EVERY = timedelta(minutes=10)

log = structlog.get_logger()


def complete(kit: Kit) -> None:
    refused: list[Exception] = []
    if completed := sweep.sweep_recordings(kit, refused=refused.append):
        log.info("recordings that nobody ended completed", number=completed)
    if refused:
        log.error("recordings stay open", number=len(refused), problem=str(refused[0])[:200])


def chore() -> Chore:
    return Chore("left-recordings", EVERY, complete)
