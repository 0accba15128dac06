"""What a phone tells of a photo's camera is bounded, and a position is not taken at all."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders.site import jobs_path, note
from tests.http.phone import Phone, put

PHOTO = b"\xff\xd8\xff the bytes of a photo"
ALL = {
    "origin": "gallery",
    "time_source": "exif_local",
    "utc_offset_minutes": -570,
    "held": 90,
    "orientation": 8,
    "camera": "Acme Phone 7",
    "lens": "wide 4.2 mm",
    "facing": "user",
    "zoom": 0.6,
    "torch": False,
    "width": 1,
    "height": 100_000,
}
WRONG: dict[str, tuple[str, Any]] = {
    "an origin nobody knows": ("origin", "drone"),
    "an origin of a photo of the video": ("origin", "video"),
    "null for an origin": ("origin", None),
    "a list for an origin": ("origin", ["gallery"]),
    "a source nobody knows": ("time_source", "gps"),
    "an offset of over fourteen hours": ("utc_offset_minutes", 841),
    "an offset of under minus fourteen hours": ("utc_offset_minutes", -841),
    "a part of a minute": ("utc_offset_minutes", 60.5),
    "text for an offset": ("utc_offset_minutes", "60"),
    "an offset of 31 digits": ("utc_offset_minutes", 10**30),
    "true for an offset": ("utc_offset_minutes", True),
    "an eighth of a turn": ("held", 45),
    "a whole turn": ("held", 360),
    "orientation 0": ("orientation", 0),
    "orientation 9": ("orientation", 9),
    "a name of 101 characters": ("camera", "x" * 101),
    "a name of 5,000 characters": ("camera", "x" * 5_000),
    "a name with a bell": ("camera", "Acme\x07"),
    "a name with a line break": ("lens", "Acme\nwide"),
    "a name with C1 control": ("lens", "Acme\x85wide"),
    "a name that turns the reading direction": ("camera", "Acme \u202egpj.exe"),
    "half a character": ("camera", "Acme \ud83d"),
    "an object for a name": ("camera", {"en": "Acme"}),
    "a side that no camera looks to": ("facing", "left"),
    "a zoom below nothing": ("zoom", -1),
    "a zoom of a telescope": ("zoom", 1000.5),
    "a zoom without end": ("zoom", 1e999),
    "text for a zoom": ("zoom", "2"),
    "true for a zoom": ("zoom", True),
    "text for the torch": ("torch", "on"),
    "2 for the torch": ("torch", 2),
    "a picture without width": ("width", 0),
    "a picture of 31 digits": ("height", 10**30),
    "a position": ("latitude", 50.11),
    "a position as in EXIF": ("gps", {"latitude": 50.11, "longitude": 8.68}),
    "a place": ("position", [50.11, 8.68]),
    "an origin in capitals": ("Origin", "gallery"),
}


def test_all_that_is_known_is_taken_as_it_is_told(phone: Phone) -> None:
    id = str(uuid4())
    ticket = phone.announce(PHOTO, id=id, capture=ALL).body
    assert put(ticket, PHOTO).status == 200
    assert phone.seal(id).body["capture"] == ALL
    assert phone.evidence()[id]["capture"] == ALL


@pytest.mark.parametrize(("fact", "value"), WRONG.values(), ids=WRONG)
def test_an_impossible_fact_is_refused_by_its_name(phone: Phone, fact: str, value: Any) -> None:
    id = str(uuid4())
    answer = phone.announce(PHOTO, id=id, capture=ALL | {fact: value})
    assert (answer.status, answer.code) in {(422, "invalid"), (400, "malformed")}
    if answer.status == 422:
        assert list(answer.body["fields"]) == [f"capture.{fact}"]
    assert phone.seal(id).code == "not_found"
    assert phone.evidence() == {}


@pytest.mark.parametrize("facts", [None, [], "gallery", 7, [ALL]])
def test_facts_that_are_no_object_are_refused(phone: Phone, facts: Any) -> None:
    answer = phone.announce(PHOTO, capture=facts)
    assert (answer.status, answer.code) == (422, "invalid")
    assert [name.split(".")[0] for name in answer.body["fields"]] == ["capture"]


def test_what_has_no_camera_tells_of_none(phone: Phone) -> None:
    spoken = phone.announce(b"\x1a\x45\xdf\xa3 sound", "audio/webm", capture=ALL)
    assert (spoken.status, list(spoken.body["fields"])) == (422, ["capture"])
    written = note(phone.site.world, capture=ALL)
    answer = phone.caller.post(jobs_path(phone.job_id, "notes"), written)
    assert (answer.status, answer.body["fields"]) == (422, {"capture": ["Unknown field."]})
