"""HEAD requests to S3 on kept-alive connections, with presigned addresses.

A seal makes one per photo; by boto3 it was the dearest part of a seal (docs/decisions/0005).
"""

from collections.abc import Mapping
from http import HTTPStatus

import urllib3

from storage.pools import LIFETIME_SECONDS, open_pool
from storage.sigv4 import Signer

READ_SECONDS = 5
TRIES = 2
WITH_CHECKSUM = {"x-amz-checksum-mode": "ENABLED"}


class Heads:
    """Asks one endpoint. Safe for any number of threads or greenlets."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._pool = open_pool(signer.url, silent_seconds=READ_SECONDS)

    def head(self, path: str) -> Mapping[str, str] | None:
        """The headers of an object, None when there is none. `path` starts with the bucket.

        Raises ConnectionError when the store is away or refuses, after up to 10 s of silence.
        """
        trouble: Exception | str = ""
        for _ in range(TRIES):
            url = self._signer.presign(
                "HEAD", path, seconds=LIFETIME_SECONDS, headers=WITH_CHECKSUM
            )
            try:
                target = url.removeprefix(self._signer.url)
                answer = self._pool.request("HEAD", target, headers=WITH_CHECKSUM)
            except urllib3.exceptions.HTTPError as error:
                trouble = error
                continue
            if answer.status == HTTPStatus.OK:
                return answer.headers
            if answer.status == HTTPStatus.NOT_FOUND:
                return None
            trouble = f"it answered {answer.status}"
            if answer.status < HTTPStatus.INTERNAL_SERVER_ERROR:
                break
        raise ConnectionError(f"the object store can't be asked: {trouble}")
