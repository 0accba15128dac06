"""The report of a session, written once it has ended and its pages have said their last."""

from smarthands.kit import Kit
from smarthands.sessions import report
from smarthands.sessions.ending import REPORT
from smarthands.upkeep.deliveries import ClaimedDelivery
from workers.registry import Consumer, Lane


def write(kit: Kit, delivery: ClaimedDelivery) -> None:
    report.write_report(kit, delivery.subject_id)


CONSUMER = Consumer(REPORT, write, Lane.DOCUMENTS)
