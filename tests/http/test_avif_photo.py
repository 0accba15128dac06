"""An AVIF is a photo like any other: shown to the client, and saved as it came by the team."""

from uuid import uuid4

from tests.builders.pictures import exif, image_bytes, scene
from tests.builders.site import jobs_path
from tests.builders.stepped_worker import SteppedWorker
from tests.http.phone import Phone, ask


def test_an_avif_becomes_pictures_and_keeps_its_original(phone: Phone) -> None:
    id = str(uuid4())
    content = image_bytes(scene(), "AVIF", exif=exif(model="Tess's phone"))
    sent = phone.send(id, content, "image/avif")
    assert (sent["kind"], sent["media_type"], sent["name"]) == ("photo", "image/avif", None)

    assert SteppedWorker(phone.site.world.kit).step()

    item = phone.evidence()[id]
    assert (item["problem"], set(item["renditions"])) == (None, {"small", "large"})
    address = jobs_path(phone.job_id, "evidence", id, "pictures")
    cleo = phone.site.signed_in("Cleo")
    seen = ask("GET", cleo.get(f"{address}/large").headers["Location"])
    assert seen.data.startswith(b"\xff\xd8\xff")
    assert b"Tess's phone" not in seen.data
    original = ask("GET", phone.caller.get(f"{address}/original").headers["Location"])
    assert (original.data, original.headers["Content-Type"]) == (content, "image/avif")
