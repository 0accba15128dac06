"""A writer without its thread, whose turns a test runs."""

from dataclasses import dataclass, field
from pathlib import Path

from realtime.media.recording.disk.journal import Journal
from realtime.media.recording.inputs import WriterInput
from realtime.media.recording.upload.uploads import RecordingFile
from realtime.media.recording.writer import Writer
from realtime.media.rtp.track import Codec
from tests.media.recording.filming import turns
from tests.media.recording.reading import Seen, decoded

CODECS: list[Codec] = ["VP8", "H264"]
TESS = RecordingFile("the call", "tess", "tess", "video/webm", "")


@dataclass
class ManualWriter:
    """A writer whose turns a test runs itself."""

    folder: Path
    codec: Codec | None = "VP8"
    asked: list[float] = field(default_factory=list)
    now: float = 0.0

    def __post_init__(self) -> None:
        self.journal = Journal(self.folder / "tess.json", self.codec, TESS)
        self.writer = Writer(
            self.journal,
            1 << 40,
            lambda size: 0,
            lambda: self.asked.append(self.now),
            lambda ago: "2026-11-25T10:00:00+00:00",
        )

    def take(self, events: list[tuple[float, WriterInput]]) -> None:
        self.now = turns(events, self.turn, self.now)

    def turn(self, events: list[WriterInput], now: float) -> None:
        self.now = now
        self.writer.turn(events, now)

    def read(self) -> Seen:
        self.writer.close(self.now)
        return decoded(self.journal.media)


def near(times: list[float], expected: list[float]) -> bool:
    """Whether the times are the expected ones, to the millisecond of WebM."""
    return len(times) == len(expected) and all(
        abs(one - other) <= 0.0011 for one, other in zip(times, expected, strict=True)
    )
