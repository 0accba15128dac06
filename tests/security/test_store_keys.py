"""Two keys for the evidence's store: one puts and gets below `jobs/`, the other lists and deletes.

The policies are those that docs/deploying.md has for other providers.
"""

import json
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from botocore.exceptions import ClientError
from mypy_boto3_s3 import S3Client

from storage import seaweed
from storage.bucket import prepare_or_use
from storage.policies import evidence_policy, sweep_policy
from storage.s3 import S3Objects, S3Settings, open_client
from storage.seaweed import KeyPair
from tests.running.test_bucket import client_of

EVIDENCE = KeyPair("theevidencekey", "the evidence's secret key")
SWEEPS = KeyPair("thesweepskey", "the sweeps' secret key")
DEPLOYING = Path(__file__).resolve().parents[2] / "docs" / "deploying.md"


@pytest.fixture(scope="module")
def store(tmp_path_factory: pytest.TempPathFactory) -> Iterator[seaweed.SeaweedAddress]:
    folder = tmp_path_factory.mktemp("keys") / "objects"
    with seaweed.running(folder, evidence=EVIDENCE, sweeps=SWEEPS) as address:
        yield address


def client(store: seaweed.SeaweedAddress, pair: KeyPair) -> S3Client:
    return open_client(settings(store, pair), store.url)


def settings(store: seaweed.SeaweedAddress, pair: KeyPair) -> S3Settings:
    keys = pair.access_key, pair.secret_key
    return S3Settings(store.url, store.url, *keys, store.bucket, "us-east-1")


def photo(store: seaweed.SeaweedAddress, key: str = "jobs/1/2/original") -> str:
    """The version of a new object, put by the administrator."""
    return client_of(store).put_object(Bucket="evidence", Key=key, Body=b"photo")["VersionId"]


def refused(act: Callable[[], Any]) -> bool:
    """Whether the store says that this key may not; deleting many says so for each."""
    try:
        return bool(act().get("Errors"))
    except ClientError as error:
        return error.response["ResponseMetadata"]["HTTPStatusCode"] == 403


def test_the_evidences_key_puts_and_gets_and_does_nothing_else(
    store: seaweed.SeaweedAddress,
) -> None:
    version = photo(store)
    s3 = client(store, EVIDENCE)
    where: dict[str, Any] = {"Bucket": "evidence", "Key": "jobs/1/2/original"}
    s3.put_object(**where, Body=b"photo")
    assert s3.get_object(**where, VersionId=version)["Body"].read() == b"photo"
    upload = s3.create_multipart_upload(Bucket="evidence", Key="jobs/1/3/original")["UploadId"]
    s3.abort_multipart_upload(Bucket="evidence", Key="jobs/1/3/original", UploadId=upload)
    for act in (
        lambda: s3.delete_object(**where),
        lambda: s3.delete_object(**where, VersionId=version),
        lambda: s3.delete_objects(Bucket="evidence", Delete={"Objects": [{"Key": where["Key"]}]}),
        lambda: s3.list_objects_v2(Bucket="evidence"),
        lambda: s3.list_object_versions(Bucket="evidence", Prefix="jobs/"),
        lambda: s3.put_object(Bucket="evidence", Key="elsewhere", Body=b"x"),
        lambda: s3.put_object(Bucket="evidence", Key="jobsite", Body=b"x"),
        *settings_of_the_bucket(s3),
    ):
        assert refused(act)
    assert client_of(store).get_object(**where, VersionId=version)["Body"].read() == b"photo"


def test_the_sweeps_key_lists_and_deletes_and_reads_nothing(store: seaweed.SeaweedAddress) -> None:
    version = photo(store, "jobs/1/4/original")
    elsewhere = photo(store, "elsewhere")
    s3 = client(store, SWEEPS)
    where: dict[str, Any] = {"Bucket": "evidence", "Key": "jobs/1/4/original"}
    listed = s3.list_object_versions(Bucket="evidence", Prefix="jobs/1/4/")
    assert [row["VersionId"] for row in listed["Versions"]] == [version]
    for act in (
        lambda: s3.get_object(**where),
        lambda: s3.get_object(**where, VersionId=version),
        lambda: s3.put_object(**where, Body=b"another"),
        lambda: s3.delete_object(Bucket="evidence", Key="elsewhere", VersionId=elsewhere),
        *settings_of_the_bucket(s3),
    ):
        assert refused(act)
    s3.delete_object(**where, VersionId=version)
    left = client_of(store).list_object_versions(Bucket="evidence", Prefix="jobs/1/4/")
    assert left.get("Versions", []) == []


def settings_of_the_bucket(s3: S3Client) -> list[Callable[[], Any]]:
    anybody = {
        "Version": "2012-10-17",
        "Statement": [
            {
                "Effect": "Allow",
                "Principal": "*",
                "Action": "s3:GetObject",
                "Resource": "arn:aws:s3:::evidence/*",
            }
        ],
    }
    return [
        lambda: s3.put_bucket_versioning(
            Bucket="evidence", VersioningConfiguration={"Status": "Suspended"}
        ),
        lambda: s3.put_bucket_policy(Bucket="evidence", Policy=json.dumps(anybody)),
        lambda: s3.put_bucket_cors(Bucket="evidence", CORSConfiguration={"CORSRules": []}),
        lambda: s3.delete_bucket(Bucket="evidence"),
    ]


def test_the_object_store_sweeps_with_the_second_key(store: seaweed.SeaweedAddress) -> None:
    keys = SWEEPS.access_key, SWEEPS.secret_key
    plain = settings(store, EVIDENCE)
    both = S3Settings(
        store.url, store.url, plain.access_key, plain.secret_key, store.bucket, "us-east-1", *keys
    )
    version = S3Objects(both).put("jobs/1/5/original", b"photo", media_type="image/jpeg").version
    with pytest.raises(ConnectionError):
        S3Objects(plain).versions("jobs/1/5/")
    with pytest.raises(ConnectionError):
        S3Objects(plain).delete("jobs/1/5/original", version)
    assert S3Objects(both).versions("jobs/1/5/") == [("jobs/1/5/original", version)]
    S3Objects(both).delete("jobs/1/5/original", version)
    assert S3Objects(both).versions("jobs/1/5/") == []


def test_the_store_answers_whoever_may_use_it_and_nobody_else(
    store: seaweed.SeaweedAddress,
) -> None:
    assert S3Objects(settings(store, EVIDENCE)).answers()
    stranger = KeyPair(EVIDENCE.access_key, "a secret that is not hers")
    assert not S3Objects(settings(store, stranger)).answers()


def test_a_key_that_may_not_prepare_the_bucket_is_used_and_the_operator_told(
    store: seaweed.SeaweedAddress,
) -> None:
    origins = ["https://help.firm.test"]
    [sentence] = prepare_or_use(client(store, EVIDENCE), "evidence", origins)
    assert "storage.bucket" in sentence
    stranger = KeyPair("nobodyskey", "a secret that is not hers")
    with pytest.raises(ClientError):
        prepare_or_use(client(store, stranger), "evidence", origins)


def test_keys_of_an_earlier_start_open_nothing(tmp_path: Path) -> None:
    folder = tmp_path / "objects"
    with seaweed.running(folder, evidence=EVIDENCE, sweeps=SWEEPS) as first:
        photo(first)
    renewed = KeyPair("therenewedkey", "the renewed secret key")
    with seaweed.running(folder, evidence=renewed, sweeps=SWEEPS) as second:
        where: dict[str, Any] = {"Bucket": "evidence", "Key": "jobs/1/2/original"}
        assert client(second, renewed).get_object(**where)["Body"].read() == b"photo"
        assert refused(lambda: client(second, EVIDENCE).get_object(**where))


def test_the_documented_policies_are_the_tested_ones() -> None:
    documented = re.findall(r"```json\n(.*?)```", DEPLOYING.read_text(encoding="utf-8"), re.DOTALL)
    assert [json.loads(text) for text in documented] == [
        evidence_policy("evidence", lists=True),
        sweep_policy("evidence"),
    ]
