"""What a phone and its owner say of a new item: the file, the moment, and the label."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from smarthands.evidence.file_kinds import kind_of
from smarthands.model.evidence import Audience, EvidenceKind
from smarthands.phone_clock import by_our_clock
from smarthands.views.values import JsonDict


class CaptureOrigin(StrEnum):
    """The way in which a photo came to the page."""

    VIEWFINDER = "viewfinder"
    CAMERA_APP = "camera_app"
    GALLERY = "gallery"


class TimeSource(StrEnum):
    """The clock that `captured_at` is by: the phone's, at the press; the camera's in the file's
    EXIF, which names its offset from UTC; the same without an offset, which then follows from
    another time of the file; or the time at which the file was written."""

    CLOCK = "clock"
    EXIF = "exif"
    EXIF_LOCAL = "exif_local"
    FILE = "file"


@dataclass(frozen=True, slots=True)
class FileClaim:
    """A file as its sender describes it before the upload: `sha256` in hex, `size` in bytes. An
    attached file alone has a name, the last part of any path in it."""

    media_type: str
    size: int
    sha256: str
    name: str | None = None

    @property
    def kind(self) -> EvidenceKind:
        return kind_of(self.media_type)


@dataclass(frozen=True, slots=True)
class Capture:
    """The moment of the capture as the phone tells it: its clock then and now, its counter, and the
    number of the job's last event that it had. `facts` are those of a photo's camera, in the shape
    of `CaptureFactsSchema`."""

    captured_at: datetime
    device_time: datetime
    sequence: int | None = None
    seen: int | None = None
    facts: JsonDict | None = None

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
