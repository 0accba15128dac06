"""The evidence bucket: versioned, able to lock, closed to strangers, open to the pages' origin."""

import threading
from collections.abc import Iterator
from dataclasses import replace
from http.server import ThreadingHTTPServer
from urllib.parse import urlsplit

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError
from mypy_boto3_s3 import S3Client

from storage import seaweed
from storage.bucket import prepare_bucket
from tests.running.web import answer
from tests.running.without_cors import WithoutCors

ORIGIN = "https://help.firm.test"


def client_of(address: seaweed.SeaweedAddress) -> S3Client:
    return boto3.client(
        "s3",
        endpoint_url=address.url,
        region_name="us-east-1",
        aws_access_key_id=address.access_key,
        aws_secret_access_key=address.secret_key,
        config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
    )


@pytest.fixture(scope="module")
def address(tmp_path_factory: pytest.TempPathFactory) -> Iterator[seaweed.SeaweedAddress]:
    folder = tmp_path_factory.mktemp("bucket") / "objects"
    with seaweed.running(folder, origins=[ORIGIN]) as started:
        yield started


def test_the_bucket_keeps_every_version_and_can_lock(address: seaweed.SeaweedAddress) -> None:
    client = client_of(address)
    assert client.get_bucket_versioning(Bucket="evidence")["Status"] == "Enabled"
    lock = client.get_object_lock_configuration(Bucket="evidence")["ObjectLockConfiguration"]
    assert lock["ObjectLockEnabled"] == "Enabled"
    assert "Rule" not in lock


def test_preparing_a_bucket_again_changes_nothing_but_the_origins(
    address: seaweed.SeaweedAddress,
) -> None:
    client = client_of(address)
    prepare_bucket(client, "again", ["https://old.firm.test"])
    client.put_object(Bucket="again", Key="photo", Body=b"photo")
    assert prepare_bucket(client, "again", [ORIGIN]) == []
    assert client.get_object(Bucket="again", Key="photo")["Body"].read() == b"photo"
    rules = client.get_bucket_cors(Bucket="again")["CORSRules"]
    assert [rule["AllowedOrigins"] for rule in rules] == [[ORIGIN]]


def test_a_foreign_bucket_gets_versions_and_locks(
    address: seaweed.SeaweedAddress,
) -> None:
    client = client_of(address)
    client.create_bucket(Bucket="theirs")
    prepare_bucket(client, "theirs", [ORIGIN])
    assert client.get_bucket_versioning(Bucket="theirs")["Status"] == "Enabled"
    assert client.get_object_lock_configuration(Bucket="theirs")


def test_a_locked_version_can_not_be_removed(address: seaweed.SeaweedAddress) -> None:
    client = client_of(address)
    put = client.put_object(Bucket="evidence", Key="held", Body=b"proof")
    version = put["VersionId"]
    client.put_object_legal_hold(
        Bucket="evidence", Key="held", VersionId=version, LegalHold={"Status": "ON"}
    )
    with pytest.raises(ClientError):
        client.delete_object(Bucket="evidence", Key="held", VersionId=version)
    kept = client.get_object(Bucket="evidence", Key="held", VersionId=version)
    assert kept["Body"].read() == b"proof"


def test_strangers_are_refused(address: seaweed.SeaweedAddress) -> None:
    client_of(address).put_object(Bucket="evidence", Key="secret", Body=b"x")
    for method, path in (
        ("GET", "/"),
        ("GET", "/evidence"),
        ("GET", "/evidence/secret"),
        ("PUT", "/evidence/planted"),
        ("DELETE", "/evidence/secret"),
        ("PUT", "/planted-bucket"),
    ):
        assert answer(address.url + path, method).status == 403, (method, path)


def test_writing_to_an_unknown_bucket_does_not_create_it(address: seaweed.SeaweedAddress) -> None:
    with pytest.raises(ClientError, match="NoSuchBucket"):
        client_of(address).put_object(Bucket="nowhere", Key="photo", Body=b"x")


def test_browsers_may_put_objects_from_our_pages_alone(
    address: seaweed.SeaweedAddress,
) -> None:
    headers = {
        "Access-Control-Request-Method": "PUT",
        "Access-Control-Request-Headers": "content-type,x-amz-checksum-sha256",
    }
    ours = answer(f"{address.url}/evidence/x", "OPTIONS", {"Origin": ORIGIN, **headers})
    assert ours.status == 200
    assert ours.headers["Access-Control-Allow-Origin"] == ORIGIN
    theirs = answer(
        f"{address.url}/evidence/x", "OPTIONS", {"Origin": "https://evil.test", **headers}
    )
    assert theirs.headers["Access-Control-Allow-Origin"] is None


def test_a_server_without_cors_per_bucket_is_used_and_the_operator_is_warned(
    address: seaweed.SeaweedAddress,
) -> None:
    parts = urlsplit(address.url)
    assert parts.hostname
    assert parts.port
    WithoutCors.behind = parts.hostname, parts.port
    with ThreadingHTTPServer(("127.0.0.1", 0), WithoutCors) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        client = client_of(replace(address, url=f"http://127.0.0.1:{server.server_port}"))
        left = prepare_bucket(client, "elsewhere", [ORIGIN])
        assert left == [f"this S3 keeps no CORS per bucket: let it admit {ORIGIN}"]
        assert client.get_bucket_versioning(Bucket="elsewhere")["Status"] == "Enabled"
        server.shutdown()
