"""Files of a node that ended without warning: ended in its place, and sent on."""

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
    """Ids of files that are complete now; of those that are not, why: they stay on the disk."""

    completed: tuple[str, ...]
    left: dict[str, str]


async def recover(folder: Path, uploads: Uploads, *, part_size: int = PART) -> Recovered:
    """To be called before anything is recorded into the folder. May be called again."""
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
    pieces = await asyncio.to_thread(end_in_its_place, journal)
    try:
        if pieces.ends.media > 0 or journal.started:
            await Upload(uploads, journal, part_size, patient=False).finish(pieces)
    finally:
        pieces.spool.close()
    journal.media.unlink()
    journal.remove()


def end_in_its_place(journal: Journal) -> Pieces:
    """Raises OSError. What is on the disk is the same when it is called again."""
    if not journal.media.exists():
        raise FileNotFoundError(journal.media)
    container = container_of(journal.codec)
    pieces = Pieces(journal.media, container)
    try:
        pieces.known = journal.known()
        salvage(pieces, container.head_size, container.suffix == ".webm")
        pieces.finish()
    except BaseException:
        pieces.spool.close()
        raise
    return pieces
