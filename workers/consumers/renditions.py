"""The pictures or the sound of a sealed file: fetched, rendered in a sandbox, and kept."""

from collections.abc import Callable, Mapping
from pathlib import Path
from tempfile import TemporaryDirectory

from smarthands.evidence import renditions
from smarthands.evidence.renditions import FAILED, PhotoResult, PictureFile, SoundResult
from smarthands.evidence.sealing import RENDITIONS
from smarthands.kit import Kit
from smarthands.model import EvidenceItem
from smarthands.model.evidence import EvidenceKind
from smarthands.model.stored_object import StoredObject
from smarthands.upkeep.deliveries import ClaimedDelivery
from workers.registry import Consumer, Lane
from workers.sandbox.renditions import PHOTOS, RECORDINGS, RenderResult, render
from workers.sandbox.sound import transcode
from workers.sandbox.unreadable import Unreadable

BEGINNING = 8_000_000
"""The bytes of a recording that are fetched: its first keyframe is among them."""


def develop(kit: Kit, delivery: ClaimedDelivery) -> None:
    """Render one evidence item. Doing it twice, or after a kill half-way, gives one result; the
    sweep of strays removes what an attempt that came to nothing has put.

    Raises whatever may pass (ConnectionError, RenderFailed, Problem); the delivery is then tried
    again.
    """
    item = renditions.item_to_render(kit, delivery.subject_id)
    if item is None or item.stored is None:
        return
    with TemporaryDirectory(prefix="smarthands-") as name:
        folder = Path(name)
        _fetch(kit, item, item.stored, folder / "original")
        try:
            KEEPERS[EvidenceKind(item.kind)](kit, item, folder)
        except Unreadable as reason:
            renditions.keep_problem(kit, item, reason.code)


def give_up(kit: Kit, delivery: ClaimedDelivery) -> None:
    """Tell whoever waits for the pictures that the last try came to nothing."""
    item = renditions.item_to_render(kit, delivery.subject_id)
    if item is not None:
        renditions.keep_problem(kit, item, FAILED)


def _fetch(kit: Kit, item: EvidenceItem, stored: StoredObject, into: Path) -> None:
    if item.kind == EvidenceKind.RECORDING:
        into.write_bytes(kit.objects.head_of(stored.key, stored.version, BEGINNING))
    else:
        kit.objects.download(stored.key, stored.version, into)


def _keep_pictures(kit: Kit, item: EvidenceItem, folder: Path) -> None:
    rendered = render(folder / "original", folder, program=PHOTOS)
    renditions.keep(kit, item, _photo_result(rendered, rendered.media_type))


def _keep_poster(kit: Kit, item: EvidenceItem, folder: Path) -> None:
    rendered = render(folder / "original", folder, program=RECORDINGS)
    renditions.keep(kit, item, _photo_result(rendered, item.media_type or rendered.media_type))


def _keep_sound(kit: Kit, item: EvidenceItem, folder: Path) -> None:
    mp3 = transcode(folder / "original", folder)
    sound = SoundResult(mp3.path, mp3.seconds, mp3.media_type)
    renditions.keep_sound(kit, item, sound)


KEEPERS: Mapping[EvidenceKind, Callable[[Kit, EvidenceItem, Path], None]] = {
    EvidenceKind.PHOTO: _keep_pictures,
    EvidenceKind.RECORDING: _keep_poster,
    EvidenceKind.VOICE_NOTE: _keep_sound,
}


def _photo_result(rendered: RenderResult, media_type: str) -> PhotoResult:
    at = rendered.captured_at_exif
    return PhotoResult(
        width=rendered.width,
        height=rendered.height,
        media_type=media_type,
        damaged=rendered.damaged,
        pictures={
            name: PictureFile(rendition.path, rendition.width, rendition.height)
            for name, rendition in rendered.renditions.items()
        },
        # A time without a zone names no moment; the original still has it.
        captured_at=at if at and at.tzinfo else None,
        device=rendered.device,
    )


CONSUMER = Consumer(RENDITIONS, develop, Lane.PICTURES, give_up=give_up, puts_objects=True)
