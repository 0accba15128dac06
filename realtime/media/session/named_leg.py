"""A leg under the name that its page knows it by, and the limit on how often one is replaced."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from realtime.media.forwarding.stream import LiveStream
from realtime.media.transport.leg import PublisherLeg, ViewerLeg

MOST_EARLY = 20
AGAIN_AFTER = 0.5
MOST_MADE, MADE_WITHIN = 5, 10.0
REPEAT_AFTER = 0.1
Pair = tuple[str, str]
"""The participant whose page the leg goes to, and the one whose media it carries."""


@dataclass(eq=False, slots=True)
class NamedLeg:
    """`offered_at` is in seconds of the session's clock. `early` holds the candidates that came
    before the answer."""

    peer: PublisherLeg | ViewerLeg
    stream: LiveStream
    pair: Pair
    page: str
    offer: str = ""
    offered_at: float = float("-inf")
    state: Literal["offered", "answered", "closed"] = "offered"
    early: list[str] = field(default_factory=list)
    name: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    async def answer(self, sdp: str) -> None:
        """Only the first answer counts. Raises BadDescription."""
        if self.state != "offered":
            return
        self.state = "answered"
        if isinstance(self.peer, PublisherLeg):
            await self.stream.publish(self.peer, sdp)
        else:
            await self.stream.watch(self.peer, sdp)
        for line in self.early:
            await self.peer.candidate(line)
        self.early.clear()

    async def candidate(self, line: str) -> None:
        if self.state == "answered":
            await self.peer.candidate(line)
        elif len(self.early) < MOST_EARLY:
            self.early.append(line)

    async def close(self) -> None:
        self.state = "closed"
        await self.stream.give_up(self.peer)


class LegRateLimit:
    """The rate limit on new legs of one pair: a page may say as often as it likes that its path is
    lost, and each new leg costs a port, a certificate and a handshake. Five in a row are allowed,
    for a phone between two networks."""

    def __init__(self) -> None:
        self._made: deque[float] = deque(maxlen=MOST_MADE)

    def wait(self, now: float) -> float:
        """Seconds until another leg may be made."""
        if not self._made:
            return 0.0
        due = self._made[-1] + AGAIN_AFTER
        if len(self._made) == MOST_MADE:
            due = max(due, self._made[0] + MADE_WITHIN)
        return max(0.0, due - now)

    def note(self, now: float) -> None:
        """A leg is made at `now`."""
        self._made.append(now)
