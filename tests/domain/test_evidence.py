"""Evidence on a job has an audience, the time of a phone's clock, and annotations added later."""

from datetime import timedelta
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.errors import Code, Problem
from smarthands.events import stamp
from smarthands.evidence import annotations, notes, reading, renditions
from smarthands.evidence.capture import Capture, Label
from smarthands.evidence.renditions import PhotoResult, PictureFile
from smarthands.jobs import document
from tests.builders.jobs import note, photo
from tests.builders.world import World


def render(world: World, id: UUID, folder: Path) -> None:
    """Render a photo as a worker does."""
    item = renditions.item_to_render(world.kit, id)
    assert item is not None
    (folder / "picture").write_bytes(b"a picture")
    pictures = {
        "small": PictureFile(folder / "picture", 320, 240),
        "large": PictureFile(folder / "picture", 1600, 1200),
    }
    result = PhotoResult(4032, 3024, "image/heic", False, pictures, device="Phone 7")
    renditions.keep(world.kit, item, result)


class TestNotes:
    def test_a_retry_is_one_note_and_another_text_is_refused(self, world: World, job: UUID) -> None:
        capture, id = Capture(world.clock.at, world.clock.at, 7), uuid4()

        def add(text: str, audience: str = "client") -> dict[str, Any]:
            label = Label(audience=audience)
            return notes.add_note(
                *(world.kit, world.tess, job), id=id, text=text, capture=capture, label=label
            )

        first = add("fan dead")
        assert add("fan dead") == first
        assert (first["text"], first["sequence"], first["kind"]) == ("fan dead", 7, "note")
        for words in (("other",), ("fan dead", "internal")):
            with pytest.raises(Problem) as refused:
                add(*words)
            assert refused.value.code == Code.CONFLICT
        assert len(document.document(world.kit, world.dan, job)["evidence"]) == 1

    def test_cleo_adds_no_notes(self, world: World, job: UUID) -> None:
        with pytest.raises(Problem) as refused:
            note(world, world.cleo, job)
        assert refused.value.code == Code.FORBIDDEN


class TestClocks:
    @pytest.mark.parametrize(
        ("minutes", "off"), [(0, False), (5, False), (5.01, True), (-5.01, True), (-600, True)]
    )
    def test_a_clock_more_than_five_minutes_off_is_flagged_and_not_corrected(
        self, world: World, job: UUID, minutes: float, off: bool
    ) -> None:
        now = world.clock.at + timedelta(minutes=minutes)
        taken = now - timedelta(days=3)
        view = notes.add_note(
            *(world.kit, world.tess, job),
            id=uuid4(),
            text="from the cellar",
            capture=Capture(taken, now),
            label=Label(),
        )
        assert view["clock_off"] is off
        assert view["captured_at"] == stamp(taken)
        assert view["received_at"] == "2026-03-02T08:00:00.000000Z"


class TestAnnotations:
    def test_tess_describes_her_own_evidence_and_eva_anyones(self, world: World, job: UUID) -> None:
        id = photo(world, world.tess, job, caption="?")
        after = annotations.describe(world.kit, world.tess, job, id, caption="port 7")
        assert (after["caption"], after["phase"]) == ("port 7", None)
        after = annotations.describe(world.kit, world.eva, job, id, phase="before")
        assert (after["caption"], after["phase"]) == ("port 7", "before")
        annotations.describe(world.kit, world.eva, job, id, phase="before")
        assert world.announced.kinds.count("evidence.described") == 2

    def test_tess_neither_describes_nor_withdraws_evas_evidence(
        self, world: World, job: UUID
    ) -> None:
        id = note(world, world.eva, job)
        with pytest.raises(Problem) as refused:
            annotations.describe(world.kit, world.tess, job, id, caption="x")
        assert refused.value.code == Code.FORBIDDEN
        with pytest.raises(Problem) as refused:
            annotations.withdraw(world.kit, world.tess, job, id, reason="x")
        assert refused.value.code == Code.FORBIDDEN

    def test_a_withdrawn_item_stays_with_its_reason_and_can_not_be_described(
        self, world: World, job: UUID
    ) -> None:
        id = photo(world, world.tess, job)
        first = annotations.withdraw(world.kit, world.tess, job, id, reason="a face")
        world.clock.pass_by(hours=1)
        assert annotations.withdraw(world.kit, world.tess, job, id, reason="again") == first
        assert (first["withdrawn_reason"], first["sha256"] != "") == ("a face", True)
        with pytest.raises(Problem, match="was withdrawn"):
            annotations.describe(world.kit, world.tess, job, id, caption="x")


class TestPictures:
    def test_a_rendered_picture_has_an_address_for_a_minute(
        self, world: World, job: UUID, tmp_path: Path
    ) -> None:
        id = photo(world, world.tess, job)
        with pytest.raises(Problem) as refused:
            reading.picture_url(world.kit, world.cleo, job, id, "small")
        assert refused.value.code == Code.NOT_FOUND
        render(world, id, tmp_path)
        url = reading.picture_url(world.kit, world.cleo, job, id, "small")
        assert f"{id}/small.jpg" in url
        assert "expires=60" in url
        view = document.document(world.kit, world.cleo, job)["evidence"][str(id)]
        assert (view["width"], view["height"], view["media_type"]) == (4032, 3024, "image/heic")
        assert view["renditions"]["large"]["width"] == 1600

    def test_a_photo_is_rendered_once(self, world: World, job: UUID, tmp_path: Path) -> None:
        id = photo(world, world.tess, job)
        item = renditions.item_to_render(world.kit, id)
        render(world, id, tmp_path)
        before = document.document(world.kit, world.dan, job)
        assert item is not None
        renditions.keep(world.kit, item, PhotoResult(1, 1, "image/png", True, {}))
        renditions.keep_problem(world.kit, item, "not_a_picture")
        assert document.document(world.kit, world.dan, job) == before
        assert renditions.item_to_render(world.kit, id) is None

    def test_nobody_reads_the_device_that_a_file_names(
        self, world: World, job: UUID, tmp_path: Path
    ) -> None:
        render(world, photo(world, world.tess, job), tmp_path)
        for reader in (world.cleo, world.dan):
            view = str(document.document(world.kit, reader, job))
            view += str(document.job_events(world.kit, reader, job))
            assert "Phone 7" not in view

    def test_originals_and_withdrawn_pictures_are_for_the_team_alone(
        self, world: World, job: UUID, tmp_path: Path
    ) -> None:
        id = photo(world, world.tess, job)
        render(world, id, tmp_path)
        assert "/original" in reading.picture_url(world.kit, world.eva, job, id, "original")
        with pytest.raises(Problem) as refused:
            reading.picture_url(world.kit, world.cleo, job, id, "original")
        assert refused.value.code == Code.FORBIDDEN
        annotations.withdraw(world.kit, world.tess, job, id, reason="a face")
        assert reading.picture_url(world.kit, world.eva, job, id, "small")
        with pytest.raises(Problem) as refused:
            reading.picture_url(world.kit, world.cleo, job, id, "small")
        assert refused.value.code == Code.NOT_FOUND

    def test_a_file_that_is_no_picture_says_so_and_keeps_its_original(
        self, world: World, job: UUID
    ) -> None:
        id = photo(world, world.tess, job)
        item = renditions.item_to_render(world.kit, id)
        assert item is not None
        renditions.keep_problem(world.kit, item, "not_a_picture")
        view = document.document(world.kit, world.cleo, job)["evidence"][str(id)]
        assert (view["problem"], view["renditions"]) == ("not_a_picture", {})
        assert reading.picture_url(world.kit, world.eva, job, id, "original")


def test_internal_evidence_does_not_exist_for_cleo(world: World, job: UUID) -> None:
    id = photo(world, world.tess, job, audience="internal")
    assert str(id) in document.document(world.kit, world.tess, job)["evidence"]
    assert document.document(world.kit, world.cleo, job)["evidence"] == {}
    for name in ("small", "original"):
        with pytest.raises(Problem) as refused:
            reading.picture_url(world.kit, world.cleo, job, id, name)
        assert refused.value.code == Code.NOT_FOUND
