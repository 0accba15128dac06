"""The proof that S3 has a sealed recording: all of it is read, and its SHA-256 is taken."""

import hashlib

from smarthands.kit import Kit
from smarthands.recordings import verification
from smarthands.recordings.sealing import VERIFICATION
from smarthands.upkeep.deliveries import ClaimedDelivery
from workers.registry import Consumer, Lane


def read_again(kit: Kit, delivery: ClaimedDelivery) -> None:
    """The object is read in pieces of a megabyte, however long it is. Doing it twice is as once.

    Raises whatever may pass (ConnectionError, Problem); the delivery is then tried again.
    """
    item = verification.item_to_verify(kit, delivery.subject_id)
    if item is None or item.stored is None:
        return
    digest, size = hashlib.sha256(), 0
    for chunk in kit.objects.stream(item.stored.key, item.stored.version):
        digest.update(chunk)
        size += len(chunk)
    verification.keep(kit, item.id, sha256=digest.hexdigest(), size=size)


# Gigabytes come over the network here, for minutes, and nobody waits for the result: in another
# lane a report or a photo would wait for them.
CONSUMER = Consumer(VERIFICATION, read_again, Lane.NETWORK)
