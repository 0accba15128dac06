"""A phone that sends photos: it announces, puts the bytes into S3 itself, and has them sealed."""

import http.client
from dataclasses import dataclass
from email.message import Message
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.builders.site import Answer, Caller, Site, jobs_path, upload


@dataclass(frozen=True)
class Stored:
    """An answer of S3."""

    status: int
    headers: Message
    data: bytes


@dataclass
class Phone:
    site: Site
    caller: Caller
    job_id: UUID

    def announce(self, content: bytes, media_type: str = "image/jpeg", **fields: Any) -> Answer:
        body = upload(self.site.world, content, media_type, **fields)
        return self.caller.post(jobs_path(self.job_id, "uploads"), body)

    def seal(self, id: str) -> Answer:
        return self.caller.post(jobs_path(self.job_id, "evidence", id, "seal"), {})

    def send(self, id: str, content: bytes, media_type: str = "image/jpeg") -> Any:
        """Announces, puts and seals, as the steps go when nothing fails."""
        ticket = self.announce(content, media_type, id=id).body
        assert put(ticket, content).status == 200
        return self.seal(id).body

    def evidence(self) -> dict[str, Any]:
        document: dict[str, dict[str, Any]] = self.caller.get(jobs_path(self.job_id)).body
        return document["evidence"]


def put(ticket: dict[str, Any], content: bytes, **changed: str) -> Stored:
    """The PUT that a ticket allows; the headers in `changed` differ from what it allows."""
    presigned = ticket["put"]
    headers = presigned["headers"] | {name.replace("_", "-"): v for name, v in changed.items()}
    return ask("PUT", presigned["url"], content, headers)


def ask(
    method: str, url: str, content: bytes | None = None, headers: dict[str, str] | None = None
) -> Stored:
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.netloc, timeout=10)
    try:
        connection.request(method, f"{parts.path}?{parts.query}", content, headers or {})
        response = connection.getresponse()
        return Stored(response.status, response.headers, response.read())
    finally:
        connection.close()
