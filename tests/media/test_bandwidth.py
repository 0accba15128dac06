"""The viewers' bandwidth sets the phone's target bitrate and the pacing of video, by a clock that
the test holds."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.forwarding.bandwidth import LEAST_TARGET, MOST_TARGET, target_bitrate
from realtime.media.forwarding.pacer import BURST, MOST_QUEUED
from realtime.media.rtp.rewriting import FIRST
from tests.builders.filmed_call import KEY, MBIT, Call, frames, report_remb
from tests.builders.forwarder_rig import EVA, INES
from tests.builders.rtp import AUDIO, rtp


def test_the_slowest_viewer_sets_the_target_unless_she_is_far_behind_the_others() -> None:
    assert target_bitrate([]) == target_bitrate([None]) == MOST_TARGET
    assert target_bitrate([900_000]) == target_bitrate([900_000, None]) == 900_000
    assert target_bitrate([20_000]) == LEAST_TARGET
    assert target_bitrate([MBIT, 900_000]) == 900_000
    assert target_bitrate([2 * MBIT, 300_000]) == 2 * MBIT
    assert target_bitrate([2 * MBIT, 300_000, 250_000]) == 250_000
    assert target_bitrate([50 * MBIT]) == MOST_TARGET


@given(st.lists(st.none() | st.integers(0, 2**40), max_size=9))
def test_the_target_is_within_its_bounds_and_no_more_than_the_second_slowest_takes(
    estimates: list[int | None],
) -> None:
    target = target_bitrate(estimates)
    assert LEAST_TARGET <= target <= MOST_TARGET
    estimates_known = sorted(one for one in estimates if one is not None)
    assert (
        target <= max(LEAST_TARGET, *estimates_known[:2])
        if estimates_known
        else target == MOST_TARGET
    )


def test_the_phone_gets_a_remb_at_a_change_and_each_second_but_none_before_a_viewers_first() -> (
    None
):
    call = Call()
    eva, _ = call.watch(EVA)
    call.film(1)
    assert call.remb_targets() == []
    report_remb(eva, 800_000, 12, loss=0.1)
    call.film(0.1)
    assert call.remb_targets() == [800_000]
    call.film(2)
    assert 2 <= len(call.remb_targets()) <= 4
    before = len(call.remb_targets())
    for step in range(30):
        report_remb(eva, 800_000 + step * 100_000, 12, loss=0.1)
        call.film(1 / 30)
    assert 4 <= len(call.remb_targets()) - before <= 6


def test_an_uncongested_estimate_is_a_lower_bound_and_one_that_fell_is_taken_as_it_is() -> None:
    call = Call()
    eva, _ = call.watch(EVA)
    report_remb(eva, 300_000, 12)
    assert eva.available_bitrate == 600_000
    report_remb(eva, 200_000, 12)
    assert eva.available_bitrate == 200_000
    call.film(8)
    report_remb(eva, 250_000, 12, loss=0.1)
    call.film(8)
    assert eva.available_bitrate == 250_000
    call.film(3)
    assert eva.available_bitrate == 500_000


def test_the_target_rises_when_the_slow_viewer_has_gone() -> None:
    call = Call()
    eva, _ = call.watch(EVA)
    report_remb(eva, 200_000, 12, loss=0.1)
    call.film(0.5)
    call.forwarder.leave(eva)
    call.film(0.5)
    assert call.remb_targets()[0] == 200_000
    assert call.remb_targets()[-1] > 0.99 * MOST_TARGET


def test_the_kept_packets_for_a_late_viewer_go_out_in_a_bounded_burst_that_delays_no_sound() -> (
    None
):
    call = Call()
    call.film(2)
    ines, line = call.watch(INES)
    sent = sum(len(one.payload) for one in line.packets)
    assert line.packets[0].payload == KEY
    assert sent <= BURST + len(KEY)
    assert len(line.packets) < 300
    call.tess.rtp(rtp(AUDIO, call.heard, call.heard * 960, b"sound"))
    assert line.sequences(21) == [FIRST]
    call.film(1)
    assert line.sequences(22)[:300] == list(range(FIRST, FIRST + 300))
    assert not ines.lost


def test_sound_never_waits_in_the_queue_and_a_queue_too_long_is_dropped_for_a_keyframe() -> None:
    call = Call()
    ines, line = call.watch(INES)
    report_remb(ines, 100_000, 22, loss=0.3)
    call.answers_keyframes = False
    heard = []
    for _ in range(300):
        call.film(1 / 30)
        heard.append(len(line.sequences(21)) == call.heard)
    assert all(heard)
    assert len(ines._pacer.queue) <= MOST_QUEUED
    assert ines.lost["paced"] > 50
    call.answers_keyframes = True
    report_remb(ines, 4 * MBIT, 22)
    call.film(4)
    line.packets.clear()
    call.film(1)
    assert frames(line, 22) == [5] * 30
