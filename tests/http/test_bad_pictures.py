"""Uploads that only pretend to be photos: they are kept, recognised, and never shown."""

import io
from uuid import uuid4

import pytest
from PIL import Image

from tests.builders.jobs import open_job
from tests.builders.pictures import blank_png, exif, photo, scene
from tests.builders.site import jobs_path
from tests.builders.stepped_worker import SteppedWorker
from tests.http.phone import Phone, Stored, ask

SCRIPT = b"<script>alert(document.domain)</script>"
NO_PICTURES = {
    "text": (b"not a picture at all", "not_a_picture"),
    "SVG": (b"<svg xmlns='http://www.w3.org/2000/svg'>" + SCRIPT + b"</svg>", "not_a_picture"),
    "HTML": (b"<!doctype html>" + SCRIPT, "not_a_picture"),
    "HTML behind a JPEG's first bytes": (b"\xff\xd8\xff\xe0" + SCRIPT, "damaged"),
    "a pixel bomb": (blank_png(60_000, 60_000, rows=1), "too_many_pixels"),
}


def fetched(phone: Phone, id: str, name: str) -> Stored:
    path = jobs_path(phone.job_id, "evidence", id, "pictures", name)
    return ask("GET", phone.caller.get(path).headers["Location"])


@pytest.mark.parametrize(("content", "problem"), NO_PICTURES.values(), ids=NO_PICTURES)
def test_a_file_that_is_no_photo_is_kept_whole_and_served_as_bytes_to_save(
    phone: Phone, content: bytes, problem: str
) -> None:
    id = str(uuid4())
    phone.send(id, content)

    assert SteppedWorker(phone.site.world.kit).step()

    item = phone.evidence()[id]
    assert (item["problem"], item["renditions"]) == (problem, {})
    original = fetched(phone, id, "original")
    assert original.data == content
    assert original.headers["Content-Type"] == "application/octet-stream"
    assert original.headers["Content-Disposition"].startswith("attachment")
    for size in ("small", "large"):
        path = jobs_path(phone.job_id, "evidence", id, "pictures", size)
        assert phone.caller.get(path).code == "not_found"


def test_an_original_is_saved_and_not_shown_until_a_worker_has_checked_it(phone: Phone) -> None:
    id = str(uuid4())
    phone.send(id, SCRIPT)
    assert fetched(phone, id, "original").headers["Content-Disposition"].startswith("attachment")


def test_a_truncated_photo_is_shown_as_far_as_it_arrived_and_called_damaged(
    phone: Phone,
) -> None:
    whole = photo(scene(800, 600))
    content, id = whole[: len(whole) * 7 // 10], str(uuid4())
    phone.send(id, content)

    assert SteppedWorker(phone.site.world.kit).step()

    item = phone.evidence()[id]
    assert item["problem"] == "damaged"
    assert Image.open(io.BytesIO(fetched(phone, id, "large").data)).size == (800, 600)
    assert fetched(phone, id, "original").data == content


def test_hostile_exif_reaches_neither_the_page_nor_the_picture(phone: Phone) -> None:
    world = phone.site.world
    content = photo(
        scene(640, 480),
        exif=exif(
            orientation=6, gps=(50.1, 8.7), make="\x1b]0;<b>" + "A" * 3000, model="</script>"
        ),
    )
    id = str(uuid4())
    phone.send(id, content)

    assert SteppedWorker(world.kit).step()

    item = phone.evidence()[id]
    assert item["problem"] is None
    assert (item["width"], item["height"]) == (480, 640)
    large = fetched(phone, id, "large")
    assert (large.headers["Content-Type"], large.headers["Content-Disposition"]) == (
        "image/jpeg",
        "inline",
    )
    picture = Image.open(io.BytesIO(large.data))
    assert picture.size == (480, 640)
    assert dict(picture.getexif()) == {}
    assert b"</script" not in large.data
    cleo = phone.site.signed_in("Cleo").get(jobs_path(phone.job_id))
    assert "latitude" not in cleo.data.decode()
    assert b"</script" not in cleo.data


def test_one_bad_photo_does_not_hold_up_the_next(phone: Phone) -> None:
    world = phone.site.world
    bad, good = str(uuid4()), str(uuid4())
    phone.send(bad, SCRIPT)
    elsewhere = Phone(phone.site, phone.caller, open_job(world, world.tess))
    elsewhere.send(good, photo())
    worker = SteppedWorker(world.kit)
    assert worker.step()
    assert worker.step()
    assert elsewhere.evidence()[good]["renditions"]["small"]["width"] == 128
