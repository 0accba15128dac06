"""What the domain needs of an object store. `storage.s3` and `storage.memory` fit it."""

from collections.abc import Mapping
from pathlib import Path
from typing import Protocol


class Stored(Protocol):
    """What the store itself says of an object: bytes, SHA-256 in hex, type, version."""

    @property
    def size(self) -> int: ...
    @property
    def sha256(self) -> str | None: ...
    @property
    def media_type(self) -> str: ...
    @property
    def version(self) -> str: ...


class SignedPut(Protocol):
    """Where to PUT and with exactly which headers."""

    @property
    def url(self) -> str: ...
    @property
    def headers(self) -> Mapping[str, str]: ...


class ObjectStore(Protocol):
    """Any method that asks the store raises ConnectionError when it is away, slow or full.

    Signing is local: it asks nobody and cannot fail for the network's sake.
    """

    def sign_put(
        self, key: str, *, sha256: str, media_type: str, size: int, seconds: int
    ) -> SignedPut: ...

    def sign_get(
        self, key: str, version: str, *, media_type: str, disposition: str, seconds: int
    ) -> str: ...

    def stat(self, key: str) -> Stored | None: ...

    def put(self, key: str, content: bytes, *, media_type: str) -> Stored: ...

    def download(self, key: str, version: str, into: Path) -> None: ...

    def versions(self, prefix: str) -> list[tuple[str, str]]: ...

    def delete(self, key: str, version: str) -> None: ...

    def answers(self) -> bool: ...
