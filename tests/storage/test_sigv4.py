"""Our presigned addresses equal those of botocore, word for word."""

from datetime import UTC, datetime
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from storage.s3 import S3Objects, S3Settings, open_client
from storage.sigv4 import Signer

KEYS = "AKIDEXAMPLE", "wJalrXUtnFEMI/K7MDENG+bPxRfiCYEXAMPLEKEY"
KEY = "jobs/1b4e28ba-2fa1-11d2-883f-0016d3cca427/ü é+~(1)/original"
SHA256 = "9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08"
URLS = [
    "http://127.0.0.1:8333",
    "https://s3.eu-central-1.amazonaws.com",
    "http://objects.firm.test:80",
    "https://objects.firm.test:443",
    "https://[2001:db8::1]:9000",
]


def settings(url: str) -> S3Settings:
    return S3Settings(url, url, *KEYS, "evidence.firm", "eu-central-1")


def parts(url: str) -> tuple[str, str, dict[str, list[str]]]:
    split = urlsplit(url)
    return split.netloc, split.path, parse_qs(split.query, strict_parsing=True)


def signed_by_botocore(url: str, verb: str, **params: Any) -> str:
    client = open_client(settings(url), url)
    parameters = {"Bucket": "evidence.firm", "Key": KEY, **params}
    return client.generate_presigned_url(verb, Params=parameters, ExpiresIn=900)


def signed_at(address: str) -> datetime:
    """The moment at which botocore signed, which it does not let us choose."""
    stamp = parse_qs(urlsplit(address).query)["X-Amz-Date"][0]
    return datetime.strptime(stamp, "%Y%m%dT%H%M%SZ").replace(tzinfo=UTC)


@pytest.mark.parametrize("url", URLS)
def test_a_put_pins_hash_type_and_length_as_botocore_does(url: str) -> None:
    checksum = "n4bQgYhMfWWaL+qgxVrQFaO/TxsrC4Is0V1sFbDwCgg="
    expected = signed_by_botocore(
        url,
        "put_object",
        ChecksumSHA256=checksum,
        ContentType="image/jpeg",
        ContentLength=5_000_000,
        IfNoneMatch="*",
    )
    headers = {
        "Content-Type": "image/jpeg",
        "Content-Length": "5000000",
        "If-None-Match": "*",
        "x-amz-checksum-sha256": checksum,
    }
    ours = Signer(url, "eu-central-1", *KEYS).presign(
        "PUT", f"evidence.firm/{KEY}", seconds=900, headers=headers, at=signed_at(expected)
    )
    assert parts(ours) == parts(expected)


@pytest.mark.parametrize("url", URLS)
def test_a_get_names_version_type_and_disposition_as_botocore_does(url: str) -> None:
    disposition = 'attachment; filename="a photo & more.heic"'
    expected = signed_by_botocore(
        url,
        "get_object",
        VersionId="v1/+=",
        ResponseContentType="image/heic",
        ResponseContentDisposition=disposition,
    )
    query = {
        "versionId": "v1/+=",
        "response-content-type": "image/heic",
        "response-content-disposition": disposition,
    }
    ours = Signer(url, "eu-central-1", *KEYS).presign(
        "GET", f"evidence.firm/{KEY}", seconds=900, query=query, at=signed_at(expected)
    )
    assert parts(ours) == parts(expected)


def test_each_day_has_a_signing_key_of_its_own() -> None:
    signer = Signer(URLS[0], "eu-central-1", *KEYS)
    days = [datetime(2026, 3, day, tzinfo=UTC) for day in (2, 3, 2)]
    first, second, again = (signer.presign("GET", "b/k", seconds=60, at=day) for day in days)
    assert first == again != second


def test_the_ticket_has_all_signed_headers_but_the_length_that_the_phone_sets() -> None:
    put = S3Objects(settings(URLS[0])).sign_put(
        KEY, sha256=SHA256, media_type="image/jpeg", size=5, seconds=900
    )
    assert set(put.headers) == {"Content-Type", "If-None-Match", "x-amz-checksum-sha256"}
    signed = parts(put.url)[2]["X-Amz-SignedHeaders"][0].split(";")
    assert set(signed) == {name.lower() for name in put.headers} | {"content-length", "host"}
