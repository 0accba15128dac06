"""Silence is written where no sound came. Players that follow the sound don't look at its times
once it runs: in Chromium, what follows a hole in the sound is heard too early by the length of the
hole.
"""

from collections.abc import Iterator

from realtime.media.recording.container.container import MediaFrame

# Opus packets (RFC 6716) in CELT mode, stereo, whose frames say only that they are silent.
_FRAME = b"\xff\xfe"
STEPS = (
    (0.12, b"\xff\x06" + 6 * _FRAME),
    (0.02, b"\xfc" + _FRAME),
    (0.01, b"\xf4" + _FRAME),
    (0.005, b"\xec" + _FRAME),
    (0.0025, b"\xe4" + _FRAME),
)
"""Seconds, and the packet that is silent for so long."""
ROUNDING = 0.0005
LONGEST_BEHIND, LEFT_BEHIND = 2.0, 1.0
"""Seconds by which the sound may be behind the picture. Beyond that, silence is written up to
LEFT_BEHIND before the picture, since the sound may yet come."""
OVERLAP = 0.01


def filled(frames: list[MediaFrame], since: float) -> list[MediaFrame]:
    """The frames in order of time, with silence, so that the sound has no hole from `since` on and
    doesn't overlap."""
    result: list[MediaFrame] = []
    for frame in frames:
        if frame.kind == "video":
            if frame.time - since > LONGEST_BEHIND:
                result += silence(since, frame.time - LEFT_BEHIND)
                since = frame.time - LEFT_BEHIND
        elif frame.time < since - OVERLAP:
            continue
        else:
            result += silence(since, frame.time)
            since = frame.time + frame.duration
        result.append(frame)
    return sorted(result, key=by_time)


def silence(since: float, until: float) -> Iterator[MediaFrame]:
    for length, packet in STEPS:
        while since + length <= until + ROUNDING:
            yield MediaFrame("audio", since, length, packet, True)
            since += length


def by_time(frame: MediaFrame) -> float:
    return frame.time
