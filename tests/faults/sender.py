"""A person who sends photos and notes, one after the other, until she is stopped."""

import random
import threading
import time
from uuid import UUID

from tests.faults.phone import ALREADY_THERE, Phone, Refusal, persist, take_photo

LONGEST_PAUSE = 1.2


class Sender(threading.Thread):
    """The sender; `failure` is the reason for which it gave up, or None."""

    def __init__(
        self, phone: Phone, job: UUID, chance: random.Random, enough: threading.Event
    ) -> None:
        super().__init__(daemon=True)
        self.failure: Exception | None = None
        self._phone, self._job, self._chance, self._enough = phone, job, chance, enough

    def run(self) -> None:
        try:
            while not self._enough.is_set():
                self._send()
        except Exception as failure:
            self.failure = failure

    def end(self) -> None:
        """Stops the sender after the item at hand."""
        self.join()
        assert self.failure is None, self.failure

    def _send(self) -> None:
        what = self._chance.random()
        if what < 0.2:
            id = UUID(bytes=self._chance.randbytes(16), version=4)
            self._phone.write(self._job, id, "no light on port 3")
        elif what < 0.3:
            self._leave_half_way()
        else:
            size = self._chance.randint(20_000, 400_000)
            self._phone.deliver(self._job, take_photo(self._chance, size=size))
        time.sleep(self._chance.uniform(0, LONGEST_PAUSE))

    def _leave_half_way(self) -> None:
        """Puts a photo and never seals it, so that the sweep has to clear it away."""
        photo = take_photo(self._chance)

        def attempt() -> Refusal:
            answer = self._phone.announce(self._job, photo)
            if answer.status != 201:
                return answer.body
            status = self._phone.put(answer.json, photo)
            return None if status in (200, ALREADY_THERE) else f"the store answered {status}"

        persist(attempt)
