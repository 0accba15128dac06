"""Uploads: what a recorder asks of the place where recordings go, and the values it hands over."""

from dataclasses import dataclass
from typing import Protocol

PART = 5 << 20
"""Bytes of a part. S3 takes no smaller part but the last."""


class UploadRefused(Exception):
    """The web process refuses the file. Trying again helps only if it decides otherwise."""


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """A file of one participant in a recording. `begun_at` is the wall-clock time of the file's
    beginning, ISO 8601 in UTC."""

    recording: str
    id: str
    participant: str
    media_type: str
    begun_at: str


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """A part that S3 has: `number` counts from 1, `size` is in bytes, `sha256` in hex, `etag` as S3
    gave it."""

    number: int
    size: int
    sha256: str
    etag: str


@dataclass(frozen=True, slots=True)
class FileGap:
    """A stretch for which the file has no media: `at` and `seconds` are in the file's time,
    `reason` is one of REASONS in gaps.py."""

    at: float
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class FinishedFile:
    """A file that has ended: `size` is in bytes, `sha256` is that of the whole file, in hex."""

    size: int
    sha256: str
    seconds: float
    parts: tuple[UploadedPart, ...]
    gaps: tuple[FileGap, ...]


class Uploads(Protocol):
    """Each method raises ConnectionError when the web process or S3 is away, and UploadRefused.
    Each may be called again with the same arguments: a part replaces the one of its number."""

    async def start(self, file: RecordingFile) -> None: ...

    async def put_part(self, file: RecordingFile, number: int, content: bytes, sha256: str) -> str:
        """Send a part; its ETag is returned."""

    async def complete(self, file: RecordingFile, completed: FinishedFile) -> None: ...
