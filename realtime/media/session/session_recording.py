"""Recordings of one session: a file for each participant, from when all have consented until it is
stopped. Pausing stores nothing, and the file goes on afterwards."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from uuid import uuid4

import structlog

from realtime.media.forwarding.stream import Stream
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
    """Where a node's recordings go. `limit`: bytes of one file that may wait for S3."""

    folder: Path
    uploads: Uploads
    limit: int


@dataclass(eq=False, slots=True)
class OpenFile:
    recorder: Recorder
    stream: Stream
    codec: Codec | None

    def cut(self) -> None:
        self.stream.forwarder.leave(self.recorder)


class SessionRecording:
    """`arrange` is to be called a few times a second, and after each change of the seating."""

    def __init__(self, studio: RecordingSetup, clock: Callable[[], float]) -> None:
        self._studio = studio
        self._clock = clock
        self._recording: str | None = None
        self._since: dict[str, float] = {}
        self._tapes: dict[str, OpenFile] = {}
        self._failed = False
        self._finishing: set[asyncio.Task[None]] = set()

    def arrange(self, seating: SessionTopology, streams: dict[str, Stream]) -> None:
        if seating.recording != self._recording:
            self._end()
            self._recording = seating.recording
        if self._recording is None:
            return
        heard = {
            one.id: one
            for one in seating.people.values()
            if seating.state == "on" and one.consent == "given" and one.id in streams
        }
        for id, tape in list(self._tapes.items()):
            # What came before this word is kept, or not, as it was then.
            tape.stream.forwarder.settle()
            if id not in seating.people or streams.get(id) is not tape.stream:
                self._finish(self._tapes.pop(id))
            elif id in heard:
                tape.recorder.resume()
            else:
                tape.recorder.pause()
        for one in heard.values():
            self._record(one, streams[one.id])

    def stored(self) -> dict[str, Any] | None:
        """As the signal of that name; None while nothing is recorded."""
        if self._recording is None or not self._tapes:
            return None
        states = [tape.recorder.state for tape in self._tapes.values()]
        problems = [state.problem for state in states if state.problem]
        return {
            "recording": self._recording,
            "seconds": round(max(state.seconds for state in states), 1),
            "disk_bytes": sum(state.bytes_on_disk for state in states),
            "stored_bytes": sum(state.bytes_stored for state in states),
            "problem": problems[0] if problems else None,
        }

    def end(self) -> None:
        """The session is over, or another node has it."""
        self._end()
        self._recording = None

    async def finished(self, seconds: float) -> None:
        """Waits until S3 has everything; what it has not by then stays on the disk for the node
        that comes next."""
        if self._finishing:
            _, late = await asyncio.wait(self._finishing, timeout=seconds)
            for task in late:
                task.cancel()
            await asyncio.gather(*late, return_exceptions=True)

    def _record(self, one: SessionParticipant, stream: Stream) -> None:
        """A phone that comes back with another codec begins another file."""
        codec = stream.forwarder.codec if one.on_site else None
        known = self._tapes.get(one.id)
        if known is not None:
            if known.codec == codec:
                return
            self._finish(self._tapes.pop(one.id))
        if not any(stream.heard().values()):
            return
        now = self._clock()
        if codec is None and one.on_site and now - self._since.setdefault(one.id, now) < PATIENCE:
            return
        try:
            self._tapes[one.id] = self._begun(one, stream, codec)
        except OSError as error:  # tried again with the next look
            if not self._failed:
                log.error("recording can't begin", problem=str(error))
            self._failed = True
        else:
            self._failed = False

    def _begun(self, one: SessionParticipant, stream: Stream, codec: Codec | None) -> OpenFile:
        recording = self._recording or ""
        file = RecordingFile(recording, str(uuid4()), one.id, MEDIA_TYPES[codec], "")
        recorder = Recorder(
            self._studio.folder,
            file,
            codec,
            self._studio.uploads,
            stream.forwarder.want_keyframe,
            self._clock,
            limit=self._studio.limit,
        )
        stream.forwarder.attach(recorder)
        stream.forwarder.want_keyframe()
        log.info("recording", file=file.id, kind=file.media_type)
        return OpenFile(recorder, stream, codec)

    def _end(self) -> None:
        for tape in self._tapes.values():
            self._finish(tape)
        self._tapes.clear()
        self._since.clear()

    def _finish(self, tape: OpenFile) -> None:
        tape.cut()
        task = asyncio.ensure_future(self._finished(tape.recorder))
        self._finishing.add(task)
        task.add_done_callback(self._finishing.discard)

    async def _finished(self, recorder: Recorder) -> None:
        try:
            await recorder.finish()
        except (Unfinished, OSError) as error:
            log.error("recording is left on the disk", problem=str(error))
        except Exception as error:
            log.error("recording is left on the disk", exc_info=error)
