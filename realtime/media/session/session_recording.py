"""The recording of one session: a file for each participant, from when all have consented until it
is stopped. Pausing stores nothing, and the same file goes on afterwards."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog

from realtime.media.forwarding.stream import LiveStream
from realtime.media.recording.recorder import Recorder, Unfinished
from realtime.media.recording.upload.uploads import RecordingFile, Uploads
from realtime.media.rtp.track import Codec
from realtime.media.session.topology import SessionParticipant, SessionTopology

PATIENCE = 2.0
"""Seconds that a file waits for the first keyframe, which says what kind of file it is."""
MEDIA_TYPES: dict[Codec | None, str] = {
    "VP8": "video/webm",
    "H264": "video/mp4",
    None: "audio/webm",
}

log = structlog.get_logger()


@dataclass(frozen=True, slots=True)
class RecordingSetup:
    """Where a node's recordings go. `limit` is how many bytes of one file may wait for S3."""

    folder: Path
    uploads: Uploads
    limit: int


@dataclass(eq=False, slots=True)
class OpenFile:
    """A file that is being recorded from one participant's stream."""

    recorder: Recorder
    stream: LiveStream
    codec: Codec | None

    def detach(self) -> None:
        self.stream.forwarder.leave(self.recorder)


class SessionRecording:
    """`arrange` is to be called a few times a second, and after each change of the topology."""

    def __init__(self, setup: RecordingSetup, clock: Callable[[], float]) -> None:
        self._setup = setup
        self._clock = clock
        self._id: str | None = None
        self._heard_since: dict[str, float] = {}
        self._files: dict[str, OpenFile] = {}
        self._failed = False
        self._finishing: set[asyncio.Task[None]] = set()

    def arrange(self, topology: SessionTopology, streams: dict[str, LiveStream]) -> None:
        if topology.recording != self._id:
            self._finish_all()
            self._id = topology.recording
        if self._id is None:
            return
        consenting = {
            person.id: person
            for person in topology.people.values()
            if topology.state == "on" and person.consent == "given" and person.id in streams
        }
        for id, file in list(self._files.items()):
            # What came before this change is kept, or not, by what held when it came.
            file.stream.forwarder.settle()
            if id not in topology.people or streams.get(id) is not file.stream:
                self._finish(self._files.pop(id))
            elif id in consenting:
                file.recorder.resume()
            else:
                file.recorder.pause()
        for person in consenting.values():
            self._record(person, streams[person.id])

    def stored(self) -> dict[str, Any] | None:
        """The data of the signal `stored`; None while nothing is recorded."""
        if self._id is None or not self._files:
            return None
        states = [file.recorder.state for file in self._files.values()]
        problems = [state.problem for state in states if state.problem]
        return {
            "recording": self._id,
            "seconds": round(max(state.seconds for state in states), 1),
            "disk_bytes": sum(state.bytes_on_disk for state in states),
            "stored_bytes": sum(state.bytes_stored for state in states),
            "problem": problems[0] if problems else None,
        }

    def end(self) -> None:
        """The session is over, or another node has it."""
        self._finish_all()
        self._id = None

    async def wait_uploaded(self, seconds: float) -> None:
        """Wait until S3 has every file. A file that is late by then stays on the disk, for the node
        that starts next."""
        if self._finishing:
            _, late = await asyncio.wait(self._finishing, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _record(self, person: SessionParticipant, stream: LiveStream) -> None:
        """A phone that comes back with another codec begins another file."""
        codec = stream.forwarder.codec if person.on_site else None
        file = self._files.get(person.id)
        if file is not None:
            if file.codec == codec:
                return
            self._finish(self._files.pop(person.id))
        if not any(stream.heard().values()):
            return
        now = self._clock()
        may_yet_film = codec is None and person.on_site
        if may_yet_film and now - self._heard_since.setdefault(person.id, now) < PATIENCE:
            return
        try:
            self._files[person.id] = self._open(person, stream, codec)
        except OSError as error:  # opening is tried again at the next call
            if not self._failed:
                log.error("recording can't begin", problem=str(error))
            self._failed = True
        else:
            self._failed = False

    def _open(
        self, person: SessionParticipant, stream: LiveStream, codec: Codec | None
    ) -> OpenFile:
        file = RecordingFile(self._id or "", str(uuid4()), person.id, MEDIA_TYPES[codec], "")
        recorder = Recorder(
            self._setup.folder,
            file,
            codec,
            self._setup.uploads,
            stream.forwarder.want_keyframe,
            self._clock,
            limit=self._setup.limit,
        )
        stream.forwarder.attach(recorder)
        stream.forwarder.want_keyframe()
        log.info("recording", file=file.id, kind=file.media_type)
        return OpenFile(recorder, stream, codec)

    def _finish_all(self) -> None:
        for file in self._files.values():
            self._finish(file)
        self._files.clear()
        self._heard_since.clear()

    def _finish(self, file: OpenFile) -> None:
        file.detach()
        task = asyncio.ensure_future(self._upload(file.recorder))
        self._finishing.add(task)
        task.add_done_callback(self._finishing.discard)

    async def _upload(self, recorder: Recorder) -> None:
        try:
            await recorder.finish()
        except (Unfinished, OSError) as error:
            log.error("recording is left on the disk", problem=str(error))
        except Exception as error:
            log.error("recording is left on the disk", exc_info=error)
