"""Tess's phone: it announces, puts and seals, and tries again until it has the answer `sealed`."""

import hashlib
import http.client
import json
import random
import time
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID

from tests.builders import pictures

PATIENCE = 60.0
# The store refuses a second PUT under one name, since the first one arrived after all.
ALREADY_THERE = 412

Refusal = str | bytes | None


@dataclass(frozen=True)
class Answer:
    status: int
    headers: Mapping[str, str]
    body: bytes
    seconds: float

    @property
    def json(self) -> Any:
        return json.loads(self.body)

    @property
    def code(self) -> str:
        """The code of a problem, which always says what to do."""
        problem = self.json
        assert problem["detail"], problem
        return str(problem["code"])


def _by_name(lines: Iterable[tuple[str, str]]) -> dict[str, str]:
    """Headers by name; the cookies of several lines stand in one value, as SimpleCookie reads."""
    headers: dict[str, str] = {}
    for name, value in lines:
        headers[name] = f"{headers[name]}; {value}" if name in headers else value
    return headers


def ask(
    method: str,
    url: str,
    *,
    body: bytes | None = None,
    headers: Mapping[str, str] | None = None,
    seconds: float = 30.0,
) -> Answer:
    """Sends one request on a connection of its own; raises OSError or HTTPException when the
    connection breaks."""
    parts = urlsplit(url)
    connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=seconds)
    began = time.monotonic()
    try:
        path = f"{parts.path}?{parts.query}" if parts.query else parts.path
        connection.request(method, path, body=body, headers=dict(headers or {}))
        response = connection.getresponse()
        content = response.read()
        took = time.monotonic() - began
        return Answer(response.status, _by_name(response.headers.items()), content, took)
    finally:
        connection.close()


@dataclass(frozen=True)
class Photo:
    """A file in the camera roll, under the id that the phone gave it."""

    id: UUID
    content: bytes

    @property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()


def take_photo(chance: random.Random, *, size: int = 100_000) -> Photo:
    """A JPEG of at least `size` bytes like no other: noise follows its end, as cameras add it."""
    picture = pictures.photo(pictures.scene(640, 480))
    noise = chance.randbytes(max(32, size - len(picture)))
    return Photo(UUID(bytes=chance.randbytes(16), version=4), picture + noise)


@dataclass
class Phone:
    """One person's phone; `acknowledged` maps the ids of items that are safe to their SHA-256 in
    hex, or None for notes."""

    url: str
    token: str
    acknowledged: dict[UUID, str | None] = field(default_factory=dict)

    def ask(self, method: str, path: str, body: Any = None, *, seconds: float = 30.0) -> Answer:
        headers = {"Authorization": f"Bearer {self.token}"}
        content = None
        if body is not None:
            headers["Content-Type"] = "application/json"
            content = json.dumps(body).encode()
        return ask(method, self.url + path, body=content, headers=headers, seconds=seconds)

    def announce(self, job: UUID, photo: Photo) -> Answer:
        claim = {"media_type": "image/jpeg", "size": len(photo.content), "sha256": photo.sha256}
        return self.ask("POST", f"/api/jobs/{job}/uploads", {"id": str(photo.id), **claim, **now()})

    def put(self, ticket: Any, photo: Photo) -> int:
        put = ticket["put"]
        return ask("PUT", put["url"], body=photo.content, headers=put["headers"]).status

    def relay(self, job: UUID, photo: Photo) -> Answer:
        """Sends the bytes through our own server."""
        headers = {"Authorization": f"Bearer {self.token}"}
        url = f"{self.url}/api/jobs/{job}/evidence/{photo.id}/content"
        return ask("PUT", url, body=photo.content, headers=headers)

    def seal(self, job: UUID, photo: Photo) -> Answer:
        answer = self.ask("POST", f"/api/jobs/{job}/evidence/{photo.id}/seal", {})
        if answer.status == 200:
            self.acknowledged[photo.id] = photo.sha256
        return answer

    def deliver(self, job: UUID, photo: Photo) -> None:
        """Delivers a photo whatever faults happen on the way; gives up after PATIENCE."""
        persist(lambda: self._try(job, photo))

    def _try(self, job: UUID, photo: Photo) -> Refusal:
        answer = self.announce(job, photo)
        if answer.status != 201:
            return answer.body
        if answer.json["put"]:
            status = self.put(answer.json, photo)
            if status not in (200, ALREADY_THERE):
                return f"the store answered {status}"
        sealed = self.seal(job, photo)
        return None if sealed.status == 200 else sealed.body

    def write(self, job: UUID, id: UUID, text: str) -> None:
        """Writes a note and repeats the request until it is acknowledged."""
        note = {"id": str(id), "text": text, **now()}

        def attempt() -> Refusal:
            # The repeated request is the same to the letter.
            answer = self.ask("POST", f"/api/jobs/{job}/notes", note)
            return None if answer.status in (200, 201) else answer.body

        persist(attempt)
        self.acknowledged[id] = None


def persist(attempt: Callable[[], Refusal]) -> None:
    """Repeats a request until it is refused no more; fails with the last refusal after PATIENCE."""
    end = time.monotonic() + PATIENCE
    refusal: Refusal | Exception
    while True:
        try:
            refusal = attempt()
        except (OSError, http.client.HTTPException) as broken:
            refusal = broken
        if refusal is None:
            return
        assert time.monotonic() < end, refusal
        time.sleep(0.1)


def now() -> dict[str, str]:
    moment = datetime.now(UTC).isoformat()
    return {"captured_at": moment, "device_time": moment}
