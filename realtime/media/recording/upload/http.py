"""Uploads over HTTP: the house is asked for an address per part, S3 is given the bytes."""

import io
import json
from dataclasses import asdict
from typing import Any

import aiohttp

from realtime.media.recording.upload.uploads import CompletedFile, RecordingFile, UploadRefused

WITHIN = aiohttp.ClientTimeout(total=15, connect=5)
PART_WITHIN = aiohttp.ClientTimeout(total=300, connect=5, sock_read=60)
LATER = frozenset((408, 425, 429))
"""Client errors that are none of ours: RFC 9110, RFC 8470, RFC 6585."""


class HttpUploads:
    """`base_url` is the house's, `token` the node's. The session is the caller's to close."""

    def __init__(self, base_url: str, token: str, session: aiohttp.ClientSession) -> None:
        self._base = f"{base_url.rstrip('/')}/api/media/recordings"
        self._headers = {"Authorization": f"Bearer {token}"}
        self._session = session

    async def start(self, file: RecordingFile) -> None:
        words = {
            "id": file.id,
            "participant": file.participant,
            "media_type": file.media_type,
            "begun_at": file.begun_at,
        }
        await self._post(f"{self._base}/{file.recording}/files", words)

    async def put_part(self, file: RecordingFile, number: int, content: bytes, sha256: str) -> str:
        words = {"number": number, "size": len(content), "sha256": sha256}
        address = await self._post(f"{self._file(file)}/parts", words)
        try:
            # From a file in memory, so that it goes out in pieces, and others have their turn.
            async with self._session.put(
                address["url"],
                data=io.BytesIO(content),
                headers=address["headers"],
                timeout=PART_WITHIN,
            ) as answer:
                # Also what S3 refuses is asked for again: an address lives only so long.
                if answer.status != 200 or "ETag" not in answer.headers:
                    raise ConnectionError(f"S3 answered {answer.status} to part {number}")
                return answer.headers["ETag"]
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionError(f"S3 is away: {error!r}") from error
        except KeyError as error:
            raise UploadRefused(f"an address without {error}") from error

    async def complete(self, file: RecordingFile, whole: CompletedFile) -> None:
        words = asdict(whole)
        await self._post(f"{self._file(file)}/complete", words)

    def _file(self, file: RecordingFile) -> str:
        return f"{self._base}/{file.recording}/files/{file.id}"

    async def _post(self, url: str, words: dict[str, Any]) -> dict[str, Any]:
        try:
            async with self._session.post(
                url, json=words, headers=self._headers, timeout=WITHIN
            ) as answer:
                text = await answer.text()
        except (aiohttp.ClientError, TimeoutError) as error:
            raise ConnectionError(f"the house is away: {error!r}") from error
        if answer.status >= 500 or answer.status in LATER:
            raise ConnectionError(f"the house answered {answer.status}")
        if answer.status >= 400:
            raise UploadRefused(f"the house answered {answer.status}: {text[:200]}")
        try:
            said = json.loads(text) if text else {}
        except ValueError as error:
            raise ConnectionError(f"the house answered no JSON: {error}") from error
        return said if isinstance(said, dict) else {}
