"""Multipart uploads to S3: each part is hashed, and S3 joins them if the hashes agree."""

import base64
from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Protocol

from botocore.exceptions import ClientError

from storage.answered import PresignedPut, S3Object, reached, to_base64
from storage.sigv4 import Signer

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

UNFIT = {"BadDigest", "InvalidPart", "InvalidPartOrder", "EntityTooSmall", "InvalidRequest"}


class PartToJoin(Protocol):
    """A part as the caller names it; `smarthands.objects.Part` fits."""

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


class S3Parts:
    """The half of `storage.s3.S3Objects` that does multipart uploads."""

    _bucket: str
    _inside: "S3Client"
    _signer: Signer

    def stat(self, key: str) -> S3Object | None:
        raise NotImplementedError

    def _path(self, key: str) -> str:
        return f"{self._bucket}/{key}"

    def open_parts(self, key: str, *, media_type: str) -> str:
        with reached():
            answer = self._inside.create_multipart_upload(
                Bucket=self._bucket, Key=key, ContentType=media_type, ChecksumAlgorithm="SHA256"
            )
        return answer["UploadId"]

    def sign_part(
        self, key: str, upload: str, number: int, *, sha256: str, size: int, seconds: int
    ) -> PresignedPut:
        headers = {"x-amz-checksum-sha256": to_base64(sha256)}
        pinned = headers | {"Content-Length": str(size)}
        query = {"partNumber": str(number), "uploadId": upload}
        path = self._path(key)
        url = self._signer.presign("PUT", path, seconds=seconds, query=query, headers=pinned)
        return PresignedPut(url, headers)

    def parts(self, key: str, upload: str) -> Sequence[StoredPart] | None:
        try:
            with reached():
                pages = self._inside.get_paginator("list_parts").paginate(
                    Bucket=self._bucket, Key=key, UploadId=upload
                )
                entries = [entry for page in pages for entry in page.get("Parts", ())]
        except FileNotFoundError:
            return None
        entries.sort(key=lambda entry: entry["LastModified"], reverse=True)
        return sorted(map(_part, entries), key=lambda part: part.number)

    def join_parts(self, key: str, upload: str, parts: Sequence[PartToJoin]) -> S3Object:
        listed = [
            {
                "PartNumber": part.number,
                "ETag": part.etag,
                "ChecksumSHA256": to_base64(part.sha256 or ""),
            }
            for part in parts
        ]
        with suppress(FileNotFoundError), reached():  # an upload joined before has left its object
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
        with suppress(FileNotFoundError), reached():
            self._inside.abort_multipart_upload(Bucket=self._bucket, Key=key, UploadId=upload)


def _part(entry: Any) -> StoredPart:
    checksum = entry.get("ChecksumSHA256")
    return StoredPart(
        number=entry["PartNumber"],
        size=entry["Size"],
        etag=entry["ETag"],
        sha256=base64.b64decode(checksum).hex() if checksum else None,
    )
