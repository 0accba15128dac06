"""Sound and picture stay together for ten minutes, with clocks that drift and one packet in twenty
lost."""

import random
from pathlib import Path

import pytest

from realtime.media.recording.inputs import SourceChange, TrackPacket, WriterInput
from realtime.media.recording.timeline import FURTHEST, Timeline
from realtime.media.rtp.rtcp import SenderReport
from tests.media.recording.filming import FPS, SOUND, Track, at_arrival, disturbed
from tests.media.recording.manual_writer import ManualWriter
from tests.media.recording.reading import demuxed

DESCRIPTOR, TALK = b"\x10", b"\xfc"


def picture(number: int) -> bytes:
    """A picture of which only the head is VP8, since nobody decodes it here; every second second
    has a keyframe."""
    label = number.to_bytes(4, "big")
    if number % 60:
        return DESCRIPTOR + b"\x01" + label
    return DESCRIPTOR + b"\x00\x00\x00\x9d\x01\x2a\x40\x01\xf0\x00" + label


def talk(seconds: int, video: Track, audio: Track, seed: int) -> list[tuple[float, WriterInput]]:
    """Packets of pictures and sounds, each of which contains its number."""
    packets: list[TrackPacket] = []
    for number in range(seconds * FPS):
        packets += video.packets(number / FPS, [picture(number)])
    for number in range(int(seconds / SOUND)):
        packets += audio.packets(number * SOUND, [TALK + number.to_bytes(4, "big")])
    reports = [
        (second + 0.3, track.report(second + 0.2))
        for second in range(3, seconds, 2)
        for track in (video, audio)
    ]
    return [*at_arrival(disturbed(packets, seed)), *reports]


def errors(path: Path, after: float = 0.0) -> list[tuple[float, float]]:
    """The time of each picture in the file, and its delay against its sound."""
    packets = demuxed(path)
    sounds = {
        int.from_bytes(data[1:], "big") * SOUND: time
        for time, data in packets["audio"]
        if len(data) == 5 and time >= after
    }
    pictures = {
        int.from_bytes(data[-4:], "big") / FPS: time
        for time, data in packets["video"]
        if time >= after
    }
    both = sorted(set(sounds) & set(pictures))
    return [(when, pictures[when] - sounds[when]) for when in both]


@pytest.mark.parametrize("seed", [1, 2])
def test_sound_and_picture_are_aligned_after_ten_minutes_at_five_percent_loss(
    tmp_path: Path, seed: int
) -> None:
    print("seed", seed)
    manual = ManualWriter(tmp_path)
    chance = random.Random(seed)
    # Ten minutes at 200 ppm are 120 ms, and here the clocks drift apart by 320 ppm.
    video = Track("video", 60_000, chance.randrange(2**32), drift=-0.00012, late=0.15)
    audio = Track("audio", 64_000, chance.randrange(2**32), drift=0.0002, late=0.02)
    manual.take(talk(600, video, audio, seed))
    manual.writer.close(manual.now)
    measured = errors(manual.journal.media)
    assert len(measured) > 3_000
    late = [error for when, error in measured if when > 6]
    print("worst", max(map(abs, late)), "before reports", max(abs(e) for w, e in measured if w < 3))
    assert max(map(abs, late)) <= 0.01
    assert max(abs(error) for _, error in measured) <= 0.2


def later(events: list[tuple[float, WriterInput]], by: float) -> list[tuple[float, WriterInput]]:
    return [
        (at + by, one._replace(arrived=one.arrived + by) if isinstance(one, TrackPacket) else one)
        for at, one in events
    ]


def test_sound_and_picture_are_aligned_after_a_reconnect(tmp_path: Path) -> None:
    manual = ManualWriter(tmp_path)
    away = 27.0
    first = talk(20, Track("video", 5, 77, late=0.2), Track("audio", 9, 99), 3)
    video = Track("video", 500, 2**31, late=0.01)
    again = later(talk(20, video, Track("audio", 900, 2**30, late=0.25), 4), away)
    begins: list[tuple[float, WriterInput]] = [
        (away, SourceChange("audio")),
        (away, SourceChange("video")),
    ]
    manual.take([*first, *begins, *again])
    manual.writer.close(manual.now)
    assert manual.writer.state.seconds == pytest.approx(away + 20, abs=0.5)
    [gap] = manual.writer.state.gaps
    assert (gap.at, gap.seconds) == pytest.approx((20, 7), abs=0.6)
    measured = errors(manual.journal.media, after=away)
    assert max(abs(error) for when, error in measured if when > 6) <= 0.01


def test_the_arrival_aligns_sound_and_picture_without_sender_reports() -> None:
    timeline = Timeline()
    assert timeline.place("video", 4_000_000_000, 100.0) == 0
    assert timeline.place("audio", 17, 100.25) == pytest.approx(0.25)
    assert timeline.place("audio", 17 + 960, 103.0) == pytest.approx(0.27)
    assert timeline.time_at(104.0) == pytest.approx(1.27)


def test_absurd_reports_and_timestamps_move_nothing_far() -> None:
    timeline = Timeline()
    timeline.place("audio", 0, 10.0)
    timeline.place("video", 0, 10.0)
    timeline.report("audio", SenderReport(1, 5 << 32, 0))
    timeline.report("video", SenderReport(2, 5_000_000 << 32, 0))
    assert timeline.place("video", 3_000, 10.03) == pytest.approx(0.033, abs=0.01)
    assert timeline.place("video", 2**31, 10.06) <= FURTHEST
    assert timeline.place("audio", 2**31 - 1, 10.08) == pytest.approx(0.08, abs=0.05)
