"""Silence where no sound came. Players that follow the sound don't look at its times once it runs:
in Chromium, what follows a hole in the sound is heard too early by the length of the hole.
"""

from collections.abc import Iterator

from realtime.media.recording.container.container import MediaFrame

# Opus (RFC 6716): CELT, stereo, of which each frame says only that it is silent.
_FRAME = b"\xff\xfe"
STEPS = (
    (0.12, b"\xff\x06" + 6 * _FRAME),
    (0.02, b"\xfc" + _FRAME),
    (0.01, b"\xf4" + _FRAME),
    (0.005, b"\xec" + _FRAME),
    (0.0025, b"\xe4" + _FRAME),
)
"""Seconds, and a packet that is silent for so long."""
ROUNDING = 0.0005
LONGEST_BEHIND, LEFT_BEHIND = 2.0, 1.0
"""Seconds by which the sound may be behind the picture, and by which it is then left behind, since
it may yet come."""
OVERLAP = 0.01


def filled(frames: list[MediaFrame], since: float) -> list[MediaFrame]:
    """Frames in order of time, so that the sound has no hole from `since` on, nor overlaps."""
    made: list[MediaFrame] = []
    for frame in frames:
        if frame.kind == "video":
            if frame.time - since > LONGEST_BEHIND:
                made += silence(since, frame.time - LEFT_BEHIND)
                since = frame.time - LEFT_BEHIND
        elif frame.time < since - OVERLAP:
            continue
        else:
            made += silence(since, frame.time)
            since = frame.time + frame.duration
        made.append(frame)
    return sorted(made, key=by_time)


def silence(since: float, until: float) -> Iterator[MediaFrame]:
    for length, packet in STEPS:
        while since + length <= until + ROUNDING:
            yield MediaFrame("audio", since, length, packet, True)
            since += length


def by_time(frame: MediaFrame) -> float:
    return frame.time
