"""What a node that comes back has to know of a file: a small one beside it, replaced as a whole."""

import json
import os
import threading
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from realtime.media.recording.container.container import MediaInfo
from realtime.media.recording.pieces import container_of
from realtime.media.recording.upload.uploads import FileGap, RecordingFile, UploadedPart
from realtime.media.rtp.track import Codec

SUFFIX = ".json"


class UnreadableJournal(ValueError):
    """Not a journal of ours."""


@dataclass
class Journal:
    """`parts` are those that S3 has acknowledged, by number; `started`: the house knows of it."""

    path: Path
    codec: Codec | None
    file: RecordingFile
    started: bool = False
    parts: dict[int, UploadedPart] = field(default_factory=dict)
    gaps: tuple[FileGap, ...] = ()
    size: tuple[int, int] | None = None
    parameters: tuple[bytes, bytes] | None = None
    _lock: threading.Lock = field(default_factory=threading.Lock)

    @property
    def media(self) -> Path:
        """The file itself."""
        return self.path.with_suffix(container_of(self.codec).suffix)

    def save(self) -> None:
        """Atomic, and on the disk when it returns. For any thread. Raises OSError."""
        with self._lock:
            draft = self.path.with_suffix(".draft")
            with draft.open("w", encoding="utf-8") as file:
                json.dump(self._words(), file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
            sync_folder(self.path.parent)

    def knows(self, known: MediaInfo) -> None:
        self.size, self.parameters = known.size, known.parameters

    def known(self) -> MediaInfo:
        return MediaInfo(self.size, self.parameters)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)

    def _words(self) -> dict[str, Any]:
        return {
            "codec": self.codec,
            "file": asdict(self.file),
            "started": self.started,
            "parts": [asdict(part) for _, part in sorted(self.parts.copy().items())],
            "gaps": [asdict(gap) for gap in self.gaps],
            "size": self.size,
            "parameters": self.parameters and [one.hex() for one in self.parameters],
        }


def read_journal(path: Path) -> Journal:
    """Raises Unreadable, OSError."""
    try:
        words = json.loads(path.read_text(encoding="utf-8"))
        sps, pps = words["parameters"] or ("", "")
        return Journal(
            path,
            words["codec"],
            RecordingFile(**words["file"]),
            words["started"],
            {part["number"]: UploadedPart(**part) for part in words["parts"]},
            tuple(FileGap(**gap) for gap in words["gaps"]),
            tuple(words["size"]) if words["size"] else None,
            (bytes.fromhex(sps), bytes.fromhex(pps)) if sps else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableJournal(f"{path.name}: {error}") from error


def sync_folder(folder: Path) -> None:
    """A new name is on the disk only with the folder that has it."""
    opened = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(opened)
    finally:
        os.close(opened)
