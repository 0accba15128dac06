"""A process that records in real time until it is killed; its arguments are a folder and a
codec."""

import asyncio
import sys
import time
from pathlib import Path
from typing import cast

from realtime.media.recording.recorder import Recorder
from realtime.media.recording.upload.memory import MemoryUploads
from realtime.media.recording.upload.uploads import RecordingFile
from realtime.media.rtp.track import Codec
from tests.media.recording.filming import Track, film, pictures, sounds
from tests.media.recording.filming_phone import PART


async def record(folder: Path, codec: Codec) -> None:
    shown, heard = list(pictures(codec, 60)) * 20, list(sounds(50)) * 40
    packets = film(codec, shown, heard, Track("video"), Track("audio"))
    uploads = MemoryUploads()
    uploads.away = True  # All that is recovered then comes from the disk.
    file = RecordingFile("the call", "tess", "tess", "video/webm", "")
    recorder = Recorder(
        folder, file, codec, uploads, lambda: None, time.monotonic, limit=1 << 30, part_size=PART
    )
    begun = time.monotonic()
    print(begun, flush=True)
    for packet in packets:
        wait = begun + packet.arrived - time.monotonic()
        if wait > 0:
            await asyncio.sleep(wait)
        now = time.monotonic()
        recorder.forward(packet.kind, packet.packet, packet.sequence, packet.timestamp, False, now)


if __name__ == "__main__":
    asyncio.run(record(Path(sys.argv[1]), cast(Codec, sys.argv[2])))
