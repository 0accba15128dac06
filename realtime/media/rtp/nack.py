"""NACK (RFC 4585 section 6.2.1): the packets that are missing from a publisher, and those that can
be sent again to viewers."""

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
"""A second request waits BEYOND_A_TRIP round trips: Chromium resends a packet only once in a round
trip, so a request that comes just before is lost, and the next one comes a trip later. The round
trip is the shortest of the LATELY last answers, since the longer ones were to a second request."""

MOST_AT_ONCE, SHARE = 40, 0.4
"""MOST_AT_ONCE packets may be asked for, and then SHARE of a packet for each that comes: otherwise
a line that has just become narrow would be filled with resent packets for seconds."""


class PacketCache:
    """The last SIZE packets by sequence number. It is as long as libsrtp's window, beyond which
    nothing can be sent again under its number."""

    def __init__(self) -> None:
        self._slots: list[tuple[int, bytes] | None] = [None] * SIZE

    def put(self, sequence: int, packet: bytes) -> None:
        self._slots[sequence % SIZE] = sequence, packet

    def get(self, sequence: int) -> bytes | None:
        slot = self._slots[sequence % SIZE]
        return slot[1] if slot is not None and slot[0] == sequence else None

    def clear(self) -> None:
        self._slots = [None] * SIZE


class Losses:
    """The sequence numbers that haven't come. They are asked for at once, then at growing
    intervals, for `life` seconds."""

    def __init__(self, life: float = LIFE) -> None:
        self._life = life
        self._missing: dict[int, _Loss] = {}
        self._hopeless = False
        self._answers: deque[float] = deque(maxlen=LATELY)
        self._budget = float(MOST_AT_ONCE)
        self._received = 0
        self._requested: list[int] = []

    def __len__(self) -> int:
        return len(self._missing)

    def add(self, first: int, count: int, now: float) -> None:
        """Adds `count` numbers from `first` on. A gap so long that repairing it would cost more
        than a new picture is not repaired."""
        if count > LONGEST_GAP or len(self._missing) + count > MOST_MISSING:
            self._missing.clear()
            self._hopeless = True
            return
        for step in range(count):
            self._missing[(first + step) & 0xFFFF] = _Loss(now)

    def fill(self, sequence: int, now: float) -> bool:
        """A late packet has come: whether it was missing, and is no double."""
        loss = self._missing.pop(sequence, None)
        if loss is not None and loss.tries:
            self._answers.append(now - loss.since)
        return loss is not None

    def due(self, now: float, received: int) -> list[int]:
        """The numbers to ask for now, the oldest first; `received` packets have come so far."""
        new, self._received = max(0, received - self._received), received
        self._budget = min(MOST_AT_ONCE, self._budget + new * SHARE)
        requested = []
        trip = min(self._answers, default=0.0) * BEYOND_A_TRIP
        for sequence, loss in list(self._missing.items()):
            if now - loss.since > self._life or loss.tries >= TRIES:
                del self._missing[sequence]
                self._hopeless = True
            elif now >= loss.next and self._budget >= 1:
                self._budget -= 1
                loss.asked(now, trip)
                requested.append(sequence)
        self._requested += requested
        return requested

    def repeated(self) -> list[int]:
        """The numbers that were asked for since the last call and are still missing. Where requests
        get lost as well they are asked for once more at once; a publisher that both requests reach
        answers one of them."""
        again = [sequence for sequence in self._requested if sequence in self._missing]
        self._requested = []
        return again

    def forget(self, before: int) -> None:
        """Packets older than `before` are no longer needed."""
        for sequence in [one for one in self._missing if newer(before, one)]:
            del self._missing[sequence]

    def hopeless(self) -> bool:
        """Whether a loss was given up since the last call: then a keyframe has to mend it."""
        hopeless, self._hopeless = self._hopeless, False
        return hopeless

    def clear(self) -> None:
        self._missing.clear()
        self._requested = []
        self._hopeless = False


class _Loss:
    """One missing packet: since when, and when it is asked for next."""

    __slots__ = ("next", "since", "tries")

    def __init__(self, now: float) -> None:
        self.since = self.next = now
        self.tries = 0

    def asked(self, now: float, least: float) -> None:
        wait = min(LONGEST_WAIT, FIRST_WAIT * GROWTH**self.tries)
        self.next = now + max(least, wait)
        self.tries += 1
