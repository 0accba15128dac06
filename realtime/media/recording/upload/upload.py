"""The upload of one file to S3 while it grows: full parts at once, the first once more and the last
at the end."""

import asyncio
import hashlib
import logging
from collections.abc import Awaitable, Callable
from contextlib import suppress
from typing import TypeVar

from realtime.media.recording.disk.journal import Journal
from realtime.media.recording.gaps import STORAGE_AWAY, STORAGE_REFUSED
from realtime.media.recording.pieces import Pieces
from realtime.media.recording.upload.uploads import (
    FinishedFile,
    UploadedPart,
    UploadRefused,
    Uploads,
)

FIRST_WAIT, LONGEST_WAIT = 0.5, 30.0

log = logging.getLogger(__name__)
T = TypeVar("T")


class Upload:
    """`problem` says why the upload is stuck, while it is. Requests are tried again without end,
    with longer and longer waits; when not `patient`, the first ConnectionError or UploadRefused is
    raised."""

    def __init__(
        self, uploads: Uploads, journal: Journal, part_size: int, patient: bool = True
    ) -> None:
        self.problem: str | None = None
        self.stored = sum(part.size for part in journal.parts.values())
        """Bytes that S3 has acknowledged."""
        self._uploads = uploads
        self._journal = journal
        self._part_size = part_size
        self._patient = patient
        self._heads = 0

    async def keep_up(self, pieces: Pieces) -> None:
        """Send the parts that are full and on the disk. The first part is sent again when the head
        has changed: if the disk is lost, it is what says how to play the rest."""
        await self._start()
        parts = self._journal.parts
        while (len(parts) + 1) * self._part_size <= pieces.spool.synced:
            await self._put(pieces, len(parts) + 1)
        if 1 in parts and self._heads != pieces.heads:
            await self._put(pieces, 1)

    async def finish(self, pieces: Pieces) -> None:
        """Send the parts of an ended file that S3 lacks or has differently, then complete the
        file."""
        await self._start()
        size = pieces.spool.size
        file_hash = hashlib.sha256()
        count = max(1, -(-size // self._part_size))
        for number in range(1, count + 1):
            content = await self._read(pieces, number)
            await asyncio.to_thread(file_hash.update, content)
            digest = (await asyncio.to_thread(hashlib.sha256, content)).hexdigest()
            part = self._journal.parts.get(number)
            if part is None or (part.sha256, part.size) != (digest, len(content)):
                await self._put_content(number, content, digest)
        parts = tuple(self._journal.parts[number] for number in range(1, count + 1))
        completed = FinishedFile(
            size, file_hash.hexdigest(), pieces.ends.media, parts, self._journal.gaps
        )
        await self._try(lambda: self._uploads.complete(self._journal.file, completed))

    async def _start(self) -> None:
        if not self._journal.started:
            await self._try(lambda: self._uploads.start(self._journal.file))
            self._journal.started = True
            await self._save()

    async def _put(self, pieces: Pieces, number: int) -> None:
        heads = pieces.heads
        content = await self._read(pieces, number)
        digest = await asyncio.to_thread(hashlib.sha256, content)
        await self._put_content(number, content, digest.hexdigest())
        if number == 1:
            self._heads = heads

    async def _put_content(self, number: int, content: bytes, digest: str) -> None:
        file = self._journal.file
        etag = await self._try(lambda: self._uploads.put_part(file, number, content, digest))
        self._journal.parts[number] = UploadedPart(number, len(content), digest, etag)
        self.stored = sum(part.size for part in self._journal.parts.values())
        await self._save()

    async def _read(self, pieces: Pieces, number: int) -> bytes:
        size = self._part_size
        return await asyncio.to_thread(pieces.spool.read, (number - 1) * size, size)

    async def _save(self) -> None:
        """A full disk leaves the journal without what S3 has; a node that comes back sends it once
        more."""
        with suppress(OSError):
            await asyncio.to_thread(self._journal.save)

    async def _try(self, request: Callable[[], Awaitable[T]]) -> T:
        wait = FIRST_WAIT
        while True:
            try:
                result = await request()
            except (ConnectionError, UploadRefused) as error:
                if not self._patient:
                    raise
                refused = isinstance(error, UploadRefused)
                self.problem = STORAGE_REFUSED if refused else STORAGE_AWAY
                log.warning("recording %s: %s: %s", self._journal.file.id, self.problem, error)
                await asyncio.sleep(wait)
                wait = min(2 * wait, LONGEST_WAIT)
                continue
            self.problem = None
            return result
