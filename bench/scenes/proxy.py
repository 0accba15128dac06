"""The peer of `bench.upload`: the same installation, but the photo's bytes pass through the web
process.

One request does it all, as cheaply as boto3 can: the body is streamed into `put_object` without
being hashed or signed here, since the phone has sent its SHA-256 in a header; S3 checks it. Then
the same rows are committed as by our seal.
"""

import base64
import os
from datetime import UTC, datetime
from typing import IO, TYPE_CHECKING
from uuid import UUID

import boto3
from botocore.config import Config
from flask import Flask, request
from flask.typing import ResponseReturnValue

from server.kit import open_kit, s3_settings
from server.settings.settings import Settings
from smarthands.access.jobs import job_for
from smarthands.access.verbs import Verb
from smarthands.actor import Actor
from smarthands.evidence import uploads
from smarthands.evidence.capture import Capture, FileClaim, Label
from smarthands.evidence.items import ORIGINAL, new_item, object_key, record_added
from smarthands.evidence.sealing import RENDITIONS
from smarthands.kit import Kit
from smarthands.model.evidence import EvidenceState
from smarthands.people.sign_in import actor_for_token
from smarthands.views.evidence import evidence_view
from smarthands.views.values import JsonDict
from storage.s3 import open_client

if TYPE_CHECKING:
    from mypy_boto3_s3 import S3Client

settings = Settings.from_environment(os.environ)
kit = open_kit(settings)
usual = open_client(s3_settings(settings), settings.s3_url)
unsigned = boto3.client(
    "s3",
    endpoint_url=settings.s3_url,
    region_name=settings.s3_region,
    aws_access_key_id=settings.s3_access_key,
    aws_secret_access_key=settings.s3_secret_key,
    config=usual.meta.config.merge(
        Config(s3={"addressing_style": "path", "payload_signing_enabled": False})
    ),
)
app = Flask(__name__)


@app.post("/proxied/<uuid:job_id>/<uuid:item_id>")
def stream(job_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Streams the body, as cheaply as boto3 can."""
    return keep(job_id, item_id, unsigned, request.stream)


@app.post("/proxied_hashed/<uuid:job_id>/<uuid:item_id>")
def buffer(job_id: UUID, item_id: UUID) -> ResponseReturnValue:
    """Puts the body as boto3 does by itself: it hashes a body to sign it, for which all of it must
    be there."""
    return keep(job_id, item_id, usual, request.get_data(cache=False))


def keep(
    job_id: UUID, item_id: UUID, client: "S3Client", body: bytes | IO[bytes]
) -> ResponseReturnValue:
    who = actor_for_token(kit, request.headers["Authorization"].removeprefix("Bearer "))
    if who is None:
        return "", 401
    with kit.reading() as db:
        job_for(db, who, job_id)
    sha256, size = request.headers["X-SHA-256"], request.content_length or 0
    key = object_key(job_id, item_id, ORIGINAL)
    answer = client.put_object(
        Bucket=settings.s3_bucket,
        Key=key,
        Body=body,
        ContentLength=size,
        ContentType=request.mimetype,
        ChecksumSHA256=base64.b64encode(bytes.fromhex(sha256)).decode(),
    )
    claim = FileClaim(request.mimetype, size, sha256)
    return commit(kit, who, job_id, item_id, claim, answer["VersionId"])


def commit(
    kit: Kit, who: Actor, job_id: UUID, item_id: UUID, claim: FileClaim, version: str
) -> JsonDict:
    at = datetime.now(UTC)
    with kit.transaction() as tx:
        job = job_for(tx.db, who, job_id, to=Verb.ADD_EVIDENCE)
        item = new_item(tx, who, job, item_id, claim.kind, Capture(at, at), Label())
        uploads._announce(tx, who, item, claim)
        item.state = EvidenceState.SEALED
        item.object_version = version
        tx.db.flush()
        record_added(tx, who, job, item, deliver=(RENDITIONS,))
        return evidence_view(item)
