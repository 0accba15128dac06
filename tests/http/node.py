"""A media node that uploads a recorded file: it begins, puts the parts into S3, and completes."""

from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from flask import Flask

from server.http.request import context_of
from tests.builders.recordings import seat_of, sha256
from tests.builders.site import Answer, Caller, Site
from tests.http.phone import ask

PART = 5 << 20


@dataclass
class Node:
    """A media node in a session of Tess and Eva, who have consented."""

    site: Site
    job: UUID
    session: UUID
    recording: UUID
    caller: Caller
    file: str = field(default_factory=lambda: str(uuid4()))
    parts: list[dict[str, Any]] = field(default_factory=list)

    @property
    def files(self) -> str:
        return f"/api/media/recordings/{self.recording}/files"

    def begin(self, media_type: str = "video/webm", **fields: Any) -> Answer:
        body = {
            "id": self.file,
            "participant": str(seat_of(self.site.world, self.session, self.site.world.tess)),
            "media_type": media_type,
            "begun_at": self.site.world.clock.at.isoformat(),
        }
        return self.caller.post(self.files, body | fields)

    def announce(self, place: int, content: bytes, **fields: Any) -> Answer:
        part = {"number": place, "size": len(content), "sha256": sha256(content)}
        return self.caller.post(f"{self.files}/{self.file}/parts", part | fields)

    def put(self, content: bytes) -> None:
        number = len(self.parts) + 1
        presigned = self.announce(number, content).body
        answer = ask("PUT", presigned["url"], content, presigned["headers"])
        assert answer.status == 200, answer.data
        part = {"number": number, "size": len(content), "sha256": sha256(content)}
        self.parts.append({**part, "etag": answer.headers["ETag"]})

    def complete(self, content: bytes, **fields: Any) -> Answer:
        whole = {
            "size": len(content),
            "sha256": sha256(content),
            "seconds": 20.0,
            "parts": self.parts,
            "gaps": [{"at": 3.0, "seconds": 1.5, "reason": "nobody_there"}],
        }
        return self.caller.post(f"{self.files}/{self.file}/complete", whole | fields)

    def film(self, content: bytes, media_type: str = "video/webm") -> Answer:
        assert self.begin(media_type).status == 201
        for at in range(0, len(content), PART):
            self.put(content[at : at + PART])
        return self.complete(content)


def node_of(site: Site, app: Flask) -> Caller:
    caller = site.somebody()
    caller.token = context_of(app).settings.media_token
    return caller
