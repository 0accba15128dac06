"""Where a recording goes: the port, and what is said through it."""

from dataclasses import dataclass
from typing import Protocol

PART = 5 << 20
"""Bytes. S3 takes no smaller part but the last."""


class UploadRefused(Exception):
    """The house doesn't want this file, and says so. Trying again helps only if it thinks anew."""


@dataclass(frozen=True, slots=True)
class RecordingFile:
    """`begun_at` is the wall's time of the file's beginning, ISO 8601 in UTC."""

    recording: str
    id: str
    participant: str
    media_type: str
    begun_at: str


@dataclass(frozen=True, slots=True)
class UploadedPart:
    """`number` from 1; `size` in bytes; `sha256` in hex; `etag` as S3 said it."""

    number: int
    size: int
    sha256: str
    etag: str


@dataclass(frozen=True, slots=True)
class FileGap:
    """`at` and `seconds` in the file's time. `reason` is one of REASONS in gaps.py."""

    at: float
    seconds: float
    reason: str


@dataclass(frozen=True, slots=True)
class CompletedFile:
    """A file at its end: `size` in bytes, `sha256` of all of it in hex."""

    size: int
    sha256: str
    seconds: float
    parts: tuple[UploadedPart, ...]
    gaps: tuple[FileGap, ...]


class Uploads(Protocol):
    """All raise ConnectionError when the house or S3 is away, and Refused. Each may be called again
    with the same: a part under its number replaces the one before."""

    async def start(self, file: RecordingFile) -> None: ...

    async def put_part(self, file: RecordingFile, number: int, content: bytes, sha256: str) -> str:
        """The part's ETag."""

    async def complete(self, file: RecordingFile, whole: CompletedFile) -> None: ...
