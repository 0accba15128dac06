"""An object store in memory, for fast tests of operations. One suite runs over it and over S3."""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from uuid import uuid4


@dataclass(frozen=True, slots=True)
class MemoryObject:
    size: int
    sha256: str | None
    media_type: str
    version: str
    content: bytes = field(repr=False)


@dataclass(frozen=True, slots=True)
class MemoryPut:
    url: str
    headers: Mapping[str, str]


class MemoryObjects:
    """Fits `smarthands.objects.ObjectStore`; `away` makes it unreachable, as a network would."""

    def __init__(self) -> None:
        self.away = False
        self._kept: dict[str, dict[str, MemoryObject]] = {}
        self._signed: dict[str, tuple[str, str, str, int]] = {}

    def sign_put(
        self, key: str, *, sha256: str, media_type: str, size: int, seconds: int
    ) -> MemoryPut:
        url = f"memory://{key}?{uuid4().hex}"
        self._signed[url] = (key, sha256, media_type, size)
        return MemoryPut(url, {"Content-Type": media_type, "x-amz-checksum-sha256": sha256})

    def upload(self, url: str, content: bytes, media_type: str) -> int:
        """What a phone's PUT to a signed address does; answers with the HTTP status of S3."""
        key, sha256, pinned, size = self._signed[url]
        if media_type != pinned or len(content) != size:
            return 403
        if hashlib.sha256(content).hexdigest() != sha256:
            return 400
        if self.stat(key) is not None:
            return 412
        self.put(key, content, media_type=media_type)
        return 200

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
        self._reach()
        if version not in self._kept.get(key, {}):
            raise FileNotFoundError("no such object")
        into.write_bytes(self._kept[key][version].content)

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

    def _reach(self) -> None:
        if self.away:
            raise ConnectionError("the object store did not answer: it was made unreachable")
