"""A media node's files over HTTP with a real S3, from the first part to Cleo's player."""

import hashlib
from pathlib import Path
from uuid import uuid4

from server.http.headers import policy
from server.http.request import context_of
from smarthands.jobs import shares
from tests.builders.clips import clip, sound
from tests.builders.jobs import open_job
from tests.builders.recordings import seat_of, sha256
from tests.builders.sessions import live_session
from tests.builders.site import Caller, Site, jobs_path, share_link
from tests.builders.stepped_worker import SteppedWorker
from tests.http.node import PART, Node
from tests.http.phone import Stored, ask


def work(node: Node) -> None:
    worker = SteppedWorker(node.site.world.kit)
    for _ in range(10):
        worker.step()


def played(caller: Caller, path: str, headers: dict[str, str]) -> Stored:
    redirect = caller.get(path)
    assert (redirect.status, redirect.headers["Cache-Control"]) == (302, "no-store")
    return ask("GET", redirect.headers["Location"], None, headers)


def test_a_recording_is_played_seeked_verified_and_has_a_poster(node: Node, tmp_path: Path) -> None:
    # The file has two parts, the second of which is filler.
    content = clip("webm", size=(1280, 720), seconds=2) + bytes(PART)
    recording = node.film(content).body
    assert (recording["kind"], recording["sha256"], recording["size"]) == (
        "recording",
        sha256(content),
        len(content),
    )
    work(node)
    cleo = node.site.signed_in("Cleo")
    path = jobs_path(node.job, "evidence", node.file, "recording")
    whole = played(cleo, path, {})
    assert hashlib.sha256(whole.data).hexdigest() == recording["sha256"]
    assert whole.headers["Content-Type"] == "video/webm"
    assert whole.headers["Content-Disposition"] == "inline"
    middle = played(cleo, path, {"Range": f"bytes={PART - 5}-{PART + 4}"})
    assert (middle.status, middle.data) == (206, content[PART - 5 : PART + 5])
    assert middle.headers["Content-Range"] == f"bytes {PART - 5}-{PART + 4}/{len(content)}"
    document = cleo.get(jobs_path(node.job)).body
    item = document["evidence"][node.file]
    assert (item["problem"], item["width"], item["height"]) == (None, 1280, 720)
    assert item["verified_at"] is not None
    assert item["media_type"] == "video/webm"
    poster = played(cleo, jobs_path(node.job, "evidence", node.file, "pictures", "large"), {})
    assert (poster.status, poster.headers["Content-Type"]) == (200, "image/jpeg")
    assert [gap["reason"] for gap in document["gaps"].values()] == ["nobody_there"]
    chapters = cleo.get(jobs_path(node.job, "evidence", node.file, "chapters")).body["items"]
    assert [each["kind"] for each in chapters] == ["consent", "consent", "gap"]


def test_a_share_plays_the_recording_until_it_is_revoked(node: Node) -> None:
    node.film(clip("webm"))
    token, share = share_link(node.site.world, node.job)
    path = f"/api/shares/{token}/evidence/{node.file}/recording"
    holder = node.site.somebody()
    assert played(holder, path, {"Range": "bytes=0-3"}).data == b"\x1a\x45\xdf\xa3"
    assert holder.get(path.replace("recording", "chapters")).status == 200
    shares.revoke(node.site.world.kit, node.site.world.dan, node.job, share)
    assert holder.get(path).status == 410


def test_sound_alone_is_verified_and_has_no_poster(node: Node) -> None:
    node.film(sound(), "audio/webm")
    work(node)
    item = node.site.signed_in("Tess").get(jobs_path(node.job)).body["evidence"][node.file]
    assert (item["problem"], item["width"], item["renditions"]) == (None, None, {})
    assert item["verified_at"] is not None


def test_a_recording_without_a_poster_is_kept_all_the_same(node: Node) -> None:
    node.film(b"\x1a\x45\xdf\xa3 and then nothing")
    work(node)
    item = node.site.signed_in("Tess").get(jobs_path(node.job)).body["evidence"][node.file]
    assert item["problem"] == "damaged"
    assert item["verified_at"] is not None


def test_a_hash_that_differs_from_the_nodes_is_reported(node: Node) -> None:
    content = clip("webm")
    node.begin()
    node.put(content)
    assert node.complete(content, sha256="0" * 64).status == 200
    work(node)
    cleo = node.site.signed_in("Cleo")
    item = cleo.get(jobs_path(node.job)).body["evidence"][node.file]
    assert (item["problem"], item["verified_at"]) == ("altered", None)


def test_a_still_of_the_video_can_be_taken_over_http(node: Node) -> None:
    eva, still = node.site.signed_in("Eva"), str(uuid4())
    eva.post(jobs_path(node.job, "sessions", node.session, "stills"), {"id": still})
    content = b"\xff\xd8\xff a frame"
    path = f"/api/media/sessions/{node.session}/stills/{still}"
    body = {"size": len(content), "sha256": sha256(content)}
    ticket = node.caller.post(f"{path}/upload", body).body
    assert ask("PUT", ticket["put"]["url"], content, ticket["put"]["headers"]).status == 200
    assert node.caller.post(f"{path}/seal", {}).body["source"] == "video"
    assert eva.get(jobs_path(node.job)).body["stills"][still]["state"] == "taken"


def test_a_gap_that_a_node_reports_twice_over_http_is_kept_once(node: Node) -> None:
    gap = {
        "id": str(uuid4()),
        "participant": str(seat_of(node.site.world, node.session, node.site.world.tess)),
        "at": node.site.world.clock.at.isoformat(),
        "seconds": 12,
        "reason": "network",
    }
    path = f"/api/media/sessions/{node.session}/gaps"
    assert node.caller.post(path, gap).status == node.caller.post(path, gap).status == 201
    assert node.caller.post(path, gap | {"reason": "boredom"}).code == "invalid"
    assert node.caller.post(path, gap | {"seconds": 13}).code == "conflict"
    gaps = node.site.signed_in("Cleo").get(jobs_path(node.job)).body["gaps"]
    assert [each["seconds"] for each in gaps.values()] == [12.0]


def test_a_node_that_was_not_upgraded_yet_names_the_reason_why(node: Node) -> None:
    gap = {
        "id": str(uuid4()),
        "participant": str(seat_of(node.site.world, node.session, node.site.world.tess)),
        "at": node.site.world.clock.at.isoformat(),
        "seconds": 12,
        "why": "network",
    }
    path = f"/api/media/sessions/{node.session}/gaps"
    view = node.caller.post(path, gap).body
    assert (view["reason"], "why" in view) == ("network", False)
    assert node.caller.post(path, gap | {"why": "boredom"}).code == "invalid"
    assert node.caller.post(path, gap | {"reason": "network"}).code == "invalid"


def test_pages_may_play_media_from_the_origin_of_the_objects(node: Node) -> None:
    settings = context_of(node.site.app).settings
    assert f"media-src 'self' blob: {settings.s3_public_url}" in policy(settings)


def test_a_page_requests_a_recording_consents_and_stops_it(site: Site) -> None:
    world = site.world
    job = open_job(world, world.tess)
    session = live_session(world, job)
    path = jobs_path(job, "sessions", session, "recording")
    eva, tess = site.signed_in("Eva"), site.signed_in("Tess")
    answer = eva.post(path, {"id": str(uuid4())})
    assert (answer.status, answer.body["recording"]["state"]) == (201, "asked")
    for wrong in (
        {},
        {"given": "yes"},
        {"given": "true"},
        {"given": None},
        {"given": True, "x": 1},
    ):
        assert tess.post(f"{path}/consent", wrong).code == "invalid"
    consent = tess.post(f"{path}/consent", {"given": True}).body
    assert consent["recording"]["state"] == "on"
    assert eva.post(f"{path}/stop", {}).body["recording"]["state"] == "stopped"
