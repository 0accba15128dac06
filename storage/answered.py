"""What S3 answers, as our own words have it."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchVersion", "NoSuchUpload"}


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What S3 itself answered. `size` in bytes, `sha256` in hex (None: stored without one)."""

    size: int
    sha256: str | None
    media_type: str
    version: str
    composite: str | None = None


@dataclass(frozen=True, slots=True)
class PresignedPut:
    url: str
    headers: Mapping[str, str]


@contextmanager
def reached() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING:
            raise FileNotFoundError("no such object") from error
        raise ConnectionError(f"the object store refused: {error}") from error
    except BotoCoreError as error:
        raise ConnectionError(f"the object store did not answer: {error}") from error


def to_base64(hex_digest: str) -> str:
    return base64.b64encode(bytes.fromhex(hex_digest)).decode()
