"""Moments as phones tell them: by the phone's clock, and by ours."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from smarthands.events import stamp


def by_our_clock(at: datetime, device_time: datetime, now: datetime) -> datetime:
    """A moment of a phone's clock by ours, which is at `now` when the phone's is at
    `device_time`."""
    return now - (device_time - at)


@dataclass(frozen=True, slots=True)
class ToldMoment:
    """The moment at which somebody did something, as her phone tells it: its clock then and now,
    and the number of the job's last event that it had."""

    happened_at: datetime
    device_time: datetime
    seen: int | None = None

    def by_our_clock(self, now: datetime) -> datetime:
        return by_our_clock(self.happened_at, self.device_time, now)

    def details(self, now: datetime, *, since: datetime) -> dict[str, Any]:
        """What an event says of the moment in `told`. The time that counts, `at`, is never before
        `since`, nor to come."""
        told = self.by_our_clock(now)
        at = max(since, min(told, now))
        return {
            "happened_at": stamp(self.happened_at),
            "device_time": stamp(self.device_time),
            "at": stamp(at),
            "moved": at != told,
        }
