"""S3's answers and errors, translated to the values and exceptions that our callers know."""

import base64
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass

from botocore.exceptions import BotoCoreError, ClientError

DESCRIBING = ("Content-Encoding", "Content-Language", "Content-Disposition")
"""The headers of a PUT that no signature covers, and that S3 hands to whoever reads the object.
It keeps Cache-Control and Expires too, which the addresses to read from overrule."""
RELAYED = "x-amz-meta-relayed"
"""The header of an object whose bytes came through our own server."""
MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchVersion", "NoSuchUpload"}


@dataclass(frozen=True, slots=True)
class S3Object:
    """An object by S3's own word: `size` in bytes, `sha256` in hex, None when it has none;
    `unsigned` has the names of the headers that its PUT described it by, unasked; `relayed` is said
    of what came through our own server."""

    size: int
    sha256: str | None
    media_type: str
    version: str
    composite: str | None = None
    unsigned: tuple[str, ...] = ()
    relayed: bool = False


@dataclass(frozen=True, slots=True)
class PresignedPut:
    url: str
    headers: Mapping[str, str]


@contextmanager
def reached() -> Iterator[None]:
    """Raise FileNotFoundError for what is missing, ConnectionError for what S3 refuses or does not
    answer."""
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
