"""The store in memory and a real S3 keep the same promises to operations."""

import hashlib
import socket
import urllib.error
import urllib.request
from pathlib import Path
from uuid import uuid4

import pytest

from smarthands.objects import ObjectStore, SignedPut
from storage.memory import MemoryObjects
from storage.s3 import S3Objects, S3Settings
from tests.builders import phone

PHOTO = b"\xff\xd8\xff the bytes of a photo" * 100


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


@pytest.fixture
def memory() -> MemoryObjects:
    return MemoryObjects()


@pytest.fixture(params=["memory", "s3"])
def store(request: pytest.FixtureRequest, memory: MemoryObjects) -> ObjectStore:
    if request.param == "memory":
        return memory
    return S3Objects(request.getfixturevalue("s3_settings"))


@pytest.fixture
def key() -> str:
    return f"jobs/{uuid4()}/{uuid4()}/original"


def signed(store: ObjectStore, key: str, content: bytes = PHOTO) -> SignedPut:
    return store.sign_put(
        key, sha256=sha256(content), media_type="image/jpeg", size=len(content), seconds=60
    )


def test_the_store_names_size_hash_type_and_version(
    store: ObjectStore, key: str, tmp_path: Path
) -> None:
    put = store.put(key, PHOTO, media_type="image/jpeg")
    info = store.stat(key)
    assert info is not None
    assert (info.size, info.sha256, info.media_type) == (len(PHOTO), sha256(PHOTO), "image/jpeg")
    assert info.version == put.version
    assert put.version
    store.download(key, put.version, tmp_path / "photo")
    assert (tmp_path / "photo").read_bytes() == PHOTO


def test_an_object_that_never_was_is_none_or_not_found(
    store: ObjectStore, key: str, tmp_path: Path
) -> None:
    assert store.stat(key) is None
    assert store.versions(key) == []
    version = store.put(key, PHOTO, media_type="image/jpeg").version
    for missing_key, missing_version in ((key + "x", version), (key, uuid4().hex)):
        with pytest.raises(FileNotFoundError):
            store.download(missing_key, missing_version, tmp_path / "photo")
    assert not (tmp_path / "photo").exists()


def test_a_phone_puts_exactly_the_announced_bytes_once(
    store: ObjectStore, memory: MemoryObjects, key: str
) -> None:
    put = signed(store, key)
    assert phone.put(memory, put.url, put.headers, PHOTO) == 200
    first = store.stat(key)
    assert first is not None
    assert first.sha256 == sha256(PHOTO)
    again = signed(store, key)
    assert phone.put(memory, again.url, again.headers, PHOTO) == 412
    assert store.stat(key) == first


@pytest.mark.parametrize(
    ("fault", "status"), [("hash", 400), ("length", 403), ("shorter", 403), ("type", 403)]
)
def test_other_bytes_than_announced_leave_nothing(
    store: ObjectStore, memory: MemoryObjects, key: str, fault: str, status: int
) -> None:
    put = signed(store, key)
    content = {"hash": PHOTO[:-1] + b"x", "length": PHOTO + b"x", "shorter": PHOTO[:-1]}
    headers = dict(put.headers) | ({"Content-Type": "text/html"} if fault == "type" else {})
    assert phone.put(memory, put.url, headers, content.get(fault, PHOTO)) == status
    assert store.stat(key) is None


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("Content-Encoding", "gzip"),
        ("Content-Encoding", "identity"),
        ("Content-Language", "de"),
        ("Content-Disposition", "attachment"),
    ],
)
def test_a_header_that_describes_the_object_unasked_is_named(
    store: ObjectStore, memory: MemoryObjects, key: str, name: str, value: str
) -> None:
    put = signed(store, key)
    assert phone.put(memory, put.url, {**put.headers, name: value}, PHOTO) == 200
    stored = store.stat(key)
    assert stored is not None
    assert stored.sha256 == sha256(PHOTO)
    assert list(stored.unsigned) == [name]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("x-amz-meta-note", "x"),
        ("x-amz-tagging", "a=b"),
        ("x-amz-storage-class", "STANDARD_IA"),
        ("x-amz-website-redirect-location", "/elsewhere"),
        ("x-amz-acl", "public-read"),
        ("x-amz-object-lock-mode", "GOVERNANCE"),
        ("x-amz-server-side-encryption", "AES256"),
    ],
)
def test_s3_refuses_every_header_of_its_own_that_is_not_signed(
    s3_settings: S3Settings, memory: MemoryObjects, key: str, name: str, value: str
) -> None:
    store = S3Objects(s3_settings)
    put = signed(store, key)
    assert phone.put(memory, put.url, {**put.headers, name: value}, PHOTO) == 403
    assert store.stat(key) is None


@pytest.mark.parametrize("name", ["Cache-Control", "Expires"])
def test_how_long_a_browser_keeps_an_object_is_not_its_senders_to_say(
    s3_settings: S3Settings, memory: MemoryObjects, key: str, name: str
) -> None:
    store = S3Objects(s3_settings)
    put = signed(store, key)
    value = {"Cache-Control": "max-age=31536000", "Expires": "Wed, 21 Oct 2099 07:28:00 GMT"}[name]
    assert phone.put(memory, put.url, {**put.headers, name: value}, PHOTO) == 200
    stored = store.stat(key)
    assert stored is not None
    assert not stored.unsigned
    url = store.sign_get(
        key, stored.version, media_type="image/jpeg", disposition="inline", seconds=60
    )
    with urllib.request.urlopen(url, timeout=10) as answer:
        # Where both are there, a browser goes by max-age (RFC 9111, section 5.3).
        assert answer.headers["Cache-Control"] == "private, max-age=60"
        assert answer.read() == PHOTO


def test_a_newer_version_does_not_replace_the_older(
    store: ObjectStore, key: str, tmp_path: Path
) -> None:
    old = store.put(key, PHOTO, media_type="image/jpeg")
    new = store.put(key, b"other", media_type="image/png")
    assert old.version != new.version
    latest = store.stat(key)
    assert latest is not None
    assert latest.version == new.version
    store.download(key, old.version, tmp_path / "old")
    assert (tmp_path / "old").read_bytes() == PHOTO


def test_versions_are_listed_and_deleted_one_by_one(store: ObjectStore, key: str) -> None:
    old = store.put(key, PHOTO, media_type="image/jpeg").version
    new = store.put(key, PHOTO, media_type="image/jpeg").version
    rendition = store.put(key + ".jpg", PHOTO, media_type="image/jpeg").version
    other = f"jobs/{uuid4()}/x"
    store.put(other, PHOTO, media_type="image/jpeg")
    prefix = key.removesuffix("original")
    assert set(store.versions(prefix)) == {(key, old), (key, new), (key + ".jpg", rendition)}
    for _ in range(2):
        store.delete(key, new)
    info = store.stat(key)
    assert info is not None
    assert info.version == old
    store.delete(key, old)
    assert store.stat(key) is None
    assert store.versions(prefix) == [(key + ".jpg", rendition)]
    assert store.versions(other) != []


@pytest.fixture(params=["memory", "s3"])
def unreachable(request: pytest.FixtureRequest, memory: MemoryObjects) -> ObjectStore:
    memory.away = True
    if request.param == "memory":
        return memory
    with socket.create_server(("127.0.0.1", 0)) as listener:  # closed again, so that nobody listens
        url = f"http://127.0.0.1:{listener.getsockname()[1]}"
    return S3Objects(S3Settings(url, url, "key", "secret", "evidence", "us-east-1"))


def test_an_unreachable_store_signs_addresses_and_raises_for_everything_else(
    unreachable: ObjectStore, key: str, tmp_path: Path
) -> None:
    assert signed(unreachable, key).url
    assert unreachable.sign_get(key, "v", media_type="image/jpeg", disposition="inline", seconds=60)
    assert unreachable.answers() is False
    for ask in (
        lambda: unreachable.stat(key),
        lambda: unreachable.put(key, PHOTO, media_type="image/jpeg"),
        lambda: unreachable.download(key, "v", tmp_path / "photo"),
        lambda: unreachable.versions(key),
        lambda: unreachable.delete(key, "v"),
    ):
        with pytest.raises(ConnectionError):
            ask()


class TestSignedPictures:
    """A signed address of a real S3 serves one version for a while, with our media type."""

    def test_type_disposition_and_version_are_pinned(
        self, s3_settings: S3Settings, key: str
    ) -> None:
        objects = S3Objects(s3_settings)
        version = objects.put(key, PHOTO, media_type="text/html").version
        objects.put(key, b"<script>", media_type="text/html")
        name = 'attachment; filename="photo.jpg"'
        url = objects.sign_get(key, version, media_type="image/jpeg", disposition=name, seconds=60)
        with urllib.request.urlopen(url, timeout=10) as answer:
            assert answer.read() == PHOTO
            assert answer.headers["Content-Type"] == "image/jpeg"
            assert answer.headers["Content-Disposition"] == name
            assert answer.headers["Cache-Control"] == "private, max-age=60"
        with pytest.raises(urllib.error.HTTPError) as refused:
            urllib.request.urlopen(url.replace("image%2Fjpeg", "text%2Fhtml"), timeout=10)
        refused.value.close()
        assert refused.value.code == 403

    def test_a_put_without_the_announced_hash_is_refused(
        self, s3_settings: S3Settings, memory: MemoryObjects, key: str
    ) -> None:
        objects = S3Objects(s3_settings)
        put = signed(objects, key)
        headers = {"Content-Type": "image/jpeg"}
        assert phone.put(memory, put.url, headers, PHOTO) == 403
        assert objects.stat(key) is None
