"""An attached file: sent like a photo, opened by nobody here, and saved under its own name."""

import re
from typing import Any
from urllib.parse import unquote
from uuid import uuid4

import pytest

from tests.builders.site import Answer, jobs_path
from tests.builders.stepped_worker import SteppedWorker
from tests.http.phone import Phone, ask, put

OCTETS = "application/octet-stream"
LOG = b"%LINK-3-UPDOWN: Interface Gi0/1, changed state to down"
PAGE = b"<!doctype html><script>alert(document.domain)</script>"
NAMED = re.compile(r"""attachment; filename="[0-9a-f-]{36}\.bin"; filename\*=UTF-8''(\S+)""")


def attach(phone: Phone, name: str, content: bytes = LOG, **fields: Any) -> Any:
    """The evidence that comes of a file which is announced, put, and sealed."""
    id = str(uuid4())
    ticket = phone.announce(content, OCTETS, id=id, name=name, **fields).body
    assert put(ticket, content).status == 200
    return phone.seal(id).body


def fetch(phone: Phone, who: str, id: str) -> Answer:
    return phone.site.signed_in(who).get(jobs_path(phone.job_id, "evidence", id, "file"))


@pytest.mark.parametrize(
    "name",
    ["switch.log", "Lüfter \u2013 2.dng", "a'b\"c;d%.pdf", "取扱説明書.zip", "no extension"],
)
def test_an_attached_file_is_saved_as_it_came_under_its_own_name(phone: Phone, name: str) -> None:
    item = attach(phone, name)
    assert (item["kind"], item["name"], item["size"]) == ("file", name, len(LOG))
    for who in ("Tess", "Eva", "Cleo"):
        saved = ask("GET", fetch(phone, who, item["id"]).headers["Location"])
        assert (saved.data, saved.headers["Content-Type"]) == (LOG, OCTETS)
        disposition = NAMED.fullmatch(saved.headers["Content-Disposition"])
        assert disposition
        assert unquote(disposition[1]) == name


def test_no_worker_opens_an_attached_file(phone: Phone) -> None:
    item = attach(phone, "photo.jpg", PAGE)
    assert not SteppedWorker(phone.site.world.kit).step()
    assert (phone.evidence()[item["id"]]["renditions"], item["problem"]) == ({}, None)
    path = jobs_path(phone.job_id, "evidence", item["id"], "pictures")
    assert phone.caller.get(f"{path}/original").code == "not_found"


@pytest.mark.parametrize(
    ("name", "kept"),
    [("C:\\Users\\tess\\switch.log", "switch.log"), ("../../etc/passwd", "passwd")],
)
def test_the_folders_in_a_name_are_left_out(phone: Phone, name: str, kept: str) -> None:
    assert attach(phone, name)["name"] == kept


@pytest.mark.parametrize(
    "name", ["", "   ", "logs/", "x" * 201, "a\nb", "cod\u202egpj.exe", 7, None, ["a"]]
)
def test_a_name_that_is_none_is_refused(phone: Phone, name: object) -> None:
    answer = phone.announce(LOG, OCTETS, id=str(uuid4()), name=name)
    assert (answer.status, answer.code) == (422, "invalid")
    assert "name" in answer.body["fields"]


def test_each_attached_file_has_a_name_and_nothing_else_has(phone: Phone) -> None:
    nameless = phone.announce(LOG, OCTETS, id=str(uuid4()))
    named = phone.announce(LOG, "image/jpeg", id=str(uuid4()), name="switch.jpg")
    for answer in (nameless, named):
        assert (answer.status, answer.code) == (422, "invalid")
        assert "name" in answer.body["fields"]


def test_an_attached_file_tells_of_no_camera(phone: Phone) -> None:
    answer = phone.announce(
        LOG, OCTETS, id=str(uuid4()), name="a.dng", capture={"origin": "gallery"}
    )
    assert (answer.status, answer.code) == (422, "invalid")


def test_an_internal_file_is_not_for_the_client(phone: Phone) -> None:
    item = attach(phone, "permit.pdf", audience="internal")
    assert fetch(phone, "Eva", item["id"]).status == 302
    assert fetch(phone, "Cleo", item["id"]).code == "not_found"


def test_a_withdrawn_file_is_for_the_provider_alone_and_its_name_for_nobody(phone: Phone) -> None:
    item = attach(phone, "passwords.txt")
    withdraw = jobs_path(phone.job_id, "evidence", item["id"], "withdraw")
    assert phone.caller.post(withdraw, {"reason": "not ours"}).status == 200
    assert fetch(phone, "Eva", item["id"]).status == 302
    assert fetch(phone, "Cleo", item["id"]).code == "not_found"
    assert phone.evidence()[item["id"]]["name"] is None
    events = phone.site.signed_in("Cleo").get(jobs_path(phone.job_id, "events"))
    assert b"passwords.txt" not in events.data


def test_a_file_that_is_sent_twice_is_kept_once(phone: Phone) -> None:
    id, fields = str(uuid4()), {"name": "switch.log"}
    put(phone.announce(LOG, OCTETS, id=id, **fields).body, LOG)
    first = phone.seal(id).body
    again = phone.announce(LOG, OCTETS, id=id, **fields).body
    assert (again["state"], again["put"], again["evidence"]) == ("sealed", None, first)
    assert phone.announce(LOG + b"!", OCTETS, id=id, **fields).code == "conflict"
