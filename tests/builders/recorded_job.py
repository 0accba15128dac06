"""A job with a recording, which a fake media node has uploaded to S3 in parts."""

import hashlib
import json
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import uuid4

from tests.builders.api_jobs import Day
from tests.builders.installation import Installation
from tests.faults.phone import ask
from tests.faults.web_and_worker import until

PART = 5 << 20
SAID = "Reseat the left power supply"
VOICE_AFTER = 1.5
"""The seconds from the picture's beginning to the beginning of Eva's voice."""
GAP_AT, GAP = 5.0, 3.0
POSTER_SECONDS = 60.0


@dataclass(frozen=True)
class RecordedJob:
    """The session and its two files; `said_at` is the second of the film at which Eva wrote her
    line."""

    session: str
    film: str
    voice: str
    said_at: float


@dataclass(frozen=True)
class FakeMediaNode:
    """A media node, played by the test, that calls the web process's API as a real one does."""

    home: Installation
    recording: str

    def tell(self, path: str, body: Any) -> Any:
        headers = {
            "Authorization": f"Bearer {self.home.settings.media_token}",
            "Content-Type": "application/json",
        }
        url = f"{self.home.url}/api/media/{path}"
        answer = ask("POST", url, body=json.dumps(body).encode(), headers=headers)
        assert answer.status < 400, (path, answer.body)
        return answer.json

    def upload(self, seat: str, content: bytes, **fields: Any) -> str:
        """The id of the file that was uploaded; `fields` are its media type, its beginning, its
        seconds, and its gaps."""
        id, files = str(uuid4()), f"recordings/{self.recording}/files"
        body = {"media_type": fields["media_type"], "begun_at": fields["begun_at"].isoformat()}
        self.tell(files, {"id": id, "participant": seat} | body)
        parts = []
        for number, at in enumerate(range(0, len(content), PART), 1):
            part = content[at : at + PART]
            name = {"number": number, "size": len(part), "sha256": _sha256(part)}
            presigned = self.tell(f"{files}/{id}/parts", name)
            put = ask("PUT", presigned["url"], body=part, headers=presigned["headers"])
            assert put.status == 200, put.body
            parts.append(name | {"etag": put.headers["ETag"]})
        whole = {"size": len(content), "sha256": _sha256(content), "seconds": fields["seconds"]}
        gaps = fields.get("gaps", [])
        self.tell(f"{files}/{id}/complete", whole | {"parts": parts, "gaps": gaps})
        return id


def record_job(day: Day, name: str, film: bytes, voice: bytes, *, seconds: float) -> RecordedJob:
    """A job with which Eva helped Tess, recorded for so many seconds; the call is over.

    The film lacks three seconds from the fifth on, and Eva writes one line in its last third.
    """
    crew, id = day.crew, str(uuid4())
    session = day.id()
    path = day.path(name, "sessions", session)
    crew.tess.ask("POST", day.path(name, "sessions"), {"id": session})
    crew.eva.ask("POST", f"{path}/claim", {})
    crew.eva.ask("POST", f"{path}/recording", {"id": id})
    crew.tess.ask("POST", f"{path}/recording/consent", {"given": True})
    seats = {
        seat["person_id"]: seat["id"]
        for seat in crew.eva.ask("GET", day.path(name))["sessions"][session]["participants"]
    }
    begun = datetime.now(UTC) - timedelta(seconds=seconds * 2 / 3)
    # The line comes before the uploads, however long they take.
    message = crew.eva.ask("POST", f"{path}/messages", {"id": day.id(), "text": SAID})
    node = FakeMediaNode(day.home, id)
    gaps = [{"at": GAP_AT, "seconds": GAP, "reason": "storage_away"}]
    picture_fields = {"media_type": "video/webm", "begun_at": begun, "seconds": seconds}
    voice_fields = {"media_type": "audio/webm", "begun_at": begun + timedelta(seconds=VOICE_AFTER)}
    picture = node.upload(seats[crew.tess.id], film, **picture_fields, gaps=gaps)
    sound = node.upload(seats[crew.eva.id], voice, **voice_fields, seconds=seconds - VOICE_AFTER)
    crew.eva.ask("POST", f"{path}/end", {})
    until(lambda: _finished(day, name, picture), POSTER_SECONDS, day.home.supervisor.log)
    at = datetime.fromisoformat(message["sent_at"]) - begun
    return RecordedJob(session, picture, sound, at.total_seconds())


def _finished(day: Day, name: str, film: str) -> bool:
    """Whether the film has its poster and is verified."""
    item = day.crew.eva.ask("GET", day.path(name))["evidence"][film]
    return bool(item["renditions"] and item["verified_at"])


def _sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()
