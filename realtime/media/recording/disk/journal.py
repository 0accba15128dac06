"""Journal: a small file beside each recorded file, replaced as a whole, with what a node that comes
back needs to complete it."""

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
    """The file is no journal."""


@dataclass
class Journal:
    """`parts` are those that S3 has acknowledged, by number. `started` says that the web process
    knows of the file."""

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
        """The path of the recorded file."""
        return self.path.with_suffix(container_of(self.codec).suffix)

    def save(self) -> None:
        """Replace the journal atomically; it is on the disk when this returns. Any thread may call
        it. Raises OSError."""
        with self._lock:
            draft = self.path.with_suffix(".draft")
            with draft.open("w", encoding="utf-8") as file:
                json.dump(self._as_json(), file)
                file.flush()
                os.fsync(file.fileno())
            draft.replace(self.path)
            sync_folder(self.path.parent)

    def note_info(self, info: MediaInfo) -> None:
        self.size, self.parameters = info.size, info.parameters

    def info(self) -> MediaInfo:
        return MediaInfo(self.size, self.parameters)

    def remove(self) -> None:
        self.path.unlink(missing_ok=True)
        sync_folder(self.path.parent)

    def _as_json(self) -> dict[str, Any]:
        return {
            "codec": self.codec,
            "file": asdict(self.file),
            "started": self.started,
            "parts": [asdict(part) for _, part in sorted(self.parts.copy().items())],
            "gaps": [asdict(gap) for gap in self.gaps],
            "size": self.size,
            "parameters": self.parameters and [each.hex() for each in self.parameters],
        }


def read_journal(path: Path) -> Journal:
    """Raises UnreadableJournal, OSError."""
    try:
        data = json.loads(path.read_text(encoding="utf-8"))
        sps, pps = data["parameters"] or ("", "")
        return Journal(
            path,
            data["codec"],
            RecordingFile(**data["file"]),
            data["started"],
            {part["number"]: UploadedPart(**part) for part in data["parts"]},
            tuple(FileGap(**gap) for gap in data["gaps"]),
            tuple(data["size"]) if data["size"] else None,
            (bytes.fromhex(sps), bytes.fromhex(pps)) if sps else None,
        )
    except (KeyError, TypeError, ValueError) as error:
        raise UnreadableJournal(f"{path.name}: {error}") from error


def sync_folder(folder: Path) -> None:
    """A file's new name is on the disk only once its folder is."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
