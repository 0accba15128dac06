"""What is missing from the publisher, and what can be sent again to viewers."""

from collections import deque

from realtime.media.rtp.packet import newer

SIZE = 1_024
MOST_MISSING = 256
LONGEST_GAP = 200
TRIES = 15
LIFE = 4.5
FIRST_WAIT = 0.08
GROWTH = 1.5
LONGEST_WAIT = 0.4
BEYOND_A_TRIP, LATELY = 1.04, 8
"""An answer takes a round trip. Within one of having sent something again, Chromium sends it no
second time: a question that comes just before is lost, and the next one a trip later. The shortest
of the last few answers: the longer ones were to a second question."""

MOST_AT_ONCE, SHARE = 40, 0.4
"""What may be asked for: so many packets, and then so many for each that comes. A line that has
just become narrow would else be filled for seconds with what is sent again."""


class PacketCache:
    """The last SIZE packets by sequence number; as long as libsrtp's window, beyond which nothing
    can be sent again under its number."""

    def __init__(self) -> None:
        self._kept: list[tuple[int, bytes] | None] = [None] * SIZE

    def put(self, sequence: int, packet: bytes) -> None:
        self._kept[sequence % SIZE] = sequence, packet

    def get(self, sequence: int) -> bytes | None:
        found = self._kept[sequence % SIZE]
        return found[1] if found is not None and found[0] == sequence else None

    def clear(self) -> None:
        self._kept = [None] * SIZE


class Losses:
    """Sequence numbers that haven't come. Asked for at once, then at growing intervals, for `life`
    seconds."""

    def __init__(self, life: float = LIFE) -> None:
        self._life = life
        self._missing: dict[int, _Wanted] = {}
        self._hopeless = False
        self._answers: deque[float] = deque(maxlen=LATELY)
        self._budget = float(MOST_AT_ONCE)
        self._received = 0
        self._asked: list[int] = []

    def __len__(self) -> int:
        return len(self._missing)

    def add(self, first: int, count: int, now: float) -> None:
        """`count` numbers from `first` on. A gap so long that repairing it would cost more than a
        new picture isn't repaired."""
        if count > LONGEST_GAP or len(self._missing) + count > MOST_MISSING:
            self._missing.clear()
            self._hopeless = True
            return
        for step in range(count):
            self._missing[(first + step) & 0xFFFF] = _Wanted(now)

    def found(self, sequence: int, now: float) -> bool:
        """Whether it was missing: else it is a double."""
        wanted = self._missing.pop(sequence, None)
        if wanted is not None and wanted.tries:
            self._answers.append(now - wanted.since)
        return wanted is not None

    def due(self, now: float, received: int) -> list[int]:
        """What to ask for now, the oldest first; `received`: how many packets came so far."""
        came, self._received = max(0, received - self._received), received
        self._budget = min(MOST_AT_ONCE, self._budget + came * SHARE)
        asked = []
        trip = min(self._answers, default=0.0) * BEYOND_A_TRIP
        for sequence, wanted in list(self._missing.items()):
            if now - wanted.since > self._life or wanted.tries >= TRIES:
                del self._missing[sequence]
                self._hopeless = True
            elif now >= wanted.next and self._budget >= 1:
                self._budget -= 1
                wanted.asked(now, trip)
                asked.append(sequence)
        self._asked += asked
        return asked

    def repeated(self) -> list[int]:
        """What was asked for since the last time and is still missing: to be asked for once more at
        once, where the question gets lost as well. Who was reached by both answers one."""
        again = [sequence for sequence in self._asked if sequence in self._missing]
        self._asked = []
        return again

    def forget(self, before: int) -> None:
        """What is missing of older than that isn't needed any more."""
        for sequence in [one for one in self._missing if newer(before, one)]:
            del self._missing[sequence]

    def hopeless(self) -> bool:
        """Whether something was given up since the last time: then a keyframe has to mend it."""
        told, self._hopeless = self._hopeless, False
        return told

    def clear(self) -> None:
        self._missing.clear()
        self._asked = []
        self._hopeless = False


class _Wanted:
    __slots__ = ("next", "since", "tries")

    def __init__(self, now: float) -> None:
        self.since = self.next = now
        self.tries = 0

    def asked(self, now: float, least: float) -> None:
        wait = min(LONGEST_WAIT, FIRST_WAIT * GROWTH**self.tries)
        self.next = now + max(least, wait)
        self.tries += 1
