"""One lane of a worker: claim the next delivery that is due, do it, settle it. Senders take turns,
and so do the jobs of each."""

import threading
from collections.abc import Iterable
from secrets import token_hex

import structlog

from smarthands.errors import Problem
from smarthands.kit import Kit
from smarthands.upkeep import deliveries
from smarthands.upkeep.deliveries import ClaimedDelivery
from smarthands.upkeep.turn_order import TurnOrder
from workers.registry import Consumer

log = structlog.get_logger()


class LaneQueue:
    """What the places of one lane share: who has a delivery in work, and whose turn it is.

    A person who sends a thousand files, or twelve that take a minute each, has one in work like any
    other, on however many jobs, and then waits for her turn; and so has a job.
    """

    def __init__(self, kit: Kit, consumers: Iterable[Consumer]) -> None:
        self._kit = kit
        self.consumers = {consumer.name: consumer for consumer in consumers}
        self._puts_objects = {each.name for each in self.consumers.values() if each.puts_objects}
        self._lock = threading.Lock()
        self._senders, self._streams = TurnOrder(), TurnOrder()

    def claim(self, lease: str) -> ClaimedDelivery | None:
        """The next delivery of the sender who was served longest ago, and has none in work."""
        with self._lock:
            delivery = deliveries.claim(
                self._kit,
                list(self.consumers),
                lease=lease,
                puts_objects=self._puts_objects,
                senders=self._senders,
                streams=self._streams,
            )
            if delivery is not None:
                self._senders.begin(delivery.sender)
                self._streams.begin(delivery.stream)
        return delivery

    def release(self, delivery: ClaimedDelivery) -> None:
        with self._lock:
            self._senders.end(delivery.sender)
            self._streams.end(delivery.stream)


class LaneWork:
    """One place of a lane, one delivery at a time.

    `lease` is that of the delivery in hand, or of the one that is being claimed; the worker's beat
    renews it from another thread.
    """

    def __init__(self, kit: Kit, queue: LaneQueue) -> None:
        self._kit = kit
        self._queue = queue
        self.lease: str | None = None

    def step(self) -> bool:
        """Do one delivery; False when none was due, or the database was busy."""
        try:
            self.lease = token_hex(8)
            delivery = self._queue.claim(self.lease)
            if delivery is None:
                return False
            try:
                self._do(delivery)
            finally:
                self._queue.release(delivery)
        except (Problem, ConnectionError) as trouble:
            log.warning("worker waits", problem=str(trouble)[:200])
            return False
        finally:
            self.lease = None
        return True

    def _do(self, delivery: ClaimedDelivery) -> None:
        consumer = self._queue.consumers[delivery.consumer]
        try:
            consumer.do(self._kit, delivery)
        except (Problem, ConnectionError) as trouble:
            deliveries.wait_out(self._kit, delivery, f"{type(trouble).__name__}: {trouble}")
            log.warning("delivery waits", consumer=consumer.name, problem=str(trouble)[:200])
        except Exception as error:
            self._fail(consumer, delivery, error)
        else:
            deliveries.settle(self._kit, delivery)

    def _fail(self, consumer: Consumer, delivery: ClaimedDelivery, error: Exception) -> None:
        if delivery.failures + 1 >= consumer.most_failures:
            # This comes first: a worker killed in between tries once more, and nobody is left
            # waiting.
            consumer.give_up(self._kit, delivery)
        again = deliveries.postpone(
            self._kit,
            delivery,
            f"{type(error).__name__}: {error}",
            most_failures=consumer.most_failures,
        )
        log.warning(
            "delivery failed",
            consumer=consumer.name,
            failures=delivery.failures + 1,
            again=again,
            problem=type(error).__name__,
        )
