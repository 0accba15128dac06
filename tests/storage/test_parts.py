"""Both stores take an object in parts, as a recording needs it."""

import hashlib
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

import pytest

from smarthands.objects import ObjectStore, SignedPut
from smarthands.recordings.parts import CompletedPart
from storage.memory import MemoryObjects
from tests.builders import phone
from tests.storage.test_object_store import key, memory, sha256, store, unreachable

__all__ = ["key", "memory", "store", "unreachable"]
FIRST, LAST = b"picture " * (5 << 17), b"and sound"


class Node:
    """A media node that puts parts under one key."""

    def __init__(self, store: ObjectStore, memory: MemoryObjects, key: str) -> None:
        self.store, self.memory, self.key = store, memory, key
        self.upload = store.open_parts(key, media_type="video/webm")

    def signed(self, number: int, content: bytes) -> SignedPut:
        return self.store.sign_part(
            self.key, self.upload, number, sha256=sha256(content), size=len(content), seconds=60
        )

    def put(self, number: int, content: bytes, sent: bytes | None = None) -> int:
        signed = self.signed(number, content)
        return phone.put(self.memory, signed.url, signed.headers, content if sent is None else sent)

    def completed_parts(self, *contents: bytes) -> list[CompletedPart]:
        """The parts with these contents, as the store lists them."""
        arrived = self.store.parts(self.key, self.upload) or ()
        by_etag = {part.etag: part for part in arrived}
        pairs = [(by_etag[etag(content)], sha256(content)) for content in contents]
        return [CompletedPart(part.number, part.size, part.etag, digest) for part, digest in pairs]


@pytest.fixture
def node(store: ObjectStore, memory: MemoryObjects, key: str) -> Node:
    return Node(store, memory, key)


def etag(content: bytes) -> str:
    """The ETag that S3 makes of a part."""
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def composite(contents: Sequence[bytes]) -> str:
    digests = b"".join(hashlib.sha256(content).digest() for content in contents)
    return f"{hashlib.sha256(digests).hexdigest()}-{len(contents)}"


def test_parts_become_one_object_with_the_composite_of_their_hashes(
    node: Node, tmp_path: Path
) -> None:
    assert node.put(2, LAST) == 200
    assert node.put(1, FIRST) == 200
    listed = node.store.parts(node.key, node.upload)
    assert listed is not None
    assert [(part.number, part.size) for part in listed] == [(1, len(FIRST)), (2, len(LAST))]
    assert node.store.stat(node.key) is None
    joined_object = node.store.join_parts(node.key, node.upload, node.completed_parts(FIRST, LAST))
    assert (joined_object.size, joined_object.sha256, joined_object.media_type) == (
        len(FIRST + LAST),
        None,
        "video/webm",
    )
    assert joined_object.composite == composite([FIRST, LAST])
    assert node.store.stat(node.key) == joined_object
    node.store.download(node.key, joined_object.version, tmp_path / "file")
    assert (tmp_path / "file").read_bytes() == FIRST + LAST
    assert b"".join(node.store.stream(node.key, joined_object.version)) == FIRST + LAST
    assert node.store.head_of(node.key, joined_object.version, 10) == FIRST[:10]
    assert node.store.head_of(node.key, joined_object.version, 1 << 30) == FIRST + LAST
    assert node.store.parts(node.key, node.upload) is None


def test_joining_twice_makes_one_object(node: Node) -> None:
    node.put(1, LAST)
    completed_parts = node.completed_parts(LAST)
    joined_object = node.store.join_parts(node.key, node.upload, completed_parts)
    assert node.store.join_parts(node.key, node.upload, completed_parts) == joined_object
    assert node.store.versions(node.key) == [(node.key, joined_object.version)]


@pytest.mark.parametrize(
    ("sent", "status"), [(LAST[:-1] + b"!", 400), (LAST + b"!", 403), (LAST[:-1], 403)]
)
def test_other_bytes_than_announced_are_no_part(node: Node, sent: bytes, status: int) -> None:
    assert node.put(1, LAST, sent) == status
    assert not node.store.parts(node.key, node.upload)


def test_a_part_that_is_put_again_replaces_the_first(node: Node) -> None:
    assert (node.put(1, b"one"), node.put(1, LAST)) == (200, 200)
    joined_object = node.store.join_parts(node.key, node.upload, node.completed_parts(LAST))
    assert joined_object.composite == composite([LAST])


def test_parts_other_than_those_that_arrived_make_no_object(node: Node) -> None:
    node.put(1, FIRST)
    node.put(2, LAST)
    first, last = node.completed_parts(FIRST, LAST)
    for wrong in (
        [first, replace(last, sha256=sha256(b"another"))],
        [first, replace(last, etag='"00000000000000000000000000000000"')],
        [first, replace(last, number=3)],
        [last, first],
    ):
        with pytest.raises(ValueError, match="parts"):
            node.store.join_parts(node.key, node.upload, wrong)
    assert node.store.stat(node.key) is None
    assert node.store.join_parts(node.key, node.upload, [first, last]).size == len(FIRST + LAST)


def test_only_the_last_part_may_be_small(node: Node) -> None:
    node.put(1, LAST)
    node.put(2, b"more")
    with pytest.raises(ValueError, match="part"):
        node.store.join_parts(node.key, node.upload, node.completed_parts(LAST, b"more"))


def test_a_dropped_upload_leaves_neither_parts_nor_an_object(node: Node) -> None:
    node.put(1, LAST)
    completed_parts = node.completed_parts(LAST)
    for _ in range(2):
        node.store.drop_parts(node.key, node.upload)
    assert node.store.parts(node.key, node.upload) is None
    assert node.put(2, LAST) == 404
    with pytest.raises(FileNotFoundError):
        node.store.join_parts(node.key, node.upload, completed_parts)
    assert node.store.versions(node.key) == []
    assert node.store.parts(node.key, uuid4().hex) is None


def test_an_unreachable_store_signs_parts_and_raises_for_everything_else(
    unreachable: ObjectStore, key: str
) -> None:
    signed = unreachable.sign_part(key, "u", 1, sha256=sha256(LAST), size=len(LAST), seconds=60)
    assert signed.url
    for ask in (
        lambda: unreachable.open_parts(key, media_type="video/webm"),
        lambda: unreachable.parts(key, "u"),
        lambda: unreachable.join_parts(key, "u", [CompletedPart(1, 1, '"e"', sha256(LAST))]),
        lambda: unreachable.drop_parts(key, "u"),
        lambda: unreachable.head_of(key, "v", 10),
        lambda: list(unreachable.stream(key, "v")),
    ):
        with pytest.raises(ConnectionError):
            ask()
