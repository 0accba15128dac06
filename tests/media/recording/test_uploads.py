"""A recording is uploaded to a real S3, part by part, through a server that signs each URL."""

import hashlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path

import aiohttp
import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError

from realtime.media.recording.upload.http import HttpUploads
from realtime.media.recording.upload.uploads import PART, UploadRefused
from storage.s3 import S3Settings
from tests.media.recording.filming_phone import FilmingPhone, names, until
from tests.media.recording.manual_writer import TESS
from tests.media.recording.reading import decoded
from tests.media.recording.signing_server import TOKEN, SigningServer, opened


@pytest.fixture
def server(s3_settings: S3Settings) -> SigningServer:
    s3 = boto3.client(
        "s3",
        endpoint_url=s3_settings.url,
        region_name=s3_settings.region,
        aws_access_key_id=s3_settings.access_key,
        aws_secret_access_key=s3_settings.secret_key,
        config=Config(
            signature_version="s3v4",
            s3={"addressing_style": "path"},
            request_checksum_calculation="when_required",
        ),
    )
    return SigningServer(s3, s3_settings.bucket)


@asynccontextmanager
async def uploading(server: SigningServer, token: str = TOKEN) -> AsyncIterator[HttpUploads]:
    async with opened(server), aiohttp.ClientSession() as session:
        yield HttpUploads(server.url, token, session)


async def test_parts_are_in_s3_during_the_recording_and_the_whole_file_at_its_end(
    tmp_path: Path, server: SigningServer
) -> None:
    async with uploading(server) as uploads:
        filming = FilmingPhone(tmp_path, uploads=uploads, size=(960, 540))
        recorder = filming.open(PART)
        while recorder.state.bytes_stored < 2 * PART:
            await filming.film_slowly(1)
            assert recorder.state.problem is None
        held = server.s3.list_parts(
            Bucket=server.bucket, Key="tess", UploadId=server.uploads["tess"]
        )["Parts"]
        assert {part["Size"] for part in held} == {PART}
        await recorder.finish()
    content = server.content("tess")
    body = server.bodies[-1][1]
    assert body["sha256"] == hashlib.sha256(content).hexdigest()
    assert body["size"] == len(content) > 2 * PART
    assert server.bodies[0] == (
        "the call/files",
        {
            "id": "tess",
            "participant": "tess",
            "media_type": "video/webm",
            "begun_at": server.bodies[0][1]["begun_at"],
        },
    )
    # The first part went up as soon as it was full, and once more with index and length.
    numbers = [body["number"] for path, body in server.bodies if path.endswith("parts")]
    full = len(content) // PART
    assert numbers == [*range(1, full + 1), 1, full + 1]
    path = tmp_path / "from-s3.webm"
    path.write_bytes(content)
    assert len(decoded(path).pictures) == filming.number
    assert names(tmp_path) == {"from-s3.webm"}


async def test_the_uploaded_parts_alone_play_when_the_disk_is_gone(
    tmp_path: Path, server: SigningServer
) -> None:
    async with uploading(server) as uploads:
        file = replace(TESS, id="eva")
        filming = FilmingPhone(tmp_path, uploads=uploads, size=(960, 540), file=file)
        recorder = filming.open(PART)
        while recorder.state.bytes_stored < 2 * PART:
            await filming.film_slowly(1)
        filmed = filming.number
        parts = list(recorder._journal.parts.values())
        for task in recorder._tasks:
            task.cancel()
        recorder._ending.set()
    server.complete_with(
        "eva", [{"number": p.number, "etag": p.etag, "sha256": p.sha256} for p in parts]
    )
    path = tmp_path / "from-s3.webm"
    path.write_bytes(server.content("eva"))
    assert path.stat().st_size == 2 * PART
    seen = decoded(path)
    media = (tmp_path / "eva.webm").stat().st_size
    print("filmed", filmed, "played", len(seen.pictures))
    assert len(seen.pictures) >= filmed * 2 * PART / media - 30


async def test_bytes_of_another_hash_are_never_stored(server: SigningServer) -> None:
    async with uploading(server) as uploads:
        file = replace(TESS, id="mallory")
        await uploads.start(file)
        with pytest.raises(ConnectionError, match="400"):
            await uploads.put_part(file, 1, b"others", hashlib.sha256(b"these ").hexdigest())
    with pytest.raises(ClientError):
        server.complete_with("mallory", [{"number": 1, "etag": "x", "sha256": "00" * 32}])


async def test_an_answer_of_the_server_means_away_or_refused(server: SigningServer) -> None:
    async with uploading(server) as uploads:
        for status, error in ((503, ConnectionError), (429, ConnectionError), (404, UploadRefused)):
            server.refuses = status
            with pytest.raises(error, match=str(status)):
                await uploads.start(TESS)
    async with aiohttp.ClientSession() as session:
        with pytest.raises(ConnectionError, match="away"):
            await HttpUploads(server.url, TOKEN, session).start(TESS)
    server.refuses = None
    async with uploading(server, "somebody's token") as uploads:
        with pytest.raises(UploadRefused, match="401"):
            await uploads.start(TESS)


async def test_a_server_that_is_away_is_waited_for(tmp_path: Path, server: SigningServer) -> None:
    server.refuses = 503
    async with uploading(server) as uploads:
        file = replace(TESS, id="ines")
        filming = FilmingPhone(tmp_path, uploads=uploads, file=file)
        recorder = filming.open(PART)
        filming.film(2)
        await until(lambda: recorder.state.problem == "storage_away")
        server.refuses = 403
        await until(lambda: recorder.state.problem == "storage_refused")
        server.refuses = None
        await recorder.finish()
        assert recorder.state.problem is None
    assert server.content("ines")
