"""An object store in memory, for fast tests of operations. One suite runs over it and over S3."""

import hashlib
import threading
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path
from uuid import uuid4

from storage.memory_parts import LEAST_PART, MemoryPart, MemoryUpload
from storage.parts import PartToJoin


@dataclass(frozen=True, slots=True)
class MemoryObject:
    size: int
    sha256: str | None
    media_type: str
    version: str
    content: bytes = field(repr=False)
    composite: str | None = None
    unsigned: tuple[str, ...] = ()
    relayed: bool = False


@dataclass(frozen=True, slots=True)
class MemoryPut:
    url: str
    headers: Mapping[str, str]


class MemoryObjects:
    """Fits `smarthands.objects.ObjectStore`; `away` makes it unreachable, as a network would.

    `least_part` is S3's bound in bytes, which a test that is not about it may lower.
    """

    def __init__(self, least_part: int = LEAST_PART) -> None:
        self.least_part = least_part
        self.uploads: dict[str, MemoryUpload] = {}
        self._joining = threading.Lock()
        self.away = False
        self._kept: dict[str, dict[str, MemoryObject]] = {}
        self._signed: dict[str, tuple[str, str, str, int]] = {}

    def sign_put(
        self, key: str, *, sha256: str, media_type: str, size: int, seconds: int
    ) -> MemoryPut:
        url = f"memory://{key}?{uuid4().hex}"
        self._signed[url] = (key, sha256, media_type, size)
        return MemoryPut(url, {"Content-Type": media_type, "x-amz-checksum-sha256": sha256})

    def upload(
        self, url: str, content: bytes, media_type: str, unsigned: tuple[str, ...] = ()
    ) -> int:
        """Do what a phone's PUT to a signed address does; returns the HTTP status of S3."""
        if "?part=" in url:
            uploads = [each for each in self.uploads.values() if url in each.signed]
            return uploads[0].take(url, content) if uploads else 404
        key, sha256, pinned, size = self._signed[url]
        if media_type != pinned or len(content) != size:
            return 403
        if hashlib.sha256(content).hexdigest() != sha256:
            return 400
        if self.stat(key) is not None:
            return 412
        stored = self.put(key, content, media_type=media_type)
        self._kept[key][stored.version] = replace(stored, unsigned=unsigned)
        return 200

    def relay(
        self, key: str, chunks: Iterator[bytes], *, sha256: str, media_type: str, size: int
    ) -> None:
        self._reach()
        content = b"".join(chunks)
        if len(content) != size or hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("these are not the bytes that were announced")
        if self.stat(key) is None:
            stored = self.put(key, content, media_type=media_type)
            self._kept[key][stored.version] = replace(stored, relayed=True)

    def sign_get(
        self, key: str, version: str, *, media_type: str, disposition: str, seconds: int
    ) -> str:
        return f"memory://{key}?version={version}&expires={seconds}"

    def stat(self, key: str) -> MemoryObject | None:
        self._reach()
        versions = self._kept.get(key)
        return list(versions.values())[-1] if versions else None

    def put(self, key: str, content: bytes, *, media_type: str) -> MemoryObject:
        self._reach()
        digest = hashlib.sha256(content).hexdigest()
        stored = MemoryObject(len(content), digest, media_type, uuid4().hex, content)
        self._kept.setdefault(key, {})[stored.version] = stored
        return stored

    def download(self, key: str, version: str, into: Path) -> None:
        into.write_bytes(self._content(key, version))

    def versions(self, prefix: str) -> list[tuple[str, str]]:
        self._reach()
        return [
            (key, version)
            for key, kept in sorted(self._kept.items())
            if key.startswith(prefix)
            for version in kept
        ]

    def delete(self, key: str, version: str) -> None:
        self._reach()
        self._kept.get(key, {}).pop(version, None)
        if not self._kept.get(key):
            self._kept.pop(key, None)

    def answers(self) -> bool:
        return not self.away

    def head_of(self, key: str, version: str, size: int) -> bytes:
        return self._content(key, version)[:size]

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        content = self._content(key, version)
        yield from (content[at : at + (1 << 20)] for at in range(0, len(content), 1 << 20))

    def open_parts(self, key: str, *, media_type: str) -> str:
        self._reach()
        self.uploads[name := uuid4().hex] = MemoryUpload(key, media_type, self.least_part)
        return name

    def sign_part(
        self, key: str, upload: str, number: int, *, sha256: str, size: int, seconds: int
    ) -> MemoryPut:
        open_upload = self.uploads.get(upload) or MemoryUpload(key, "")
        return MemoryPut(open_upload.sign(number, sha256, size), {"x-amz-checksum-sha256": sha256})

    def parts(self, key: str, upload: str) -> Sequence[MemoryPart] | None:
        self._reach()
        open_upload = self.uploads.get(upload)
        return (
            None
            if open_upload is None
            else [open_upload.kept[number] for number in sorted(open_upload.kept)]
        )

    def join_parts(self, key: str, upload: str, parts: Sequence[PartToJoin]) -> MemoryObject:
        self._reach()
        with self._joining:  # several ask at once, and one of them joins
            if (open_upload := self.uploads.get(upload)) is not None:
                content, composite = open_upload.joined(parts)
                version = uuid4().hex
                self._kept.setdefault(key, {})[version] = MemoryObject(
                    len(content), None, open_upload.media_type, version, content, composite
                )
                del self.uploads[upload]
        if (stored := self.stat(key)) is None:
            raise FileNotFoundError("no such upload")
        return stored

    def drop_parts(self, key: str, upload: str) -> None:
        self._reach()
        self.uploads.pop(upload, None)

    def _content(self, key: str, version: str) -> bytes:
        self._reach()
        if version not in self._kept.get(key, {}):
            raise FileNotFoundError("no such object")
        return self._kept[key][version].content

    def _reach(self) -> None:
        if self.away:
            raise ConnectionError("the object store did not answer: it was made unreachable")
