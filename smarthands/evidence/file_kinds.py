"""The kinds of evidence that are files: what people may send, how it is handed out, and what a
worker finds out about it. A new kind has its line here, and its keeper in the worker."""

from collections.abc import Mapping
from dataclasses import dataclass

from smarthands.kit import Policy
from smarthands.model.evidence import EvidenceItem, EvidenceKind


@dataclass(frozen=True, slots=True)
class FileKind:
    """`noun` begins the sentence that refuses a file. `media_types` are those that people may send,
    of at most `max_bytes`, or of the installation's limit where that is None. `download_types` are
    those under which an original is handed out; all others are bytes to save. `found` is the column
    that a worker fills in once it has read the file; None for files that no worker reads.
    """

    noun: str
    media_types: tuple[str, ...]
    max_bytes: int | None
    download_types: tuple[str, ...]
    found: str | None

    @property
    def is_sent_by_people(self) -> bool:
        return bool(self.media_types)

    def limit(self, policy: Policy) -> int:
        return policy.upload_max_bytes if self.max_bytes is None else self.max_bytes

    def is_read(self, item: EvidenceItem) -> bool:
        """Whether nothing of the item's file is left for a worker to read."""
        return self.found is None or getattr(item, self.found) is not None


PHOTO_TYPES = (
    "image/jpeg",
    "image/png",
    "image/webp",
    "image/heic",
    "image/heif",
    "image/avif",
)

FILE_KINDS: Mapping[EvidenceKind, FileKind] = {
    EvidenceKind.PHOTO: FileKind(
        noun="A photo",
        media_types=PHOTO_TYPES,
        max_bytes=None,
        download_types=PHOTO_TYPES,
        found="width",
    ),
    EvidenceKind.VOICE_NOTE: FileKind(
        noun="A voice note",
        # Browsers on phones record these.
        media_types=("audio/webm", "audio/ogg", "audio/mp4"),
        # Twice the size of a minute as the most lavish phone records it.
        max_bytes=5_000_000,
        download_types=(),
        found="seconds",
    ),
    # A media node sends recordings, in parts, and tells their seconds at their end.
    EvidenceKind.RECORDING: FileKind(
        noun="A recording", media_types=(), max_bytes=None, download_types=(), found="width"
    ),
    # Whatever else belongs to a job: a raw photo, a log, a permit. Nobody here opens it.
    EvidenceKind.FILE: FileKind(
        noun="An attached file",
        media_types=("application/octet-stream",),
        max_bytes=None,
        download_types=(),
        found=None,
    ),
}


def kind_of(media_type: str) -> EvidenceKind:
    """The kind of a file that people send; ValueError for a media type that none has."""
    for kind, file_kind in FILE_KINDS.items():
        if media_type in file_kind.media_types:
            return kind
    raise ValueError(f"no evidence is {media_type}")


def largest_upload(policy: Policy) -> int:
    """The bytes of the largest file that people may send."""
    sent = (file_kind for file_kind in FILE_KINDS.values() if file_kind.is_sent_by_people)
    return max(file_kind.limit(policy) for file_kind in sent)


def upload_types() -> tuple[str, ...]:
    """The media types that people may send."""
    return tuple(each for file_kind in FILE_KINDS.values() for each in file_kind.media_types)
