"""Invalid facts about recordings from a media node, and the callers who may send none."""

from typing import Any

import pytest

from server.http.request import context_of
from tests.builders.recordings import sha256
from tests.builders.site import jobs_path
from tests.http.node import Node
from tests.http.phone import ask


def test_s3_accepts_only_the_bytes_that_were_announced(node: Node) -> None:
    node.begin()
    content = b"picture and sound"
    presigned = node.announce(1, content).body
    for wrong, status in ((b"picture and noise", 400), (content + b"!", 403), (content[1:], 403)):
        assert ask("PUT", presigned["url"], wrong, presigned["headers"]).status == status
    assert ask("PUT", presigned["url"], content, {}).status == 403
    part = {"number": 1, "size": 17, "sha256": sha256(content), "etag": '"none"'}
    node.parts = [part]
    # Some stores have no record of an upload before its first part.
    assert node.complete(content).code in {"upload_mismatch", "upload_missing"}


@pytest.mark.parametrize(
    "fields",
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
def test_wrong_parts_are_refused_by_name(node: Node, fields: dict[str, Any]) -> None:
    node.begin()
    answer = node.announce(1, b"picture", **fields)
    assert answer.status in {400, 422}
    assert answer.code in {"invalid", "malformed"}


@pytest.mark.parametrize(
    "fields",
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
def test_a_wrong_completion_is_refused_by_its_field(node: Node, fields: dict[str, Any]) -> None:
    node.begin()
    node.put(b"picture")
    assert node.complete(b"picture", **fields).code == "invalid"
    assert node.complete(b"picture").status == 200


@pytest.mark.parametrize("media_type", ["text/html", "image/svg+xml", "video/x-matroska", ""])
def test_a_media_type_that_is_no_recording_is_refused(node: Node, media_type: str) -> None:
    assert node.begin(media_type).code == "invalid"


def test_the_token_of_the_node_opens_the_addresses_of_nodes_alone(node: Node) -> None:
    for path in ("/api/jobs", jobs_path(node.job), "/api/logins/current", "/api/people"):
        assert node.caller.get(path).status == 401, path
    assert node.caller.post(jobs_path(node.job, "notes"), {}).status == 401
    session = jobs_path(node.job, "sessions", node.session, "recording", "stop")
    assert node.caller.post(session, {}).status == 401


def test_no_other_token_opens_the_addresses_of_nodes(node: Node) -> None:
    for name in ("Ada", "Dan", "Eva", "Tess", "Cleo"):
        for kind in ("bearer", "cookie"):
            node.caller = node.site.signed_in(name, kind)
            assert node.begin().status == 401, (name, kind)
    node.caller = node.site.somebody()
    assert node.begin().status == 401
    token = context_of(node.site.app).settings.media_token
    for wrong in (token[:-1], token + "x", token.upper(), "Ü" * 43, ""):
        headers = {"Authorization": f"Bearer {wrong}".encode().decode("latin-1")}
        assert node.caller.post(node.files, {}, headers=headers).status == 401
    node.caller.cookie = token
    assert node.begin().status == 401
