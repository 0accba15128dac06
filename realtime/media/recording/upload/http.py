"""Uploads over HTTP: the web process signs a URL for each part, and S3 gets the bytes."""

import io
import json
from dataclasses import asdict
from typing import Any

import aiohttp

from realtime.media.recording.upload.uploads import FinishedFile, RecordingFile, UploadRefused

WITHIN = aiohttp.ClientTimeout(total=15, connect=5)
PART_WITHIN = aiohttp.ClientTimeout(total=300, connect=5, sock_read=60)
LATER = frozenset((408, 425, 429))
"""Statuses of 4xx after which the same request may succeed: RFC 9110, RFC 8470, RFC 6585."""


class HttpUploads:
    """`base_url` is the web process's, `token` the node's. The caller closes the session."""

    def __init__(self, base_url: str, token: str, session: aiohttp.ClientSession) -> None:
        self._base = f"{base_url.rstrip('/')}/api/media/recordings"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session = session

    async def start(self, file: RecordingFile) -> None:
        announcement = {
            "id": file.id,
            "participant": file.participant,
            "media_type": file.media_type,
            "begun_at": file.begun_at,
        }
        await self._post(f"{self._base}/{file.recording}/files", announcement)

    async def put_part(self, file: RecordingFile, number: int, content: bytes, sha256: str) -> str:
        claim = {"number": number, "size": len(content), "sha256": sha256}
        signed = await self._post(f"{self._file_url(file)}/parts", claim)
        try:
            # A file in memory goes out in chunks, so that other tasks have their turn.
            async with self._session.put(
                signed["url"],
                data=io.BytesIO(content),
                headers=signed["headers"],
                timeout=PART_WITHIN,
            ) as answer:
                # A part that S3 refuses is tried again as well: a signed URL expires.
                if answer.status != 200 or "ETag" not in answer.headers:
                    raise ConnectionError(f"S3 answered {answer.status} to part {number}")
                return answer.headers["ETag"]
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionError(f"S3 is away: {error!r}") from error
        except KeyError as error:
            raise UploadRefused(f"the signed URL lacks {error}") from error

    async def complete(self, file: RecordingFile, completed: FinishedFile) -> None:
        await self._post(f"{self._file_url(file)}/complete", asdict(completed))

    def _file_url(self, file: RecordingFile) -> str:
        return f"{self._base}/{file.recording}/files/{file.id}"

    async def _post(self, url: str, body: dict[str, Any]) -> dict[str, Any]:
        try:
            async with self._session.post(
                url, json=body, headers=self._headers, timeout=WITHIN
            ) as answer:
                text = await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionError(f"the web process is away: {error!r}") from error
        if answer.status >= 500 or answer.status in LATER:
            raise ConnectionError(f"the web process answered {answer.status}")
        if answer.status >= 400:
            raise UploadRefused(f"the web process answered {answer.status}: {text[:200]}")
        try:
            answer_body = json.loads(text) if text else {}
        except ValueError as error:
            raise ConnectionError(f"the web process answered no JSON: {error}") from error
        return answer_body if isinstance(answer_body, dict) else {}
