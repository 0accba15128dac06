"""Real pictures and sound, disturbed on their way, as an independent decoder finds them in the
file."""

import random
from pathlib import Path

import pytest

from realtime.media.recording.container.container import MediaFrame
from realtime.media.recording.container.fmp4 import FragmentedMp4
from realtime.media.recording.inputs import Pause, SourceChange, WriterInput
from realtime.media.recording.upload.uploads import PART
from realtime.media.rtp.track import Codec
from tests.media.recording.filming import (
    FPS,
    SOUND,
    Track,
    at_arrival,
    disturbed,
    film,
    pictures,
    sounds,
)
from tests.media.recording.manual_writer import CODECS, ManualWriter, near
from tests.media.recording.reading import decoded, jumped


@pytest.mark.parametrize("codec", CODECS)
def test_every_picture_and_sound_is_there_at_its_time(tmp_path: Path, codec: Codec) -> None:
    manual = ManualWriter(tmp_path, codec)
    shown, heard = pictures(codec, 150), sounds(250)
    # Sequence numbers and timestamps wrap on the way.
    tracks = Track("video", 65_500, 2**32 - 90_000), Track("audio", 65_400, 2**32 - 48_000)
    manual.take(at_arrival(film(codec, shown, heard, *tracks)))
    seen = manual.read()
    assert near(seen.pictures, [at / FPS for at in range(150)])
    assert near(seen.sounds, [at * SOUND for at in range(250)])
    assert seen.duration == pytest.approx(5, abs=0.05)
    assert manual.asked == []
    assert jumped(manual.journal.media, 4.5) == pytest.approx(4, abs=0.001)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("seed", range(3))
def test_packets_that_come_late_twice_or_out_of_order_are_put_right(
    tmp_path: Path, codec: Codec, seed: int
) -> None:
    print("seed", seed)
    manual = ManualWriter(tmp_path, codec)
    chance = random.Random(seed)
    film_ = film(
        codec,
        pictures(codec, 150),
        sounds(250),
        Track("video", chance.randrange(65_536), chance.randrange(2**32)),
        Track("audio", chance.randrange(65_536), chance.randrange(2**32)),
    )
    # The first packet of each kind arrives first: a packet that overtakes it is before the file's
    # beginning.
    late = [
        one._replace(arrived=one.arrived + (0.5 * chance.random() if at > 60 else 0))
        for at, one in enumerate(film_)
    ]
    twice = late + chance.sample(late, 40)
    manual.take(at_arrival(twice))
    seen = manual.read()
    assert near(seen.pictures, [at / FPS for at in range(150)])
    assert near(seen.sounds, [at * SOUND for at in range(250)])


@pytest.mark.parametrize("codec", CODECS)
def test_pictures_begin_again_after_a_loss_with_a_requested_keyframe(
    tmp_path: Path, codec: Codec
) -> None:
    manual = ManualWriter(tmp_path, codec)
    packets = film(codec, pictures(codec, 150), sounds(250), Track("video"), Track("audio"))
    lost = next(one for one in packets if one.kind == "video" and one.arrived > 2.49)
    silent = next(one for one in packets if one.kind == "audio" and one.arrived > 3)
    manual.take(at_arrival([one for one in packets if one not in (lost, silent)]))
    seen = manual.read()
    assert near(seen.pictures, [at / FPS for at in range(150) if not 75 <= at < 120])
    assert near(seen.sounds, [at * SOUND for at in range(250)])  # One of them is silence.
    assert any(3 < at < 4 for at in manual.asked)
    assert manual.writer.assembly.lost == {"video": 1, "audio": 1}


@pytest.mark.parametrize("codec", CODECS)
def test_a_turned_phone_films_on_in_another_size(tmp_path: Path, codec: Codec) -> None:
    manual = ManualWriter(tmp_path, codec)
    video, audio = Track("video"), Track("audio")
    upright = pictures(codec, 30, (120, 160))
    shown = [*pictures(codec, 30), *upright, *pictures(codec, 30, (320, 180))]
    manual.take(at_arrival(film(codec, shown, sounds(150), video, audio)))
    seen = manual.read()
    assert seen.sizes == [(160, 120)] * 30 + [(120, 160)] * 30 + [(320, 180)] * 30
    assert near(seen.pictures, [at / FPS for at in range(90)])


@pytest.mark.parametrize("codec", CODECS)
def test_a_phone_that_comes_back_films_on_in_the_same_file(tmp_path: Path, codec: Codec) -> None:
    manual = ManualWriter(tmp_path, codec)
    first = film(codec, pictures(codec, 60), sounds(100), Track("video", 5), Track("audio", 9))
    manual.take(at_arrival(first))
    away = 5.0
    again = film(
        codec,
        pictures(codec, 60),
        sounds(100),
        Track("video", 40_000, 3_000_000_000),
        Track("audio", 12, 77),
    )
    back = [one._replace(arrived=one.arrived + away) for one in again]
    begins: list[tuple[float, WriterInput]] = [
        (away - 0.01, SourceChange("audio")),
        (away - 0.01, SourceChange("video")),
    ]
    manual.take(begins + at_arrival(back))
    seen = manual.read()
    assert near(seen.pictures, [at / FPS + gone for gone in (0, away) for at in range(60)])
    assert near(
        [one for one in seen.sounds if not 2 <= one < 5],
        [at * SOUND + gone for gone in (0, away) for at in range(100)],
    )
    [gap] = manual.writer.state.gaps
    assert gap.reason == "nobody_there"
    assert (gap.at, gap.seconds) == pytest.approx((2, 3), abs=0.05)


def test_media_that_comes_while_consent_is_refused_is_not_in_the_file(tmp_path: Path) -> None:
    manual = ManualWriter(tmp_path)
    packets = film("VP8", pictures("VP8", 270), sounds(450), Track("video"), Track("audio"))
    kept = [one for one in packets if not 2.2 <= one.arrived < 5.1]
    manual.take([*at_arrival(kept), (2.2, Pause())])
    seen = manual.read()
    # The next keyframe is that of second 6.
    assert not [one for one in seen.pictures if 2.2 < one < 6 - 0.001]
    assert len(seen.pictures) == 66 + 90
    assert any(5 < at < 6 for at in manual.asked)
    assert not any(2.5 < at < 5 for at in manual.asked)
    [gap] = manual.writer.state.gaps
    assert gap.reason == "paused"
    assert (gap.at, gap.at + gap.seconds) == pytest.approx((2.2, 5.1), abs=0.05)


def test_an_expert_is_heard_and_silence_fills_her_gaps(tmp_path: Path) -> None:
    manual = ManualWriter(tmp_path, None)
    packets = film("VP8", [], sounds(500), Track("video"), Track("audio", 3, 9))
    kept = [one for one in packets if not 3 <= one.arrived < 4.03]
    manual.take(at_arrival(kept))
    seen = manual.read()
    assert seen.pictures == []
    assert seen.duration == pytest.approx(10, abs=0.03)
    # No hole is ever between two sounds: half a second is written in pieces of 120 ms.
    assert max(b - a for a, b in zip(seen.sounds, seen.sounds[1:], strict=False)) < 0.125
    assert [one for one in seen.sounds if one >= 4.039] == pytest.approx(
        [at * SOUND for at in range(202, 500)], abs=0.0011
    )


def test_a_phone_without_microphone_has_silence_as_long_as_its_pictures(tmp_path: Path) -> None:
    manual = ManualWriter(tmp_path)
    manual.take(at_arrival(film("VP8", pictures("VP8", 300), [], Track("video"), Track("audio"))))
    seen = manual.read()
    assert len(seen.pictures) == 300
    assert seen.sounds[0] == 0
    assert 7 < seen.sounds[-1] < 10


def test_keyframes_are_requested_so_that_players_can_seek(tmp_path: Path) -> None:
    manual = ManualWriter(tmp_path)
    shown = pictures("VP8", 10, key_every=900)
    long = [shown[0], *list(shown[1:]) * 100]
    manual.take(at_arrival(film("VP8", long[:720], [], Track("video"), Track("audio"))))
    assert [int(at) for at in manual.asked] == [20, 21, 22, 23]


@pytest.mark.parametrize("codec", CODECS)
def test_a_file_that_is_cut_anywhere_plays_up_to_the_cut(tmp_path: Path, codec: Codec) -> None:
    manual = ManualWriter(tmp_path, codec)
    shown = film(codec, pictures(codec, 150), sounds(250), Track("video"), Track("audio"))
    manual.take(at_arrival(shown))
    whole = manual.journal.media.read_bytes()  # Nobody has ended the file.
    chance = random.Random(7)
    cut = tmp_path / f"cut{manual.journal.media.suffix}"
    head = 512 if codec == "VP8" else 32_768
    for at in [*chance.sample(range(head + 8_000, len(whole)), 30), len(whole)]:
        if whole.rfind(b"moof", 0, at) > whole.rfind(b"mdat", 0, at):
            continue  # A part of MP4 never ends in these bytes.
        cut.write_bytes(whole[:at])
        seen = decoded(cut)
        share = (at - head) / (len(whole) - head)
        assert seen.pictures[-1] >= 5 * share - 0.8, (at, len(whole))
        assert near(seen.pictures, [n / FPS for n in range(len(seen.pictures))])


def test_a_part_of_mp4_ends_in_no_fragments_head(tmp_path: Path) -> None:
    container = FragmentedMp4()
    sound = MediaFrame("audio", 1.0, 0.02, sounds(1)[0], True)
    size = len(container.piece([sound] * 10, 0))
    for before in range(400):
        offset = PART - before
        piece = container.piece([sound] * 10, offset)
        moof = offset + piece.index(b"moof") - 4
        data = offset + piece.index(b"mdat") - 4
        assert not moof < PART < data, before
        assert len(piece) <= size + max(before, 8)


@pytest.mark.soak
@pytest.mark.parametrize("seed", range(100))
@pytest.mark.parametrize("codec", CODECS)
def test_many_disturbed_streams_give_whole_pictures_at_their_times(
    tmp_path: Path, codec: Codec, seed: int
) -> None:
    check_disturbed(tmp_path, codec, seed)


@pytest.mark.parametrize("codec", CODECS)
@pytest.mark.parametrize("seed", [11, 12])
def test_a_disturbed_stream_gives_whole_pictures_at_their_times(
    tmp_path: Path, codec: Codec, seed: int
) -> None:
    check_disturbed(tmp_path, codec, seed)


def check_disturbed(folder: Path, codec: Codec, seed: int) -> None:
    """Checks that each picture that is shown is whole and at its own time, whatever was lost."""
    print("seed", seed)
    manual = ManualWriter(folder, codec)
    chance = random.Random(seed)
    tracks = (
        Track("video", chance.randrange(65_536), chance.randrange(2**32)),
        Track("audio", chance.randrange(65_536), chance.randrange(2**32)),
    )
    shown = pictures(codec, 300, key_every=30)
    packets = disturbed(film(codec, shown, sounds(500), *tracks), seed)
    manual.take(at_arrival(packets))
    seen = manual.read()
    first, *rest = seen.pictures  # The first picture stands from the beginning on in MP4.
    numbers = [round((one - rest[0]) * FPS) for one in rest]
    assert near(rest, [rest[0] + number / FPS for number in numbers])
    assert first < rest[0]
    assert len(set(numbers)) == len(numbers) > 150
    assert len(seen.sounds) >= 490
    assert max(b - a for a, b in zip(seen.sounds, seen.sounds[1:], strict=False)) < 0.125
