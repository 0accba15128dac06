"""Recorded files as an independent decoder reads them."""

from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import av


@dataclass
class Seen:
    """The media that could be decoded, with times in seconds; `duration` as the file has it."""

    pictures: list[float] = field(default_factory=list)
    sizes: list[tuple[int, int]] = field(default_factory=list)
    sounds: list[float] = field(default_factory=list)
    duration: float | None = None
    brightness: list[float] = field(default_factory=list)


def decoded(path: Path) -> Seen:
    """The file's media up to where it is cut off, if it is: a player stops there, too."""
    seen = Seen()
    with av.open(str(path)) as file:
        seen.duration = file.duration / 1e6 if file.duration else None
        with suppress(av.InvalidDataError, av.EOFError):
            for packet in file.demux():
                for frame in packet.decode():
                    see(seen, frame)
    return seen


def see(seen: Seen, frame: object) -> None:
    if isinstance(frame, av.VideoFrame):
        seen.pictures.append(frame.time or 0.0)
        seen.sizes.append((frame.width, frame.height))
        seen.brightness.append(bytes(frame.planes[0])[0])
    elif isinstance(frame, av.AudioFrame):
        seen.sounds.append(frame.time or 0.0)


def demuxed(path: Path) -> dict[str, list[tuple[float, bytes]]]:
    """The time and the bytes of each packet, by kind."""
    packets: dict[str, list[tuple[float, bytes]]] = {"audio": [], "video": []}
    with av.open(str(path)) as file:
        for packet in file.demux():
            if packet.pts is not None and packet.size:
                time = float(packet.pts * packet.time_base)
                packets[packet.stream.type].append((time, bytes(packet)))
    return packets


def jumped(path: Path, to: float) -> float:
    """The time of the picture that a player shows after a seek to `to`."""
    with av.open(str(path)) as file:
        file.seek(int(to * 1_000_000))
        frame = next(file.decode(video=0))
        assert frame.time is not None
        return frame.time
