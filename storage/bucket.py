"""Preparing the evidence bucket on any S3: versioned, lockable, open to the pages' origin.

`python -m storage.bucket --url … --bucket … --origin …` with the keys in AWS_ACCESS_KEY_ID and
AWS_SECRET_ACCESS_KEY waits for the server and prepares it.
"""

import argparse
import os
import sys
import time
from collections.abc import Sequence
from typing import TYPE_CHECKING

from botocore.exceptions import BotoCoreError, ClientError

from storage.s3 import NO_OBJECT, S3Settings, open_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client
    from mypy_boto3_s3.type_defs import CORSRuleTypeDef

PATIENCE = 30.0
PAUSE = 0.1


def prepare_bucket(client: "S3Client", bucket: str, origins: Sequence[str]) -> list[str]:
    """Make what is missing and leave the rest, so that it can be repeated.

    The bucket has no retention by default, since retention is set per object, by policy. Pages of
    `origins` may put and fetch. Returns sentences on what is left for the operator. Raises what
    boto3 raises.
    """
    if not exists(client, bucket):
        create(client, bucket)
    if client.get_bucket_versioning(Bucket=bucket).get("Status") != "Enabled":
        client.put_bucket_versioning(Bucket=bucket, VersioningConfiguration={"Status": "Enabled"})
    if not can_lock(client, bucket):
        client.put_object_lock_configuration(
            Bucket=bucket, ObjectLockConfiguration={"ObjectLockEnabled": "Enabled"}
        )
    return admit(client, bucket, origins)


def admit(client: "S3Client", bucket: str, origins: Sequence[str]) -> list[str]:
    rule: CORSRuleTypeDef = {
        "AllowedOrigins": list(origins),
        "AllowedMethods": ["PUT", "GET", "HEAD"],
        "AllowedHeaders": ["*"],
        "ExposeHeaders": ["ETag"],
        "MaxAgeSeconds": 3600,
    }
    try:
        client.put_bucket_cors(Bucket=bucket, CORSConfiguration={"CORSRules": [rule]})
    except ClientError as error:
        # Some servers know CORS for all their buckets at once, in their own settings.
        if error.response["Error"]["Code"] != "NotImplemented":
            raise
        return [f"this S3 keeps no CORS per bucket: let it admit {', '.join(origins)}"]
    return []


def exists(client: "S3Client", bucket: str) -> bool:
    try:
        client.head_bucket(Bucket=bucket)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] == 404:
            return False
        raise
    return True


def create(client: "S3Client", bucket: str) -> None:
    region = client.meta.region_name
    try:
        if region == "us-east-1":  # the one region that must not be named
            client.create_bucket(Bucket=bucket, ObjectLockEnabledForBucket=True)
        else:
            # The stubs list the regions of one vendor only.
            client.create_bucket(
                Bucket=bucket,
                ObjectLockEnabledForBucket=True,
                CreateBucketConfiguration={"LocationConstraint": region},  # type: ignore[typeddict-item]
            )
    except client.exceptions.BucketAlreadyOwnedByYou:
        pass  # another process was first


def can_lock(client: "S3Client", bucket: str) -> bool:
    try:
        answer = client.get_object_lock_configuration(Bucket=bucket)
    except ClientError as error:
        if error.response["Error"]["Code"] == "ObjectLockConfigurationNotFoundError":
            return False
        raise
    return answer["ObjectLockConfiguration"].get("ObjectLockEnabled") == "Enabled"


def prepare_when_up(client: "S3Client", bucket: str, origins: Sequence[str]) -> list[str]:
    """Do as `prepare_bucket` with a server that may still be starting: try for PATIENCE seconds."""
    end = time.monotonic() + PATIENCE
    while True:
        try:
            return prepare_bucket(client, bucket, origins)
        except BotoCoreError:
            if time.monotonic() > end:
                raise
        except ClientError as error:
            status = error.response["ResponseMetadata"]["HTTPStatusCode"]
            if status < 500 or time.monotonic() > end:
                raise
        time.sleep(PAUSE)


def may_only_use(client: "S3Client", bucket: str) -> bool:
    """Whether a key that may not look at a bucket's settings puts and gets in it all the same."""
    try:
        client.get_object(Bucket=bucket, Key=NO_OBJECT)
    except ClientError as error:
        return error.response["Error"]["Code"] == "NoSuchKey"
    return True


def prepare_or_use(client: "S3Client", bucket: str, origins: Sequence[str]) -> list[str]:
    """Do as `prepare_when_up`; a key that may not is told of, where it does for the evidence."""
    try:
        return prepare_when_up(client, bucket, origins)
    except ClientError as error:
        if error.response["ResponseMetadata"]["HTTPStatusCode"] != 403:
            raise
        if not may_only_use(client, bucket):
            raise
        sentence = (
            f"this key may use {bucket}, and not prepare it: whoever administrates S3 runs "
            "python -m storage.bucket once (versioning, Object Lock, CORS)"
        )
        return [sentence]


def main() -> int:
    parser = argparse.ArgumentParser(prog="python -m storage.bucket")
    parser.add_argument("--url", required=True)
    parser.add_argument("--bucket", required=True)
    parser.add_argument("--region", default="us-east-1")
    parser.add_argument("--origin", action="append", required=True)
    arguments = parser.parse_args()
    keys = os.environ["AWS_ACCESS_KEY_ID"], os.environ["AWS_SECRET_ACCESS_KEY"]
    settings = S3Settings(arguments.url, arguments.url, *keys, arguments.bucket, arguments.region)
    try:
        left = prepare_or_use(
            open_client(settings, arguments.url), arguments.bucket, arguments.origin
        )
    except (BotoCoreError, ClientError) as error:
        print(f"S3 at {arguments.url} can't hold the evidence: {error}", file=sys.stderr)
        return 1
    for sentence in left:
        print(sentence, file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
