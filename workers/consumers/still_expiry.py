"""A still that no phone and no node has answered in time is marked as missed."""

from smarthands.kit import Kit
from smarthands.sessions import stills
from smarthands.sessions.stills import STILL_EXPIRY
from smarthands.upkeep.deliveries import ClaimedDelivery
from workers.registry import Consumer, Lane


def mark_missed(kit: Kit, delivery: ClaimedDelivery) -> None:
    stills.miss(kit, delivery.subject_id)


CONSUMER = Consumer(STILL_EXPIRY, mark_missed, Lane.DOCUMENTS)
