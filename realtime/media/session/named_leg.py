"""A leg under the name that its page knows it by, what is known of it, and how soon it may have
a successor."""

import secrets
from collections import deque
from dataclasses import dataclass, field
from typing import Literal

from realtime.media.forwarding.stream import Stream
from realtime.media.transport.leg import PublisherLeg, ViewerLeg

MOST_EARLY = 20
AGAIN_AFTER = 0.5
MOST_MADE, MADE_WITHIN = 5, 10.0
REPEAT_AFTER = 0.1
Pair = tuple[str, str]
"""Whose page it goes to, and whose media it carries."""


@dataclass(eq=False, slots=True)
class NamedLeg:
    """`made_at` in seconds of the session's clock. Candidates that come before the answer wait."""

    leg: PublisherLeg | ViewerLeg
    stream: Stream
    pair: Pair
    page: str
    made_at: float
    offer: str = ""
    offered_at: float = float("-inf")
    state: Literal["offered", "answered", "closed"] = "offered"
    early: list[str] = field(default_factory=list)
    name: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    async def answer(self, sdp: str) -> None:
        """Once. Raises BadDescription."""
        if self.state != "offered":
            return
        self.state = "answered"
        if isinstance(self.leg, PublisherLeg):
            await self.stream.publish(self.leg, sdp)
        else:
            await self.stream.watch(self.leg, sdp)
        for line in self.early:
            await self.leg.candidate(line)
        self.early.clear()

    async def candidate(self, line: str) -> None:
        if self.state == "answered":
            await self.leg.candidate(line)
        elif len(self.early) < MOST_EARLY:
            self.early.append(line)

    async def close(self) -> None:
        self.state = "closed"
        await self.stream.give_up(self.leg)


class LegRateLimit:
    """Of one pair: a page says as often as it likes that its path is lost, and each new leg costs
    a port, a certificate and a handshake. Five at once are for a phone between two networks."""

    def __init__(self) -> None:
        self._made: deque[float] = deque(maxlen=MOST_MADE)

    def wait(self, now: float) -> float:
        """Seconds until another may be made."""
        if not self._made:
            return 0.0
        due = self._made[-1] + AGAIN_AFTER
        if len(self._made) == MOST_MADE:
            due = max(due, self._made[0] + MADE_WITHIN)
        return max(0.0, due - now)

    def made(self, now: float) -> None:
        self._made.append(now)
