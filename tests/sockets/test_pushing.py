"""An event is pushed within a second to everybody who may see it, whichever process recorded it."""

from pathlib import Path
from uuid import UUID, uuid4

import pytest

from smarthands.evidence import renditions
from smarthands.jobs import progress
from smarthands.model import EvidenceItem
from smarthands.people import join_links, people
from tests.builders.jobs import note, open_job, photo
from tests.builders.people import PORTO
from tests.builders.sessions import join_login
from tests.builders.site import jobs_path, login, share_link
from tests.builders.site import note as note_body
from tests.builders.web_process import WebProcess, running_web_process
from tests.builders.world import World
from tests.sockets.event_listener import listening


@pytest.fixture
def job_id(shared: World) -> UUID:
    return open_job(shared, shared.tess)


def test_a_note_over_http_is_pushed_to_the_followers_of_its_job(
    web: WebProcess, shared: World, job_id: UUID
) -> None:
    tess = login(shared, "Tess")
    with listening(web, {"token": login(shared, "Eva")}) as eva:
        ack = eva.follow(job_id)
        path = jobs_path(job_id, "notes")
        status, item, _headers = web.ask("POST", path, note_body(shared), tess)
        assert status == 201
        assert eva.hears_events(1)
        [event] = eva.events
        assert (event["seq"], event["body"]["kind"]) == (ack["seq"] + 1, "evidence.added")
        assert event["body"]["details"]["evidence"] == [item]
        assert eva.hears(lambda: {"job": str(job_id), "seq": event["seq"]} in eva.changed)


def test_an_internal_note_reaches_client_and_guest_as_a_stub_alone(
    web: WebProcess, shared: World, job_id: UUID
) -> None:
    token, _share = share_link(shared, job_id)
    with (
        listening(web, {"token": login(shared, "Cleo")}) as cleo,
        listening(web, {"share": token}) as holder,
        listening(web, {"token": join_login(shared, job_id).token}) as gus,
        listening(web, {"token": login(shared, "Tess")}) as tess,
    ):
        for listener in (cleo, holder, gus, tess):
            listener.follow(job_id)
        note(shared, shared.tess, job_id, "they pay late", audience="internal")
        note(shared, shared.tess, job_id, "fan replaced")
        for listener in (cleo, holder, gus):
            assert listener.hears_events(2)
            assert listener.kinds() == [None, "evidence.added"]
            assert set(listener.events[0]) == {"stream", "seq", "at", "body_digest", "hash"}
            assert "they pay late" not in str(listener.events)
        assert tess.hears_events(2)
        assert tess.kinds() == ["evidence.added"] * 2
        internal, plain = (event["seq"] for event in cleo.events)
        for listener in (cleo, gus):
            assert listener.hears(lambda: plain in listener.changes_of(job_id))
            assert internal not in listener.changes_of(job_id)


def test_an_event_that_a_worker_recorded_is_pushed_too(
    web: WebProcess, shared: World, job_id: UUID, tmp_path: Path
) -> None:
    """The test stands for another process: it writes to the same database, as a worker does."""
    id = photo(shared, shared.tess, job_id)
    with shared.kit.reading() as db:
        item = db.get_one(EvidenceItem, id)
    with listening(web, {"token": login(shared, "Cleo")}) as cleo:
        cleo.follow(job_id)
        small = tmp_path / "small"
        small.write_bytes(b"picture")
        pictures = {"small": renditions.PictureFile(small, 320, 240)}
        result = renditions.PhotoResult(4032, 3024, "image/jpeg", False, pictures)
        renditions.keep(shared.kit, item, result)
        assert cleo.hears(lambda: "evidence.rendered" in cleo.kinds())


def test_a_job_that_a_person_may_not_see_can_not_be_followed(
    web: WebProcess, shared: World, job_id: UUID
) -> None:
    elsewhere = open_job(shared, site_id=PORTO)
    token, _share = share_link(shared, job_id)
    for auth, foreign in (
        ({"token": login(shared, "Mallory")}, job_id),
        ({"token": login(shared, "Malcolm")}, job_id),
        ({"token": login(shared, "Cleo")}, elsewhere),
        ({"share": token}, elsewhere),
        ({"token": join_login(shared, job_id).token}, elsewhere),
        ({"token": login(shared, "Dan")}, uuid4()),
    ):
        with listening(web, auth) as listener:
            answer = listener.follow(foreign)
            assert (answer["ok"], answer["error"]["code"]) == (False, "not_found")
            with listening(web, {"token": login(shared, "Dan")}) as dan:
                for id in (job_id, elsewhere):
                    dan.follow(id)
                    note(shared, shared.dan, id)
                assert dan.hears_events(2)
            assert listener.events == []


def test_no_event_is_pushed_after_unfollowing(web: WebProcess, shared: World, job_id: UUID) -> None:
    with (
        listening(web, {"token": login(shared, "Eva")}) as eva,
        listening(web, {"token": login(shared, "Dan")}) as dan,
    ):
        assert eva.follow(job_id)["ok"]
        assert eva.send("unfollow", {"job": str(job_id)}) == {"ok": True}
        dan.follow(job_id)
        note(shared, shared.dan, job_id)
        assert dan.hears_events(1)
        assert eva.events == []


def test_no_event_is_pushed_to_a_technician_who_was_taken_off_the_job(
    web: WebProcess, shared: World, job_id: UUID
) -> None:
    with (
        listening(web, {"token": login(shared, "Tess")}) as tess,
        listening(web, {"token": login(shared, "Theo")}) as theo,
        listening(web, {"token": login(shared, "Dan")}) as dan,
    ):
        tess.follow(job_id)
        dan.follow(job_id)
        progress.assign(shared.kit, shared.dan, job_id, technician_ids=[shared.theo.person_id])
        note(shared, shared.dan, job_id, "the new code is 4712", audience="internal")
        assert dan.hears_events(2)
        assert tess.hears(lambda: tess.unfollowed == [{"job": str(job_id)}])
        assert tess.events == []
        assert tess.hears(lambda: {"job": None, "seq": None} in tess.changed)
        assert theo.hears(lambda: {"job": str(job_id), "seq": dan.events[1]["seq"]} in theo.changed)
        assert tess.follow(job_id)["error"]["code"] == "not_found"


def test_a_guest_whose_link_is_revoked_is_unfollowed_at_once(
    web: WebProcess, shared: World, job_id: UUID
) -> None:
    with listening(web, {"token": join_login(shared, job_id).token}) as gus:
        gus.follow(job_id)
        [join] = join_links.joins(shared.kit, shared.dan, job_id)
        join_links.revoke(shared.kit, shared.dan, job_id, UUID(join["id"]))
        assert gus.hears(lambda: gus.signed_out)
        note(shared, shared.dan, job_id, "for the next one")
        assert not gus.hears(lambda: "evidence.added" in gus.kinds(), 0.7)


def test_a_change_is_not_pushed_to_the_lists_of_others(
    web: WebProcess, shared: World, job_id: UUID
) -> None:
    with (
        listening(web, {"token": join_login(shared, open_job(shared)).token}) as gus,
        listening(web, {"token": login(shared, "Mallory")}) as mallory,
        listening(web, {"token": login(shared, "Malcolm")}) as malcolm,
        listening(web, {"token": login(shared, "Dan")}) as dan,
    ):
        note(shared, shared.dan, job_id)
        assert dan.hears(lambda: 3 in dan.changes_of(job_id))
        assert (
            mallory.changes_of(job_id) == malcolm.changes_of(job_id) == gus.changes_of(job_id) == []
        )


def test_events_of_one_web_process_reach_the_sockets_of_another(
    web: WebProcess, shared: World, job_id: UUID, shared_folder: Path
) -> None:
    tess, dan, eva = (login(shared, name) for name in ("Tess", "Dan", "Eva"))
    with (
        running_web_process(shared_folder) as other,
        listening(web, {"token": dan}) as here,
        listening(other, {"token": dan}) as there,
        listening(other, {"token": eva}) as ended,
    ):
        for listener in (here, there):
            assert listener.follow(job_id)["ok"]
        path = jobs_path(job_id, "notes")
        for process in (web, other):
            process.ask("POST", path, note_body(shared), tess)
        for listener in (here, there):
            assert listener.hears_events(2)
            assert [event["seq"] for event in listener.events] == [3, 4]
        people.sign_out_person(shared.kit, shared.ada, shared.eva.person_id)
        assert ended.hears(lambda: ended.signed_out)


def test_an_event_is_pushed_once(web: WebProcess, shared: World, job_id: UUID) -> None:
    """The announcing process pushes the event, and finds it in the table as well."""
    with listening(web, {"token": login(shared, "Dan")}) as dan:
        dan.follow(job_id)
        tess = login(shared, "Tess")
        for _ in range(3):
            web.ask("POST", jobs_path(job_id, "notes"), note_body(shared), tess)
        assert dan.hears_events(3)
        assert not dan.hears(lambda: len(dan.events) > 3, 0.7)
        assert [event["seq"] for event in dan.events] == [3, 4, 5]


def test_the_answer_to_follow_has_the_jobs_last_seq(
    web: WebProcess, shared: World, job_id: UUID
) -> None:
    with listening(web, {"token": login(shared, "Dan")}) as dan:
        _status, document, _headers = web.ask("GET", jobs_path(job_id), token=login(shared, "Dan"))
        assert dan.follow(job_id) == {"ok": True, "seq": document["seq"]}
