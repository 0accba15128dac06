"""Recordings, made by the operations themselves; the store in memory is S3."""

import hashlib
from dataclasses import dataclass, field
from typing import Any
from uuid import UUID, uuid4

from smarthands.actor import MEDIA, Actor
from smarthands.jobs import document
from smarthands.recordings import files, parts, sealing
from smarthands.recordings.parts import CompletedPart
from smarthands.recordings.sealing import CompletedFile
from smarthands.sessions import attendance, consent
from smarthands.sessions.gaps import Missing
from tests.builders import phone
from tests.builders.world import World

SMALL = 4
"""The least bytes of a part, for tests that are not about S3's five million."""


def sha256(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def session_for_node(world: World, session: UUID) -> dict[str, Any]:
    return attendance.for_node(world.kit, session).session


def seat_of(world: World, session: UUID, who: Actor) -> UUID:
    seats = session_for_node(world, session)["participants"]
    return UUID(next(seat["id"] for seat in seats if seat["person_id"] == who.id))


def ask_to_record(world: World, job: UUID, session: UUID, by: Actor | None = None) -> UUID:
    id = uuid4()
    consent.ask(world.kit, by or world.eva, job, session, id=id)
    return id


def start_recording(world: World, job: UUID, session: UUID, *others: Actor) -> UUID:
    """The recording that Eva has asked for and that Tess and the others have consented to."""
    id = ask_to_record(world, job, session)
    for who in (world.tess, *others):
        consent.answer(world.kit, who, job, session, given=True)
    return id


@dataclass
class RecordingUpload:
    """A media node that uploads one participant's file of a recording."""

    world: World
    recording: UUID
    participant: UUID
    media_type: str = "video/webm"
    id: UUID = field(default_factory=uuid4)
    parts: dict[int, bytes] = field(default_factory=dict)

    def begin(self, **changes: Any) -> "RecordingUpload":
        fields: dict[str, Any] = {"media_type": self.media_type, "begun_at": self.world.clock.at}
        files.begin(
            self.world.kit,
            MEDIA,
            self.recording,
            id=self.id,
            participant=self.participant,
            **(fields | changes),
        )
        return self

    def announce(self, number: int, content: bytes) -> dict[str, Any]:
        return parts.announce_part(
            self.world.kit,
            MEDIA,
            self.recording,
            self.id,
            number=number,
            size=len(content),
            sha256=sha256(content),
        )

    def put(self, *contents: bytes) -> "RecordingUpload":
        for content in contents:
            number = len(self.parts) + 1
            self.put_as(number, content)
        return self

    def put_as(self, number: int, content: bytes) -> None:
        """Uploads the part of this number, at first or again, to a real S3 or to the store in
        memory."""
        presigned = self.announce(number, content)
        status = phone.put(self.world.memory, presigned["url"], presigned["headers"], content)
        assert status == 200, status
        self.parts[number] = content

    def completed_parts(self) -> list[CompletedPart]:
        return [
            CompletedPart(number, len(content), etag(content), sha256(content))
            for number, content in self.parts.items()
        ]

    def completed(self, *gaps: Missing, seconds: float = 60.0) -> CompletedFile:
        content = b"".join(self.parts.values())
        return CompletedFile(len(content), sha256(content), seconds, self.completed_parts(), gaps)

    def complete(self, *gaps: Missing, **changes: Any) -> dict[str, Any]:
        completed = self.completed(*gaps, **changes)
        return sealing.complete(self.world.kit, MEDIA, self.recording, self.id, completed=completed)


def etag(content: bytes) -> str:
    return f'"{hashlib.md5(content, usedforsecurity=False).hexdigest()}"'


def recorded_file(world: World, job: UUID, session: UUID, who: Actor | None = None) -> UUID:
    """A recorded file of Tess's, or of `who`, with everybody's consent."""
    world.memory.least_part = SMALL
    recording = start_recording(world, job, session)
    seat = seat_of(world, session, who or world.tess)
    file = RecordingUpload(world, recording, seat).begin().put(b"picture ", b"and sound")
    file.complete()
    return file.id


def evidence_for_cleo(world: World, job: UUID, id: UUID) -> dict[str, Any] | None:
    """The evidence of this id as Cleo sees it, or None."""
    evidence = document.document(world.kit, world.cleo, job)["evidence"]
    item: dict[str, Any] | None = evidence.get(str(id))
    return item
