"""Liveness: whether a participant's sound and picture arrive, and how long they were away."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

from realtime.media.forwarding.stream import LiveStream
from realtime.media.rtp.track import KINDS, Kind

SILENT_AFTER = 1.2
"""Seconds without a packet. Sound comes fifty times a second, muted or not."""
SHORTEST_GAP = 3.0

OutageCause = Literal["network", "page", "unknown"]


@dataclass(frozen=True, slots=True)
class Outage:
    """No media of hers came from `since` on, for so many seconds by the clock."""

    since: float
    seconds: float
    cause: OutageCause


class Liveness:
    """The liveness of one participant's stream. `flows` says for each kind of track whether it
    arrives, and is None before any track did."""

    def __init__(self, stream: LiveStream, clock: Callable[[], float]) -> None:
        self.flows: dict[Kind, bool] | None = None
        self._tracks = stream.forwarder.tracks
        self._clock = clock
        self._gone_since: float | None = None
        self._excused_at = float("-inf")
        self._cause: OutageCause = "unknown"

    def check(self) -> bool:
        """Whether `flows` has changed."""
        now = self._clock()
        flows = {kind: now - self._tracks[kind].heard_at < SILENT_AFTER for kind in KINDS}
        if flows == (self.flows or dict.fromkeys(KINDS, False)):
            return False
        self.flows = flows
        return True

    def blame(self, cause: OutageCause) -> None:
        """Note a possible cause, in case she is gone just now: the first one counts."""
        if self._cause == "unknown":
            self._cause = cause

    def excuse(self) -> None:
        """Silence is no outage just now, since she only watches stills and sends nothing."""
        self._excused_at = self._clock()
        self._gone_since = None

    def outage(self) -> Outage | None:
        """An outage is returned once, when it is over. Call this after each `check`."""
        if self.flows is None:
            return None
        heard = max(self._excused_at, *(self._tracks[kind].heard_at for kind in KINDS))
        if not any(self.flows.values()):
            if self._gone_since is None:
                self._gone_since, self._cause = heard, "unknown"
            return None
        since, self._gone_since = self._gone_since, None
        if since is None or heard - since < SHORTEST_GAP:
            return None
        return Outage(since, heard - since, self._cause)
