"""A site's photo policy by HTTP: hostile values, and the refusal that a phone gets."""

from typing import Any
from uuid import uuid4

import pytest

from tests.builders.people import FRANKFURT, NORTHWIND
from tests.builders.site import Site, jobs_path, upload
from tests.http.call import Call
from tests.http.phone import Phone

SITE = f"/api/sites/{FRANKFURT}"
VALUES: dict[str, tuple[str, Any]] = {
    "a rule nobody knows": ("photo_rule", "sometimes"),
    "a rule in capitals": ("photo_rule", "NONE"),
    "an empty rule": ("photo_rule", ""),
    "null for a rule": ("photo_rule", None),
    "a list of rules": ("photo_rule", ["none"]),
    "a number for a rule": ("photo_rule", 0),
    "text for a truth": ("photo_permit_required", "true"),
    "null for a truth": ("photo_permit_required", None),
    "a number that is no truth": ("photo_permit_required", 2),
    "a permit of 61 characters": ("photo_permit_number", "7" * 61),
    "a permit of 60,000 characters": ("photo_permit_number", "7" * 60_000),
    "a permit with a line break": ("photo_permit_number", "47\n11"),
    "a permit that turns the reading direction": ("photo_permit_number", "\u202e1174"),
    "a number for a permit": ("photo_permit_number", 4711),
    "null for a permit": ("photo_permit_number", None),
}


@pytest.mark.parametrize(("field", "value"), VALUES.values(), ids=VALUES)
def test_an_impossible_value_is_refused_by_its_field(site: Site, field: str, value: Any) -> None:
    dan = site.signed_in("Dan")
    before = dan.get(SITE).body
    answer = dan.patch(SITE, {field: value})
    assert (answer.status, answer.code, list(answer.body["fields"])) == (422, "invalid", [field])
    new = {"id": str(uuid4()), "organization_id": str(NORTHWIND), "name": "Bonn", field: value}
    assert dan.post("/api/sites", new).status == 422
    assert dan.get(SITE).body == before


def test_a_site_is_made_and_changed_with_its_policy(site: Site) -> None:
    dan, permit = site.signed_in("Dan"), "P" * 60
    policy = {"photo_rule": "stills_only", "photo_permit_required": True}
    fields = {**policy, "photo_permit_number": f" {permit} "}
    new = {"id": str(uuid4()), "organization_id": str(NORTHWIND), "name": "Bonn", **fields}
    made = dan.post("/api/sites", new)
    assert (made.status, dan.post("/api/sites", new).body) == (201, made.body)
    assert made.body | policy == made.body
    assert made.body["photo_permit_number"] == permit
    changed = dan.patch(f"/api/sites/{new['id']}", {"photo_permit_required": False}).body
    assert changed == made.body | {"photo_permit_required": False}


def test_a_phone_is_told_what_to_do_and_gets_no_address(phone: Phone) -> None:
    dan = phone.site.signed_in("Dan")
    dan.patch(SITE, {"photo_rule": "none"})
    id = str(uuid4())
    for source in ({}, {"source": "freeze"}):
        answer = phone.announce(b"bytes", id=id, seen=10_000, **source)
        assert (answer.status, answer.code) == (403, "photo_policy")
        assert answer.body["detail"].startswith("This site allows no photos. Write a note")
    assert phone.announce(b"words", "audio/webm").status == 201
    dan.patch(SITE, {"photo_rule": "allowed"})
    phone.send(id, b"bytes")
    assert set(phone.evidence()) == {id}


def test_nothing_but_words_is_asked_for_in_a_call(call: Call) -> None:
    call.site.signed_in("Dan").patch(SITE, {"photo_rule": "none"})
    still = call.eva.post(call.path("stills"), {"id": str(uuid4())})
    recording = call.eva.post(call.path("recording"), {"id": str(uuid4())})
    frozen = call.eva.post(
        jobs_path(call.job, "uploads"), upload(call.site.world, b"x", source="freeze")
    )
    for answer in (still, recording, frozen):
        assert (answer.status, answer.code) == (403, "photo_policy")
    line = call.eva.post(call.path("messages"), {"id": str(uuid4()), "text": "Tell me."})
    assert line.status == 201
