"""Uploads into memory, which can be told to be away."""

import hashlib

from realtime.media.recording.upload.uploads import CompletedFile, RecordingFile, UploadRefused


class MemoryUploads:
    def __init__(self) -> None:
        self.away = False
        self.started: dict[str, RecordingFile] = {}
        self.parts: dict[str, dict[int, bytes]] = {}
        self.completed: dict[str, CompletedFile] = {}

    async def start(self, file: RecordingFile) -> None:
        self._reach()
        self.started[file.id] = file
        self.parts.setdefault(file.id, {})

    async def put_part(self, file: RecordingFile, number: int, content: bytes, sha256: str) -> str:
        self._reach()
        self._know(file)
        if hashlib.sha256(content).hexdigest() != sha256:
            raise UploadRefused("the bytes are not those that were named")
        self.parts[file.id][number] = content
        return f'"{sha256[:32]}"'

    async def complete(self, file: RecordingFile, whole: CompletedFile) -> None:
        self._reach()
        self._know(file)
        content = self.content(file.id, len(whole.parts))
        if hashlib.sha256(content).hexdigest() != whole.sha256 or len(content) != whole.size:
            raise UploadRefused("the parts are not the file that was named")
        self.completed[file.id] = whole

    def content(self, file: str, parts: int | None = None) -> bytes:
        """The first so many parts, one after the other; all without a hole before, by default."""
        held = self.parts.get(file, {})
        numbers = range(1, (len(held) if parts is None else parts) + 1)
        return b"".join(held[number] for number in numbers if number in held)

    def _reach(self) -> None:
        if self.away:
            raise ConnectionError("told to be away")

    def _know(self, file: RecordingFile) -> None:
        if file.id not in self.started:
            raise UploadRefused("of a file that was not started")
