"""The bandwidth of viewers: the target bitrate of the phone, the viewers who get keyframes alone,
and the pacing of video; by a clock that the test holds."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.forwarding.bandwidth import LEAST_TARGET, MOST_TARGET, target_bitrate
from realtime.media.forwarding.frame_selection import (
    FIRST_WAIT,
    KEYFRAME_EVERY,
    LONGEST_WAIT,
    FrameSelection,
)
from realtime.media.forwarding.pacer import BURST, MOST_QUEUED
from realtime.media.forwarding.viewer import Viewer
from realtime.media.rtp import rtcp
from realtime.media.rtp.rewriting import FIRST
from tests.builders.forwarder_rig import EVA, INES, ForwarderRig
from tests.builders.rtp import AUDIO, VIDEO, MemoryOutput, rtp

KEY, DELTA = b"\x10\x00" + bytes(1_000), b"\x10\x01" + bytes(1_000)
MBIT = 1_000_000


class Call(ForwarderRig):
    """A call in which Tess sends 30 frames a second of five packets each, about 1.2 Mbit/s, and
    sound between."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = self.sequence = self.heard = 0
        self.answers_keyframes = True
        self._served = 0

    def film(self, seconds: float) -> None:
        for _ in range(int(seconds * 30)):
            requests = self.phone.keyframe_requests()
            key = self.frame == 0 or (requests > self._served and self.answers_keyframes)
            self._served = requests
            for step in range(5):
                payload = KEY if key and step == 0 else DELTA[:1] + b"\x01" + DELTA[2:]
                if step:
                    payload = b"\x00" + payload[1:]
                self.tess.rtp(rtp(VIDEO, self.sequence, self.frame * 3_000, payload))
                self.sequence += 1
            self.tess.rtp(rtp(AUDIO, self.heard, self.heard * 960, b"sound"))
            self.heard += 1
            self.frame += 1
            self.clock.now += 1 / 30
            self.tess.tick()
            self.forwarder.tick()

    def remb_targets(self) -> list[int]:
        rembs = self.phone.rtcp_packets(rtcp.PICTURE_FEEDBACK, rtcp.APPLICATION)
        return [rtcp.read_remb(part.body) or 0 for part in rembs]


def report_remb(viewer: Viewer, bits: int, ssrc: int, loss: float = 0.0) -> None:
    block = ssrc.to_bytes(4, "big") + bytes((int(loss * 256),)) + bytes(19)
    viewer.rtcp(rtcp.remb([ssrc], bits) + rtcp.receiver_report([block]))


def shown(viewer: Viewer) -> str:
    return "keyframes" if viewer.keyframes_only else "whole"


def frames(line: MemoryOutput, ssrc: int) -> list[int]:
    """The number of packets of each frame, in order."""
    counts: dict[int, int] = {}
    for packet in line.packets:
        if packet.ssrc == ssrc:
            counts[packet.timestamp] = counts.get(packet.timestamp, 0) + 1
    return list(counts.values())


def strained() -> tuple[Call, Viewer, Viewer, MemoryOutput]:
    """A call in which Eva has all she wants, and Ines has a path that cannot take it."""
    call = Call()
    eva, _ = call.watch(EVA)
    ines, line = call.watch(INES)
    for _ in range(4):
        report_remb(eva, 2 * MBIT, 12)
        report_remb(ines, 200_000, 22, loss=0.3)
        call.film(1)
    return call, eva, ines, line


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


def test_a_viewer_on_a_congested_path_gets_keyframes_alone_and_all_sound() -> None:
    call, eva, ines, line = strained()
    assert ines.keyframes_only
    assert not eva.keyframes_only
    call.film(0.5)
    line.packets.clear()
    heard = call.heard
    before = call.phone.keyframe_requests()
    call.film(5.5)
    assert 1 <= call.phone.keyframe_requests() - before <= 5.5 / KEYFRAME_EVERY + 1
    assert frames(line, 22) == [5] * len(frames(line, 22))
    assert 1 <= len(frames(line, 22)) <= 2
    assert len(line.sequences(21)) == call.heard - heard
    assert ines.lost["thinned"] > 500


def test_frames_that_are_left_out_leave_no_gap_and_a_loss_before_them_is_still_repaired() -> None:
    call, _, ines, line = strained()
    call.film(4)
    assert ines.keyframes_only
    sequences = line.sequences(22)
    assert sequences == list(range(FIRST, FIRST + len(sequences)))
    last = [sent for sent in line.packets if sent.ssrc == 22][-8:]
    line.packets.clear()
    ines.rtcp(rtcp.nack(22, [sent.sequence for sent in last]))
    again = {sent.sequence: sent for sent in line.packets}
    for sent in last:
        assert again.get(sent.sequence, sent) == sent
    assert set(again) >= {sent.sequence for sent in last[3:]}


def test_a_viewer_whose_path_recovers_gets_all_frames_again_from_a_keyframe_on() -> None:
    call, _, ines, line = strained()
    assert "keyframes" in shown(ines)
    report_remb(ines, 2 * MBIT, 22)
    call.film(3)
    assert "keyframes" not in shown(ines)
    line.packets.clear()
    call.film(1)
    assert frames(line, 22) == [5] * 30
    sequences = line.sequences(22)
    assert sequences == list(range(sequences[0], sequences[0] + 150))


def test_a_viewer_whose_estimate_cannot_rise_is_probed_after_waits_that_double() -> None:
    selection, now = FrameSelection(), 0.0
    reduced: list[float] = []
    while now < 400:
        before = selection.keyframes_only
        selection.tick(200_000, 0.3, MBIT, now)
        if selection.keyframes_only and not before:
            reduced.append(now)
        now += 0.05
    gaps = [round(later - one) for one, later in pairwise(reduced)]
    assert gaps[0] < FIRST_WAIT + 4
    assert gaps[1] > 1.8 * FIRST_WAIT
    assert max(gaps) <= LONGEST_WAIT + 4


def test_an_estimate_that_is_low_but_rises_is_no_reason_for_keyframes_alone() -> None:
    selection = FrameSelection()
    for step in range(600):
        selection.tick(200_000 + step * 1_000, 0.0, MBIT, step * 0.05)
        assert not selection.keyframes_only


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
