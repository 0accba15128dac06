"""A leg under the name that its page knows it by, and what is known of it."""

import secrets
from dataclasses import dataclass, field
from typing import Literal

from realtime.media.legs import PublisherLeg, ViewerLeg
from realtime.media.stream import Stream

MOST_EARLY = 20
Pair = tuple[str, str]
"""Whose page it goes to, and whose media it carries."""


@dataclass(eq=False, slots=True)
class Bound:
    """`made_at` in seconds of the session's clock. Candidates that come before the answer wait."""

    leg: PublisherLeg | ViewerLeg
    stream: Stream
    pair: Pair
    page: str
    made_at: float
    offer: str = ""
    state: Literal["offered", "answered", "closed"] = "offered"
    early: list[str] = field(default_factory=list)
    name: str = field(default_factory=lambda: secrets.token_urlsafe(9))

    @property
    def live(self) -> bool:
        return self.state == "answered" and self.leg.connected.is_set()

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
