"""The responsiveness of the web process while something else hangs."""

import threading
from collections.abc import Callable
from statistics import median
from typing import Self

from tests.builders.load import slack
from tests.faults.phone import Answer

PAUSE = 0.1
# A frozen hub would take as long as what froze it. A busy machine may be slow, too, but then it was
# slow before.
USUAL_SECONDS, WORST_SECONDS = 0.5, 2.0
CALM_ASKS, SLOWER = 5, 4


class ResponsivenessProbe:
    """A probe that sends requests over and over while it is entered, and is created while all is
    well."""

    def __init__(self, *requests: Callable[[], Answer]) -> None:
        self._requests = requests
        self._calm = median(each().seconds for _ in range(CALM_ASKS) for each in requests)
        self._answers: list[Answer] = []
        self._over = threading.Event()
        self._thread = threading.Thread(target=self._listen, daemon=True)

    def __enter__(self) -> Self:
        self._thread.start()
        return self

    def __exit__(self, *_ended: object) -> None:
        self._over.set()
        self._thread.join()

    def check(self) -> None:
        """Checks that each request was answered well and soon."""
        seconds = [answer.seconds for answer in self._answers]
        assert {answer.status for answer in self._answers} == {200}
        usual = max(USUAL_SECONDS * slack(), SLOWER * self._calm)
        worst = max(WORST_SECONDS * slack(), 2 * SLOWER * self._calm)
        assert median(seconds) < usual, (self._calm, seconds)
        assert max(seconds) < worst, (self._calm, seconds)

    def _listen(self) -> None:
        while True:
            self._answers += [ask() for ask in self._requests]
            if self._over.wait(PAUSE):
                return
