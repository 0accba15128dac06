"""The object store on any S3: phones get its public address, this process asks the internal one."""

import base64
import hashlib
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import boto3
from botocore.config import Config

from storage.answered import DESCRIBING, RELAYED, PresignedPut, S3Object, reached, to_base64
from storage.heads import Heads
from storage.parts import S3Parts
from storage.sigv4 import Signer
from storage.streamed_puts import StreamedPuts

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MEGABYTE = 1 << 20
NO_OBJECT = "jobs/none"


@dataclass(frozen=True, slots=True)
class S3Settings:
    url: str
    public_url: str
    access_key: str
    secret_key: str
    bucket: str
    region: str
    sweep_access_key: str = ""
    sweep_secret_key: str = field(default="", repr=False)


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


class S3Objects(S3Parts):
    """Fits `smarthands.objects.ObjectStore`. Raises ConnectionError when S3 is away or refuses.

    What lists and deletes uses the sweeps' key, where there is one: other processes have none.
    """

    def __init__(self, settings: S3Settings) -> None:
        self._settings = settings
        self._bucket = settings.bucket
        self._inside = open_client(settings, settings.url)
        keys = settings.access_key, settings.secret_key
        self._signer = Signer(settings.public_url, settings.region, *keys)
        inside = Signer(settings.url, settings.region, *keys)
        self._heads, self._streamed = Heads(inside), StreamedPuts(inside)

    def sign_put(
        self, key: str, *, sha256: str, media_type: str, size: int, seconds: int
    ) -> PresignedPut:
        headers = _only_once(sha256, media_type)
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

    def stat(self, key: str) -> S3Object | None:
        head = self._heads.head(self._path(key))
        if head is None:
            return None
        # Base64 has no hyphen: behind one stands the number of parts.
        checksum, hyphen, count = head.get("x-amz-checksum-sha256", "").partition("-")
        digest = base64.b64decode(checksum).hex() or None
        return S3Object(
            size=int(head.get("Content-Length", "0")),
            sha256=None if hyphen else digest,
            media_type=head.get("Content-Type", ""),
            version=head.get("x-amz-version-id", ""),
            composite=f"{digest}-{count}" if hyphen else None,
            unsigned=tuple(name for name in DESCRIBING if head.get(name)),
            relayed=RELAYED in head,
        )

    def relay(
        self, key: str, chunks: Iterator[bytes], *, sha256: str, media_type: str, size: int
    ) -> None:
        pinned = {"Content-Length": str(size), RELAYED: "yes"}
        headers = _only_once(sha256, media_type) | pinned
        self._streamed.put(self._path(key), chunks, headers)

    def put(self, key: str, content: bytes, *, media_type: str) -> S3Object:
        digest = hashlib.sha256(content)
        with reached():
            answer = self._inside.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=content,
                ContentType=media_type,
                ChecksumSHA256=base64.b64encode(digest.digest()).decode(),
            )
        return S3Object(len(content), digest.hexdigest(), media_type, answer.get("VersionId", ""))

    def put_file(self, key: str, path: Path, *, sha256: str, media_type: str) -> S3Object:
        """Put a file from a disk, however long it is (S3 takes 5 GB at once). `sha256` in hex."""
        with path.open("rb") as file, reached():
            answer = self._inside.put_object(
                Bucket=self._bucket,
                Key=key,
                Body=file,
                ContentType=media_type,
                ChecksumSHA256=to_base64(sha256),
            )
        return S3Object(path.stat().st_size, sha256, media_type, answer.get("VersionId", ""))

    def download(self, key: str, version: str, into: Path) -> None:
        with reached():
            answer = self._inside.get_object(Bucket=self._bucket, Key=key, VersionId=version)
            with into.open("wb") as file:
                for chunk in answer["Body"].iter_chunks(MEGABYTE):
                    file.write(chunk)

    def head_of(self, key: str, version: str, size: int) -> bytes:
        with reached():
            answer = self._inside.get_object(
                Bucket=self._bucket, Key=key, VersionId=version, Range=f"bytes=0-{size - 1}"
            )
            return answer["Body"].read()

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        with reached():
            answer = self._inside.get_object(Bucket=self._bucket, Key=key, VersionId=version)
            yield from answer["Body"].iter_chunks(MEGABYTE)

    @cached_property
    def _sweeper(self) -> "S3Client":
        settings = self._settings
        if not settings.sweep_access_key:
            return self._inside
        keys = settings.sweep_access_key, settings.sweep_secret_key
        own = replace(settings, access_key=keys[0], secret_key=keys[1])
        return open_client(own, settings.url)

    def versions(self, prefix: str) -> list[tuple[str, str]]:
        with reached():
            pages = self._sweeper.get_paginator("list_object_versions").paginate(
                Bucket=self._bucket, Prefix=prefix
            )
            return [pair for page in pages for pair in _pairs(page)]

    def delete(self, key: str, version: str) -> None:
        with suppress(FileNotFoundError), reached():  # another process was faster
            self._sweeper.delete_object(Bucket=self._bucket, Key=key, VersionId=version)

    def answers(self) -> bool:
        """Whether our key reads in the bucket: it may not list it, so it asks for one object."""
        try:
            with reached():
                self._inside.get_object(Bucket=self._bucket, Key=NO_OBJECT)
        except FileNotFoundError:
            return True
        except OSError:
            return False
        return True


def _only_once(sha256: str, media_type: str) -> dict[str, str]:
    """The headers of a PUT of exactly these bytes, where there is no object yet."""
    return {
        "Content-Type": media_type,
        "If-None-Match": "*",
        "x-amz-checksum-sha256": to_base64(sha256),
    }


def _pairs(page: Any) -> Iterator[tuple[str, str]]:
    for entry in (*page.get("Versions", ()), *page.get("DeleteMarkers", ())):
        yield entry["Key"], entry["VersionId"]
