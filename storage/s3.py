"""Objects in any S3: signed for phones under its public address, asked under the internal one."""

import base64
import hashlib
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from storage.heads import Heads
from storage.sigv4 import Signer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchVersion"}


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What S3 itself answered. `size` in bytes, `sha256` in hex (None: stored without one)."""

    size: int
    sha256: str | None
    media_type: str
    version: str


@dataclass(frozen=True, slots=True)
class PresignedPut:
    url: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class S3Settings:
    url: str
    public_url: str
    access_key: str
    secret_key: str
    bucket: str
    region: str


def open_client(settings: S3Settings, url: str) -> "S3Client":
    config = Config(
        signature_version="s3v4",
        s3={"addressing_style": "path"},
        connect_timeout=2,
        read_timeout=5,
        retries={"mode": "standard", "total_max_attempts": 2},
        max_pool_connections=50,
        # The default trailer would leave `Content-Encoding: aws-chunked` on objects.
        request_checksum_calculation="when_required",
        response_checksum_validation="when_required",
    )
    return boto3.client(
        "s3",
        endpoint_url=url,
        region_name=settings.region,
        aws_access_key_id=settings.access_key,
        aws_secret_access_key=settings.secret_key,
        config=config,
    )


class S3Objects:
    """Fits `smarthands.objects.ObjectStore`. Raises ConnectionError when S3 is away or refuses."""

    def __init__(self, settings: S3Settings) -> None:
        self._bucket = settings.bucket
        self._inside = open_client(settings, settings.url)
        keys = settings.access_key, settings.secret_key
        self._signer = Signer(settings.public_url, settings.region, *keys)
        self._heads = Heads(Signer(settings.url, settings.region, *keys))

    def sign_put(
        self, key: str, *, sha256: str, media_type: str, size: int, seconds: int
    ) -> PresignedPut:
        headers = {
            "Content-Type": media_type,
            "If-None-Match": "*",
            "x-amz-checksum-sha256": _base64(sha256),
        }
        # The sender's HTTP library sets the length itself, so it is signed but not told.
        pinned = headers | {"Content-Length": str(size)}
        url = self._signer.presign("PUT", self._path(key), seconds=seconds, headers=pinned)
        return PresignedPut(url, headers)

    def sign_get(
        self, key: str, version: str, *, media_type: str, disposition: str, seconds: int
    ) -> str:
        query = {
            "versionId": version,
            "response-content-type": media_type,
            "response-content-disposition": disposition,
            "response-cache-control": "private, max-age=60",
        }
        return self._signer.presign("GET", self._path(key), seconds=seconds, query=query)

    def stat(self, key: str) -> StoredObject | None:
        head = self._heads.head(self._path(key))
        if head is None:
            return None
        checksum = head.get("x-amz-checksum-sha256")
        return StoredObject(
            size=int(head.get("Content-Length", "0")),
            sha256=base64.b64decode(checksum).hex() if checksum else None,
            media_type=head.get("Content-Type", ""),
            version=head.get("x-amz-version-id", ""),
        )

    def put(self, key: str, content: bytes, *, media_type: str) -> StoredObject:
        digest = hashlib.sha256(content)
        with _reached():
            answer = self._inside.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType=media_type,
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
            )
        return StoredObject(
            len(content), digest.hexdigest(), media_type, answer.get("VersionId", "")
        )

    def download(self, key: str, version: str, into: Path) -> None:
        with _reached():
            answer = self._inside.get_object(Bucket=self._bucket, Key=key, VersionId=version)
            with into.open("wb") as file:
                for chunk in answer["Body"].iter_chunks(1 << 20):
                    file.write(chunk)

    def versions(self, prefix: str) -> list[tuple[str, str]]:
        with _reached():
            pages = self._inside.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            return [pair for page in pages for pair in _pairs(page)]

    def delete(self, key: str, version: str) -> None:
        with suppress(FileNotFoundError), _reached():  # somebody else was faster
            self._inside.delete_object(Bucket=self._bucket, Key=key, VersionId=version)

    def answers(self) -> bool:
        try:
            with _reached():
                self._inside.head_bucket(Bucket=self._bucket)
        except OSError:
            return False
        return True

    def _path(self, key: str) -> str:
        return f"{self._bucket}/{key}"


@contextmanager
def _reached() -> Iterator[None]:
    try:
        yield
    except ClientError as error:
        if error.response.get("Error", {}).get("Code") in MISSING:
            raise FileNotFoundError("no such object") from error
        raise ConnectionError(f"the object store refused: {error}") from error
    except BotoCoreError as error:
        raise ConnectionError(f"the object store did not answer: {error}") from error


def _pairs(page: Any) -> Iterator[tuple[str, str]]:
    for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
        yield entry["Key"], entry["VersionId"]


def _base64(hex_digest: str) -> str:
    return base64.b64encode(bytes.fromhex(hex_digest)).decode()
