"""Multipart uploads in memory, which takes and refuses parts as S3 does."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, field
from uuid import uuid4

from storage.parts import PartToJoin

LEAST_PART = 5 << 20
"""S3's least number of bytes in every part but the last."""


@dataclass(frozen=True, slots=True)
class MemoryPart:
    number: int
    size: int
    etag: str
    sha256: str
    content: bytes = field(repr=False)


@dataclass(slots=True)
class MemoryUpload:
    """One upload; `signed` has the number, SHA-256 and size that each signed address is for."""

    key: str
    media_type: str
    least: int = LEAST_PART
    kept: dict[int, MemoryPart] = field(default_factory=dict)
    signed: dict[str, tuple[int, str, int]] = field(default_factory=dict)

    def sign(self, number: int, sha256: str, size: int) -> str:
        url = f"memory://{self.key}?part={number}&{uuid4().hex}"
        self.signed[url] = (number, sha256, size)
        return url

    def take(self, url: str, content: bytes) -> int:
        """Take a PUT to a signed address; returns the HTTP status of S3."""
        number, sha256, size = self.signed[url]
        if len(content) != size:
            return 403
        if hashlib.sha256(content).hexdigest() != sha256:
            return 400
        etag = f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'
        self.kept[number] = MemoryPart(number, size, etag, sha256, content)
        return 200

    def joined(self, parts: Sequence[PartToJoin]) -> tuple[bytes, str]:
        """The content and its composite; raises ValueError for other parts than those kept."""
        numbers = [part.number for part in parts]
        if not parts or numbers != sorted(set(numbers)):
            raise ValueError("the parts are not in order")
        chosen = [self._same(part) for part in parts]
        if any(part.size < self.least for part in chosen[:-1]):
            raise ValueError("a part that is not the last is too small")
        digests = b"".join(bytes.fromhex(part.sha256) for part in chosen)
        composite = f"{hashlib.sha256(digests).hexdigest()}-{len(chosen)}"
        return b"".join(part.content for part in chosen), composite

    def _same(self, part: PartToJoin) -> MemoryPart:
        kept = self.kept.get(part.number)
        if kept is None or (kept.etag, kept.sha256) != (part.etag, part.sha256):
            raise ValueError("the parts are not those that arrived")
        return kept
