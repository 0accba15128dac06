"""PUT requests to S3 whose bytes come from somebody else, and are handed on as they come.

boto3 wants a body that it can read twice; these bytes are on their way, and nobody keeps them.
"""

from collections.abc import Iterator, Mapping
from http import HTTPStatus

import urllib3

from storage.pools import LIFETIME_SECONDS, open_pool
from storage.sigv4 import Signer

SILENT_SECONDS = 30


class StreamedPuts:
    """Puts to one endpoint. Safe for any number of threads or greenlets."""

    def __init__(self, signer: Signer) -> None:
        self._signer = signer
        self._pool = open_pool(signer.url, silent_seconds=SILENT_SECONDS)

    def put(self, path: str, chunks: Iterator[bytes], headers: Mapping[str, str]) -> None:
        """Put what comes, under headers that pin its length and checksum. `path` starts with the
        bucket. Nothing happens when there is an object already.

        Raises ValueError when S3 got other bytes than these headers say, ConnectionError when it is
        away or refuses. What `chunks` raises closes the connection, and S3 keeps nothing then.
        """
        url = self._signer.presign("PUT", path, seconds=LIFETIME_SECONDS, headers=headers)
        target = url.removeprefix(self._signer.url)
        try:
            answer = self._pool.request("PUT", target, body=chunks, headers=headers)
        except urllib3.exceptions.HTTPError as error:
            raise ConnectionError(f"the object store did not take the bytes: {error}") from error
        if answer.status == HTTPStatus.BAD_REQUEST:
            raise ValueError("these are not the bytes that were announced")
        if answer.status not in {HTTPStatus.OK, HTTPStatus.PRECONDITION_FAILED}:
            raise ConnectionError(f"the object store refused the bytes: it said {answer.status}")
