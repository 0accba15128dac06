"""Objects in any S3: signed for phones under its public address, asked under the internal one."""

import base64
import hashlib
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import boto3
from botocore.config import Config
from botocore.exceptions import BotoCoreError, ClientError

from storage.heads import Heads
from storage.sigv4 import Signer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

MISSING = {"404", "NoSuchKey", "NotFound", "NoSuchVersion", "NoSuchUpload"}
UNFIT = {"BadDigest", "InvalidPart", "InvalidPartOrder", "EntityTooSmall", "InvalidRequest"}
MEGABYTE = 1 << 20


@dataclass(frozen=True, slots=True)
class StoredObject:
    """What S3 itself answered. `size` in bytes, `sha256` in hex (None: stored without one)."""

    size: int
    sha256: str | None
    media_type: str
    version: str
    composite: str | None = None


class Part(Protocol):
    """A part as the caller knows it: `smarthands.objects.Part`."""

    @property
    def number(self) -> int: ...
    @property
    def etag(self) -> str: ...
    @property
    def sha256(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class StoredPart:
    number: int
    size: int
    etag: str
    sha256: str | None


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
        # Base64 has no hyphen: behind one stands the number of parts.
        checksum, hyphen, count = head.get("x-amz-checksum-sha256", "").partition("-")
        digest = base64.b64decode(checksum).hex() or None
        return StoredObject(
            size=int(head.get("Content-Length", "0")),
            sha256=None if hyphen else digest,
            media_type=head.get("Content-Type", ""),
            version=head.get("x-amz-version-id", ""),
            composite=f"{digest}-{count}" if hyphen else None,
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
                for chunk in answer["Body"].iter_chunks(MEGABYTE):
                    file.write(chunk)

    def head_of(self, key: str, version: str, size: int) -> bytes:
        with _reached():
            answer = self._inside.get_object(
                Bucket=self._bucket, Key=key, VersionId=version, Range=f"bytes=0-{size - 1}"
            )
            return answer["Body"].read()

    def stream(self, key: str, version: str) -> Iterator[bytes]:
        with _reached():
            answer = self._inside.get_object(Bucket=self._bucket, Key=key, VersionId=version)
            yield from answer["Body"].iter_chunks(MEGABYTE)

    def open_parts(self, key: str, *, media_type: str) -> str:
        with _reached():
            answer = self._inside.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=media_type, ChecksumAlgorithm="SHA256"
            )
        return answer["UploadId"]

    def sign_part(
        self, key: str, upload: str, number: int, *, sha256: str, size: int, seconds: int
    ) -> PresignedPut:
        headers = {"x-amz-checksum-sha256": _base64(sha256)}
        pinned = headers | {"Content-Length": str(size)}
        query = {"partNumber": str(number), "uploadId": upload}
        path = self._path(key)
        url = self._signer.presign("PUT", path, seconds=seconds, query=query, headers=pinned)
        return PresignedPut(url, headers)

    def parts(self, key: str, upload: str) -> Sequence[StoredPart] | None:
        try:
            with _reached():
                pages = self._inside.get_paginator("list_parts").paginate(
                    Bucket=self._bucket, Key=key, UploadId=upload
                )
                entries = [entry for page in pages for entry in page.get("Parts", ())]
        except FileNotFoundError:
            return None
        entries.sort(key=lambda entry: entry["LastModified"], reverse=True)
        return sorted(map(_part, entries), key=lambda part: part.number)

    def join_parts(self, key: str, upload: str, parts: Sequence[Part]) -> StoredObject:
        listed = [
            {
                "PartNumber": part.number,
                "ETag": part.etag,
                "ChecksumSHA256": _base64(part.sha256 or ""),
            }
            for part in parts
        ]
        with suppress(FileNotFoundError), _reached():  # joined before: then the object is there
            try:
                self._inside.complete_multipart_upload(
                    Bucket=self._bucket,
                    Key=key,
                    UploadId=upload,
                    # The stubs want a literal's own type.
                    MultipartUpload={"Parts": listed},  # type: ignore[typeddict-item]
                )
            except ClientError as error:
                if error.response.get("Error", {}).get("Code") in UNFIT:
                    raise ValueError(f"the parts are not those that arrived: {error}") from error
                raise
        if (stored := self.stat(key)) is None:
            raise FileNotFoundError("no such upload")
        return stored

    def drop_parts(self, key: str, upload: str) -> None:
        with suppress(FileNotFoundError), _reached():
            self._inside.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload)

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


def _part(entry: Any) -> StoredPart:
    checksum = entry.get("ChecksumSHA256")
    return StoredPart(
        number=entry["PartNumber"],
        size=entry["Size"],
        etag=entry["ETag"],
        sha256=base64.b64decode(checksum).hex() if checksum else None,
    )


def _base64(hex_digest: str) -> str:
    return base64.b64encode(bytes.fromhex(hex_digest)).decode()
