"""What a node notices by itself: whether somebody's sound and picture come, how long they were
gone, and how much it has to do."""

import resource
from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from realtime.media.forwarding.stream import Stream
from realtime.media.rtp.track import KINDS, Kind

SILENT_AFTER = 1.2
"""Seconds without a packet. Sound comes fifty times a second, muted or not."""
SHORTEST_GAP = 3.0

OutageCause = Literal["network", "page", "unknown"]


@dataclass(frozen=True, slots=True)
class Outage:
    """Nothing of hers came from `since` on, for so many seconds by the clock."""

    since: float
    seconds: float
    why: OutageCause


class Liveness:
    """Of one participant. `flows` says of each kind whether it comes; None before it ever did."""

    def __init__(self, stream: Stream, clock: Callable[[], float]) -> None:
        self.flows: dict[Kind, bool] | None = None
        self._tracks = stream.forwarder.tracks
        self._clock = clock
        self._gone_since: float | None = None
        self._excused_at = float("-inf")
        self._why: OutageCause = "unknown"

    def look(self) -> bool:
        """Whether it has changed."""
        now = self._clock()
        found = {kind: now - self._tracks[kind].heard_at < SILENT_AFTER for kind in KINDS}
        if found == (self.flows or dict.fromkeys(KINDS, False)):
            return False
        self.flows = found
        return True

    def blame(self, why: OutageCause) -> None:
        """What has happened to her, if she is gone just now: what is known first counts."""
        if self._why == "unknown":
            self._why = why

    def excuse(self) -> None:
        """Nothing is to come of her just now, since she only watches stills: that is no outage."""
        self._excused_at = self._clock()
        self._gone_since = None

    def outage(self) -> Outage | None:
        """Once, when it is over. To be asked after each look."""
        if self.flows is None:
            return None
        heard = max(self._excused_at, *(self._tracks[kind].heard_at for kind in KINDS))
        if not any(self.flows.values()):
            if self._gone_since is None:
                self._gone_since, self._why = heard, "unknown"
            return None
        since, self._gone_since = self._gone_since, None
        if since is None or heard - since < SHORTEST_GAP:
            return None
        return Outage(since, heard - since, self._why)


class CpuShare:
    """Parts of a core that this process uses, evened out over some seconds: a start or a keyframe
    is no load."""

    def __init__(self, clock: Callable[[], float]) -> None:
        self._clock = clock
        self._before = clock(), _used()
        self._share = 0.0

    def share(self) -> float:
        """To be asked about once a second."""
        now, used = self._clock(), _used()
        at, before = self._before
        if now > at:
            self._before = now, used
            self._share += ((used - before) / (now - at) - self._share) * min(1.0, (now - at) / 4)
        return self._share


def _used() -> float:
    told = resource.getrusage(resource.RUSAGE_SELF)
    return told.ru_utime + told.ru_stime
