"""What a phone and its owner say of a new item: the file, the moment, and the label."""

from dataclasses import dataclass
from datetime import datetime

from smarthands.evidence.file_kinds import kind_of
from smarthands.model.evidence import Audience, EvidenceKind


@dataclass(frozen=True, slots=True)
class FileClaim:
    """A file as its sender describes it before the upload: `sha256` in hex, `size` in bytes."""

    media_type: str
    size: int
    sha256: str

    @property
    def kind(self) -> EvidenceKind:
        return kind_of(self.media_type)


def by_our_clock(at: datetime, device_time: datetime, now: datetime) -> datetime:
    """A moment of a phone's clock by ours, which is at `now` when the phone's is at
    `device_time`."""
    return now - (device_time - at)


@dataclass(frozen=True, slots=True)
class Capture:
    """The moment of the capture as the phone tells it: its clock then and now, its counter, and the
    number of the job's last event that it had."""

    captured_at: datetime
    device_time: datetime
    sequence: int | None = None
    seen: int | None = None

    def by_our_clock(self, now: datetime) -> datetime:
        """The moment by the server's clock, as far as the phone's own two times tell."""
        return by_our_clock(self.captured_at, self.device_time, now)


@dataclass(frozen=True, slots=True)
class Label:
    """What a person says of an item. `source` tells where a photo is from when no camera took it
    as a photo."""

    phase: str | None = None
    caption: str = ""
    audience: str = Audience.CLIENT
    source: str | None = None
