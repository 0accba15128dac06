"""Both stores take an object as it comes, once and exactly."""

import hashlib
from collections.abc import Iterator

import pytest

from smarthands.objects import ObjectStore
from storage.memory import MemoryObjects
from tests.builders import phone
from tests.storage.test_object_store import PHOTO, key, memory, sha256, signed, store

__all__ = ["key", "memory", "store"]


def pieces(content: bytes) -> Iterator[bytes]:
    yield from (content[at : at + 1000] for at in range(0, len(content), 1000))


def relay(store: ObjectStore, key: str, chunks: Iterator[bytes]) -> None:
    digest = hashlib.sha256(PHOTO).hexdigest()
    store.relay(key, chunks, sha256=digest, media_type="image/jpeg", size=len(PHOTO))


def test_what_is_relayed_is_there_as_if_it_had_been_put_and_says_so(
    store: ObjectStore, key: str
) -> None:
    relay(store, key, pieces(PHOTO))
    there = store.stat(key)
    assert there is not None
    assert (there.size, there.sha256, there.media_type) == (len(PHOTO), sha256(PHOTO), "image/jpeg")
    assert (there.relayed, list(there.unsigned)) == (True, [])
    relay(store, key, pieces(PHOTO))
    assert store.stat(key) == there


def test_what_a_phone_put_stays_and_is_not_relayed(
    store: ObjectStore, memory: MemoryObjects, key: str
) -> None:
    ticket = signed(store, key)
    assert phone.put(memory, ticket.url, ticket.headers, PHOTO) == 200
    relay(store, key, pieces(PHOTO))
    there = store.stat(key)
    assert there is not None
    assert not there.relayed


def test_other_bytes_leave_nothing(store: ObjectStore, key: str) -> None:
    with pytest.raises(ValueError, match="announced"):
        relay(store, key, pieces(PHOTO[:-1] + b"x"))
    assert store.stat(key) is None


def test_bytes_that_stop_coming_leave_nothing(store: ObjectStore, key: str) -> None:
    def broken_off() -> Iterator[bytes]:
        yield PHOTO[:1000]
        raise LookupError("the phone is gone")

    with pytest.raises(LookupError):
        relay(store, key, broken_off())
    assert store.stat(key) is None
