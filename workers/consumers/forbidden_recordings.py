"""A recording that a site's photo policy does not allow any more is stopped."""

from smarthands.kit import Kit
from smarthands.places.photo_policies import FORBIDDEN_RECORDINGS
from smarthands.sessions import consent
from smarthands.upkeep.deliveries import ClaimedDelivery
from workers.registry import Consumer, Lane


def stop_recording(kit: Kit, delivery: ClaimedDelivery) -> None:
    consent.stop_forbidden(kit, delivery.subject_id)


CONSUMER = Consumer(FORBIDDEN_RECORDINGS, stop_recording, Lane.DOCUMENTS)
