"""Uploads into memory, for tests and benches: they can be made to be away."""

import hashlib

from realtime.media.recording.upload.uploads import FinishedFile, RecordingFile, UploadRefused


class MemoryUploads:
    def __init__(self) -> None:
        self.away = False
        self.started: dict[str, RecordingFile] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.completed: dict[str, FinishedFile] = {}

    async def start(self, file: RecordingFile) -> None:
        self._reach()
        self.started[file.id] = file
        self.parts.setdefault(file.id, {})

    async def put_part(self, file: RecordingFile, number: int, content: bytes, sha256: str) -> str:
        self._reach()
        self._require_started(file)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UploadRefused("the part has another checksum than its claim")
        self.parts[file.id][number] = content
        return f'"{sha256[:32]}"'

    async def complete(self, file: RecordingFile, completed: FinishedFile) -> None:
        self._reach()
        self._require_started(file)
        content = self.content(file.id, len(completed.parts))
        if (
            hashlib.sha256(content).hexdigest() != completed.sha256
            or len(content) != completed.size
        ):
            raise UploadRefused("the parts are not the file that was claimed")
        self.completed[file.id] = completed

    def content(self, file: str, parts: int | None = None) -> bytes:
        """The first `parts` parts joined; by default all parts up to the first that is missing."""
        held = self.parts.get(file, {})
        numbers = range(1, (len(held) if parts is None else parts) + 1)
        return b"".join(held[number] for number in numbers if number in held)

    def _reach(self) -> None:
        if self.away:
            raise ConnectionError("made to be away")

    def _require_started(self, file: RecordingFile) -> None:
        if file.id not in self.started:
            raise UploadRefused("the file was not started")
