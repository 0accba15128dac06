"""Uploads through our own server into a real S3: the same right ones as at the store's address."""

from uuid import UUID, uuid4

import pytest

from server.http import streamed_bodies
from server.http.request import context_of
from tests.builders.site import Answer, jobs_path
from tests.http.phone import Phone, ask, put

PHOTO = b"\xff\xd8\xff the bytes of a photo" * 10_000
OTHER = PHOTO[:-1] + b"!"


@pytest.fixture
def id() -> str:
    return str(uuid4())


def relay(phone: Phone, id: str, content: bytes) -> Answer:
    return phone.caller.put(jobs_path(phone.job_id, "evidence", id, "content"), content)


def added(phone: Phone) -> list[dict[str, object]]:
    """The details of each event that added evidence."""
    events = phone.caller.get(jobs_path(phone.job_id, "events")).body["items"]
    kinds = [event["body"] for event in events if event["body"]["kind"] == "evidence.added"]
    return [body["details"] for body in kinds]


def relayed(phone: Phone) -> tuple[float, float]:
    metrics = context_of(phone.caller.app).metrics.registry
    names = ("smarthands_relayed_files_total", "smarthands_relayed_bytes_total")
    files, size = (metrics.get_sample_value(name) or 0.0 for name in names)
    return files, size


def test_a_photo_arrives_through_the_server_and_its_event_and_the_metrics_say_so(
    phone: Phone, id: str
) -> None:
    files, size = relayed(phone)
    phone.announce(PHOTO, id=id)

    answer = relay(phone, id, PHOTO)

    assert (answer.status, answer.data) == (204, b"")
    assert phone.seal(id).status == 200
    assert [details.get("relayed") for details in added(phone)] == [True]
    assert relayed(phone) == (files + 1, size + len(PHOTO))
    path = jobs_path(phone.job_id, "evidence", id, "pictures", "original")
    assert ask("GET", phone.caller.get(path).headers["Location"]).data == PHOTO


def test_a_photo_that_came_to_the_store_itself_is_not_said_to_be_relayed(
    phone: Phone, id: str
) -> None:
    phone.send(id, PHOTO)
    assert [details.get("relayed") for details in added(phone)] == [None]


def test_what_was_sent_already_is_left_as_it_is_whichever_way_it_came(
    phone: Phone, id: str
) -> None:
    ticket = phone.announce(PHOTO, id=id).body
    assert relay(phone, id, PHOTO).status == 204
    assert relay(phone, id, PHOTO).status == 204
    assert put(ticket, PHOTO).status == 412
    sealed = phone.seal(id).body
    assert relay(phone, id, PHOTO).status == 204
    assert phone.seal(id).body == sealed
    key = f"jobs/{phone.job_id}/{id}/original"
    assert len(phone.site.world.kit.objects.versions(key)) == 1


@pytest.mark.parametrize(
    "wrong", [OTHER, PHOTO + b"!", PHOTO[:-1]], ids=["other", "longer", "shorter"]
)
def test_other_bytes_than_announced_leave_nothing_and_the_right_ones_arrive_afterwards(
    phone: Phone, id: str, wrong: bytes
) -> None:
    phone.announce(PHOTO, id=id)
    answer = relay(phone, id, wrong)
    assert (answer.status, answer.code) == (422, "upload_mismatch")
    assert phone.seal(id).code == "upload_missing"
    assert relay(phone, id, PHOTO).status == 204
    assert phone.seal(id).status == 200


def test_more_than_any_file_may_have_is_refused_unread(phone: Phone, id: str) -> None:
    phone.announce(PHOTO, id=id)
    most = phone.site.world.kit.policy.upload_max_bytes
    answer = relay(phone, id, b"x" * (most + 1))
    assert (answer.status, answer.code) == (413, "too_large")


def test_nobody_sends_what_somebody_else_announced(phone: Phone, id: str) -> None:
    phone.announce(PHOTO, id=id)
    dans = Phone(phone.site, phone.site.signed_in("Dan"), phone.job_id)
    assert relay(dans, id, PHOTO).code == "not_found"
    assert relay(phone, str(uuid4()), PHOTO).code == "not_found"
    path = jobs_path(UUID(int=7), "evidence", id, "content")
    assert phone.caller.put(path, PHOTO).code == "not_found"
    assert phone.seal(id).code == "upload_missing"


def test_a_file_of_unknown_length_is_refused(phone: Phone, id: str) -> None:
    phone.announce(PHOTO, id=id)
    path = jobs_path(phone.job_id, "evidence", id, "content")
    answer = phone.caller.call("PUT", path, headers={"Transfer-Encoding": "chunked"})
    assert (answer.status, answer.code) == (400, "malformed")


def test_only_so_many_go_at_once_of_one_person_and_of_all(
    phone: Phone, id: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    phone.announce(PHOTO, id=id)
    monkeypatch.setattr(streamed_bodies, "MOST_OF_ONE", 0)
    hers = relay(phone, id, PHOTO)
    assert (hers.status, hers.code) == (429, "too_many")
    assert int(hers.headers["Retry-After"]) > 0
    monkeypatch.undo()
    monkeypatch.setattr(streamed_bodies, "MOST", 0)
    of_all = relay(phone, id, PHOTO)
    assert (of_all.status, of_all.code) == (503, "busy")
    monkeypatch.undo()
    assert relay(phone, id, PHOTO).status == 204
