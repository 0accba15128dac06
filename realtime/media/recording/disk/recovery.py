"""Recovery: files of a node that ended without warning are ended in its place and uploaded."""

import asyncio
import logging
from pathlib import Path
from typing import NamedTuple

from realtime.media.recording.disk.journal import SUFFIX, Journal, UnreadableJournal, read_journal
from realtime.media.recording.disk.salvage import salvage
from realtime.media.recording.pieces import Pieces, container_of
from realtime.media.recording.upload.upload import Upload
from realtime.media.recording.upload.uploads import PART, UploadRefused, Uploads

log = logging.getLogger(__name__)


class Recovered(NamedTuple):
    """`completed` has the ids of the files that are complete now; `left` says for each other file
    why it stays on the disk."""

    completed: tuple[str, ...]
    left: dict[str, str]


async def recover(folder: Path, uploads: Uploads, *, part_size: int = PART) -> Recovered:
    """Call this before anything is recorded into the folder. It may be called again."""
    completed: list[str] = []
    left: dict[str, str] = {}
    for path in await asyncio.to_thread(journals, folder):
        try:
            await _recover(await asyncio.to_thread(read_journal, path), uploads, part_size)
        except (OSError, UploadRefused, UnreadableJournal) as error:
            log.warning("recording %s is left on the disk: %s", path.stem, error)
            left[path.stem] = str(error)
        else:
            completed.append(path.stem)
    return Recovered(tuple(completed), left)


def journals(folder: Path) -> list[Path]:
    return sorted(folder.glob(f"*{SUFFIX}"))


async def _recover(journal: Journal, uploads: Uploads, part_size: int) -> None:
    pieces = await asyncio.to_thread(end_file, journal)
    try:
        if pieces.ends.media > 0 or journal.started:
            await Upload(uploads, journal, part_size, patient=False).finish(pieces)
    finally:
        pieces.spool.close()
    journal.media.unlink()
    journal.remove()


def end_file(journal: Journal) -> Pieces:
    """The file with what is whole of it, ended. The result on the disk is the same when it is
    called again. Raises OSError."""
    if not journal.media.exists():
        raise FileNotFoundError(journal.media)
    container = container_of(journal.codec)
    pieces = Pieces(journal.media, container)
    try:
        pieces.info = journal.info()
        salvage(pieces, container.head_size, container.suffix == ".webm")
        pieces.finish()
    except BaseException:
        pieces.spool.close()
        raise
    return pieces
