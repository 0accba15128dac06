"""A node's files over HTTP, with a real S3: from its first part to what Cleo plays and jumps in."""

import hashlib
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from flask import Flask

from server.headers import policy
from server.request import house_of
from smarthands import sharing
from tests.builders.clips import clip, sound
from tests.builders.jobs import open_job
from tests.builders.recordings import on, seat_of, sha256
from tests.builders.sessions import live
from tests.builders.site import Answer, Caller, Site, jobs_path, share_link
from tests.http.phone import Stored, ask
from workers.loop import Worker

PART = 5 << 20


@dataclass
class Node:
    """A media node in a session of Tess and Eva, who have consented."""

    site: Site
    job: UUID
    session: UUID
    recording: UUID
    caller: Caller
    file: str = field(default_factory=lambda: str(uuid4()))
    parts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def files(self) -> str:
        return f"/api/media/recordings/{self.recording}/files"

    def begin(self, media_type: str = "video/webm", **said: Any) -> Answer:
        body = {
            "id": self.file,
            "participant": str(seat_of(self.site.world, self.session, self.site.world.tess)),
            "media_type": media_type,
            "begun_at": self.site.world.clock.at.isoformat(),
        }
        return self.caller.post(self.files, body | said)

    def announce(self, place: int, content: bytes, **said: Any) -> Answer:
        part = {"number": place, "size": len(content), "sha256": sha256(content)}
        return self.caller.post(f"{self.files}/{self.file}/parts", part | said)

    def put(self, content: bytes) -> None:
        number = len(self.parts) + 1
        signed = self.announce(number, content).body
        answer = ask("PUT", signed["url"], content, signed["headers"])
        assert answer.status == 200, answer.data
        part = {"number": number, "size": len(content), "sha256": sha256(content)}
        self.parts.append({**part, "etag": answer.headers["ETag"]})

    def complete(self, content: bytes, **said: Any) -> Answer:
        whole = {
            "size": len(content),
            "sha256": sha256(content),
            "seconds": 20.0,
            "parts": self.parts,
            "gaps": [{"at": 3.0, "seconds": 1.5, "reason": "nobody_there"}],
        }
        return self.caller.post(f"{self.files}/{self.file}/complete", whole | said)

    def film(self, content: bytes, media_type: str = "video/webm") -> Answer:
        assert self.begin(media_type).status == 201
        for at in range(0, len(content), PART):
            self.put(content[at : at + PART])
        return self.complete(content)


def node_of(site: Site, app: Flask) -> Caller:
    caller = site.somebody()
    caller.token = house_of(app).settings.media_token
    return caller


@pytest.fixture
def node(s3_site: Site, app: Flask) -> Node:
    world = s3_site.world
    job = open_job(world, world.tess)
    session = live(world, job)
    return Node(s3_site, job, session, on(world, job, session), node_of(s3_site, app))


def work(node: Node) -> None:
    worker = Worker(node.site.world.kit)
    for _ in range(10):
        worker.step()


def played(caller: Caller, path: str, headers: dict[str, str]) -> Stored:
    redirect = caller.get(path)
    assert (redirect.status, redirect.headers["Cache-Control"]) == (302, "no-store")
    return ask("GET", redirect.headers["Location"], None, headers)


def test_it_is_played_jumped_in_read_again_and_has_a_poster(node: Node, tmp_path: Path) -> None:
    content = clip("webm", size=(1280, 720), seconds=2) + bytes(PART)  # two parts; the rest is void
    made = node.film(content).body
    assert (made["kind"], made["sha256"], made["size"]) == (
        "recording",
        sha256(content),
        len(content),
    )
    work(node)
    cleo = node.site.signed_in("Cleo")
    path = jobs_path(node.job, "evidence", node.file, "recording")
    whole = played(cleo, path, {})
    assert hashlib.sha256(whole.data).hexdigest() == made["sha256"]
    assert whole.headers["Content-Type"] == "video/webm"
    assert whole.headers["Content-Disposition"] == "inline"
    middle = played(cleo, path, {"Range": f"bytes={PART - 5}-{PART + 4}"})
    assert (middle.status, middle.data) == (206, content[PART - 5 : PART + 5])
    assert middle.headers["Content-Range"] == f"bytes {PART - 5}-{PART + 4}/{len(content)}"
    shown = cleo.get(jobs_path(node.job)).body
    item = shown["evidence"][node.file]
    assert (item["problem"], item["width"], item["height"]) == (None, 1280, 720)
    assert item["verified_at"] is not None
    assert item["media_type"] == "video/webm"
    poster = played(cleo, jobs_path(node.job, "evidence", node.file, "pictures", "large"), {})
    assert (poster.status, poster.headers["Content-Type"]) == (200, "image/jpeg")
    assert [gap["why"] for gap in shown["gaps"].values()] == ["nobody_there"]
    chapters = cleo.get(jobs_path(node.job, "evidence", node.file, "chapters")).body["items"]
    assert [each["kind"] for each in chapters] == ["consent", "consent", "gap"]


def test_a_share_plays_it_until_it_is_taken_back(node: Node) -> None:
    node.film(clip("webm"))
    token, share = share_link(node.site.world, node.job)
    path = f"/api/shares/{token}/evidence/{node.file}/recording"
    holder = node.site.somebody()
    assert played(holder, path, {"Range": "bytes=0-3"}).data == b"\x1a\x45\xdf\xa3"
    assert holder.get(path.replace("recording", "chapters")).status == 200
    sharing.revoke(node.site.world.kit, node.site.world.dan, node.job, share)
    assert holder.get(path).status == 410


def test_sound_alone_is_verified_and_has_no_poster(node: Node) -> None:
    node.film(sound(), "audio/webm")
    work(node)
    item = node.site.signed_in("Tess").get(jobs_path(node.job)).body["evidence"][node.file]
    assert (item["problem"], item["width"], item["renditions"]) == (None, None, {})
    assert item["verified_at"] is not None


def test_no_picture_of_it_is_no_reason_not_to_keep_it(node: Node) -> None:
    node.film(b"\x1a\x45\xdf\xa3 and then nothing")
    work(node)
    item = node.site.signed_in("Tess").get(jobs_path(node.job)).body["evidence"][node.file]
    assert item["problem"] == "damaged"
    assert item["verified_at"] is not None


def test_another_hash_than_the_node_said_is_told(node: Node) -> None:
    content = clip("webm")
    node.begin()
    node.put(content)
    assert node.complete(content, sha256="0" * 64).status == 200
    work(node)
    cleo = node.site.signed_in("Cleo")
    item = cleo.get(jobs_path(node.job)).body["evidence"][node.file]
    assert (item["problem"], item["verified_at"]) == ("altered", None)


def test_s3_takes_no_other_bytes_than_announced(node: Node) -> None:
    node.begin()
    content = b"picture and sound"
    signed = node.announce(1, content).body
    for wrong, status in ((b"picture and noise", 400), (content + b"!", 403), (content[1:], 403)):
        assert ask("PUT", signed["url"], wrong, signed["headers"]).status == status
    assert ask("PUT", signed["url"], content, {}).status == 403
    part = {"number": 1, "size": 17, "sha256": sha256(content), "etag": '"none"'}
    node.parts = [part]
    # Some stores know of no upload before its first part.
    assert node.complete(content).code in {"upload_mismatch", "upload_missing"}


@pytest.mark.parametrize(
    "said",
    [
        {"number": 0},
        {"number": 10_001},
        {"number": -1},
        {"number": "1"},
        {"number": 10**400},
        {"size": 0},
        {"size": (64 << 20) + 1},
        {"size": 1.5},
        {"sha256": "x"},
        {"sha256": "A" * 64},
        {"more": 1},
    ],
    ids=str,
)
def test_wrong_parts_are_refused_by_name(node: Node, said: dict[str, Any]) -> None:
    node.begin()
    answer = node.announce(1, b"picture", **said)
    assert answer.status in {400, 422}
    assert answer.code in {"invalid", "malformed"}


@pytest.mark.parametrize(
    "said",
    [
        {"parts": []},
        {"parts": [{"number": 1}]},
        {"size": 0},
        {"size": 2**60},
        {"seconds": -1},
        {"seconds": 1e9},
        {"gaps": [{"at": 1, "seconds": 1, "reason": "bored"}]},
        {"gaps": [{"at": -1, "seconds": 1, "reason": "paused"}]},
        {"gaps": [{"at": 1, "seconds": 1, "reason": "paused"}] * 2001},
        {"sha256": None},
    ],
    ids=lambda said: str(said)[:40],
)
def test_wrong_ends_are_refused_by_name(node: Node, said: dict[str, Any]) -> None:
    node.begin()
    node.put(b"picture")
    assert node.complete(b"picture", **said).code == "invalid"
    assert node.complete(b"picture").status == 200


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "video/x-matroska", ""])
def test_only_what_is_recorded_is_kept(node: Node, media_type: str) -> None:
    assert node.begin(media_type).code == "invalid"


def test_the_nodes_token_opens_its_own_addresses_and_no_other(node: Node) -> None:
    for path in ("/api/jobs", jobs_path(node.job), "/api/logins/current", "/api/people"):
        assert node.caller.get(path).status == 401, path
    assert node.caller.post(jobs_path(node.job, "notes"), {}).status == 401
    session = jobs_path(node.job, "sessions", node.session, "recording", "stop")
    assert node.caller.post(session, {}).status == 401


def test_nobody_elses_token_opens_them(node: Node) -> None:
    for name in ("Ada", "Dan", "Eva", "Tess", "Cleo"):
        for kind in ("bearer", "cookie"):
            node.caller = node.site.signed_in(name, kind)
            assert node.begin().status == 401, (name, kind)
    node.caller = node.site.somebody()
    assert node.begin().status == 401
    token = house_of(node.site.app).settings.media_token
    for wrong in (token[:-1], token + "x", token.upper(), "Ü" * 43, ""):
        headers = {"Authorization": f"Bearer {wrong}".encode().decode("latin-1")}
        assert node.caller.post(node.files, {}, headers=headers).status == 401
    node.caller.cookie = token
    assert node.begin().status == 401


def test_a_still_from_the_video_comes_by_http_too(node: Node) -> None:
    eva, still = node.site.signed_in("Eva"), str(uuid4())
    eva.post(jobs_path(node.job, "sessions", node.session, "stills"), {"id": still})
    content = b"\xff\xd8\xff a frame"
    path = f"/api/media/sessions/{node.session}/stills/{still}"
    body = {"size": len(content), "sha256": sha256(content)}
    ticket = node.caller.post(f"{path}/upload", body).body
    assert ask("PUT", ticket["put"]["url"], content, ticket["put"]["headers"]).status == 200
    assert node.caller.post(f"{path}/seal", {}).body["source"] == "video"
    assert eva.get(jobs_path(node.job)).body["stills"][still]["state"] == "taken"


def test_a_gap_comes_by_http_and_twice_is_once(node: Node) -> None:
    gap = {
        "id": str(uuid4()),
        "participant": str(seat_of(node.site.world, node.session, node.site.world.tess)),
        "at": node.site.world.clock.at.isoformat(),
        "seconds": 12,
        "why": "network",
    }
    path = f"/api/media/sessions/{node.session}/gaps"
    assert node.caller.post(path, gap).status == node.caller.post(path, gap).status == 201
    assert node.caller.post(path, gap | {"why": "boredom"}).code == "invalid"
    assert node.caller.post(path, gap | {"seconds": 13}).code == "conflict"
    gaps = node.site.signed_in("Cleo").get(jobs_path(node.job)).body["gaps"]
    assert [each["seconds"] for each in gaps.values()] == [12.0]


def test_pages_may_play_what_the_objects_origin_has(node: Node) -> None:
    settings = house_of(node.site.app).settings
    assert f"media-src 'self' blob: {settings.s3_public_url}" in policy(settings)


def test_a_page_asks_answers_and_stops(site: Site) -> None:
    world = site.world
    job = open_job(world, world.tess)
    session = live(world, job)
    path = jobs_path(job, "sessions", session, "recording")
    eva, tess = site.signed_in("Eva"), site.signed_in("Tess")
    asked = eva.post(path, {"id": str(uuid4())})
    assert (asked.status, asked.body["recording"]["state"]) == (201, "asked")
    for wrong in (
        {},
        {"given": "yes"},
        {"given": "true"},
        {"given": None},
        {"given": True, "x": 1},
    ):
        assert tess.post(f"{path}/consent", wrong).code == "invalid"
    answered = tess.post(f"{path}/consent", {"given": True}).body
    assert answered["recording"]["state"] == "on"
    assert eva.post(f"{path}/stop", {}).body["recording"]["state"] == "stopped"
