"""The web process as a recorder sees it: it signs URLs for parts in a real S3, and completes
files."""

import base64
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from typing import Any

from aiohttp import web
from mypy_boto3_s3 import S3Client

TOKEN = "a node's token"


@dataclass
class SigningServer:
    """The server; `refuses` is the status that it answers instead, when set, and `bodies` has the
    requests' bodies."""

    s3: S3Client
    bucket: str
    url: str = ""
    refuses: int | None = None
    bodies: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    uploads: dict[str, str] = field(default_factory=dict)

    async def answer(self, request: web.Request) -> web.Response:
        if self.refuses:
            return web.Response(status=self.refuses, text="not now")
        if request.headers.get("Authorization") != f"Bearer {TOKEN}":
            return web.Response(status=401)
        body = await request.json()
        self.bodies.append((request.path.removeprefix("/api/media/recordings/"), body))
        file = request.match_info.get("file", body.get("id"))
        return web.json_response(getattr(self, "_" + request.path.rsplit("/", 1)[1])(file, body))

    def complete_with(self, file: str, parts: list[dict[str, Any]]) -> None:
        self.s3.complete_multipart_upload(
            Bucket=self.bucket,
            Key=file,
            UploadId=self.uploads[file],
            MultipartUpload={
                "Parts": [
                    {
                        "PartNumber": part["number"],
                        "ETag": part["etag"],
                        "ChecksumSHA256": in_base64(part["sha256"]),
                    }
                    for part in parts
                ]
            },
        )

    def content(self, file: str) -> bytes:
        return self.s3.get_object(Bucket=self.bucket, Key=file)["Body"].read()

    def _files(self, file: str, body: dict[str, Any]) -> dict[str, Any]:
        if file not in self.uploads:
            upload = self.s3.create_multipart_upload(
                Bucket=self.bucket, Key=file, ChecksumAlgorithm="SHA256"
            )
            self.uploads[file] = upload["UploadId"]
        return {}

    def _parts(self, file: str, body: dict[str, Any]) -> dict[str, Any]:
        digest = in_base64(body["sha256"])
        url = self.s3.generate_presigned_url(
            "upload_part",
            Params={
                "Bucket": self.bucket,
                "Key": file,
                "UploadId": self.uploads[file],
                "PartNumber": body["number"],
                "ContentLength": body["size"],
                "ChecksumSHA256": digest,
            },
        )
        return {"url": url, "headers": {"x-amz-checksum-sha256": digest}}

    def _complete(self, file: str, body: dict[str, Any]) -> dict[str, Any]:
        self.complete_with(file, body["parts"])
        return {}


def in_base64(digest: str) -> str:
    return base64.b64encode(bytes.fromhex(digest)).decode()


@asynccontextmanager
async def opened(server: SigningServer) -> AsyncIterator[SigningServer]:
    app = web.Application(client_max_size=1 << 20)
    base = "/api/media/recordings/{recording}/files"
    for path in (base, f"{base}/{{file}}/parts", f"{base}/{{file}}/complete"):
        app.router.add_post(path, server.answer)
    runner = web.AppRunner(app)
    await runner.setup()
    site = web.TCPSite(runner, "127.0.0.1", 0)
    await site.start()
    server.url = f"http://127.0.0.1:{runner.addresses[0][1]}"
    try:
        yield server
    finally:
        await runner.cleanup()
