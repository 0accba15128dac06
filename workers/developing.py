"""From a sealed photo to its pictures: fetch the original, render it apart, keep the result."""

from pathlib import Path
from tempfile import TemporaryDirectory

from smarthands import renditions
from smarthands.deliveries import Owed
from smarthands.kit import Kit
from smarthands.model import EvidenceItem
from smarthands.model.evidence import EvidenceKind
from smarthands.renditions import FAILED, Developed, Picture
from workers.picture import PHOTOS, RECORDINGS, Rendered, Unreadable, render

BEGINNING = 8_000_000
"""Bytes of a recording that are fetched: its first keyframe is among them."""


def develop(kit: Kit, owed: Owed) -> None:
    """Do what one delivery asks. Doing it twice, or after a kill half-way, gives one result; the
    sweep removes what an attempt that came to nothing has put.

    Raises whatever may pass (ConnectionError, RenderFailed, Problem); the delivery is then tried
    again.
    """
    item = renditions.original(kit, owed.subject_id)
    if item is None:
        return
    with TemporaryDirectory(prefix="smarthands-") as name:
        folder = Path(name)
        source = folder / "original"
        recorded = item.kind == EvidenceKind.RECORDING
        _fetch(kit, item, source, whole=not recorded)
        try:
            rendered = render(source, folder, program=RECORDINGS if recorded else PHOTOS)
            developed = _developed(rendered, item.media_type if recorded else None)
        except Unreadable as reason:
            renditions.keep_problem(kit, item, reason.code)
        else:
            renditions.keep(kit, item, developed)


def give_up(kit: Kit, owed: Owed) -> None:
    """The last try came to nothing: whoever waits for the pictures is told so."""
    item = renditions.original(kit, owed.subject_id)
    if item is not None:
        renditions.keep_problem(kit, item, FAILED)


def _fetch(kit: Kit, item: EvidenceItem, into: Path, *, whole: bool) -> None:
    key, version = item.object_key or "", item.object_version or ""
    if whole:
        kit.objects.download(key, version, into)
    else:
        into.write_bytes(kit.objects.head_of(key, version, BEGINNING))


def _developed(rendered: Rendered, media_type: str | None) -> Developed:
    at = rendered.captured_at_exif
    return Developed(
        width=rendered.width,
        height=rendered.height,
        media_type=media_type or rendered.media_type,
        damaged=rendered.damaged,
        pictures={
            name: Picture(rendition.path, rendition.width, rendition.height)
            for name, rendition in rendered.renditions.items()
        },
        # Without a zone it names no moment; the original still has it.
        captured_at=at if at and at.tzinfo else None,
        device=rendered.device,
        position=rendered.gps,
    )
