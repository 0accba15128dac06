"""The viewers' bandwidth: the target bitrate of the phone, the viewers who are shown keyframes
alone, and the pace of video; by a clock that the test holds."""

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
    """Tess sends 30 frames a second of five packets each, about 1.2 Mbit/s, and sound between."""

    def __init__(self) -> None:
        super().__init__()
        self.frame = self.sequence = self.heard = 0
        self.answers_keyframes = True
        self._served = 0

    def film(self, seconds: float) -> None:
        for _ in range(int(seconds * 30)):
            asked = self.phone.keyframe_requests()
            key = self.frame == 0 or (asked > self._served and self.answers_keyframes)
            self._served = asked
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


def says(viewer: Viewer, bits: int, ssrc: int, loss: float = 0.0) -> None:
    block = ssrc.to_bytes(4, "big") + bytes((int(loss * 256),)) + bytes(19)
    viewer.rtcp(rtcp.remb([ssrc], bits) + rtcp.receiver_report([block]))


def shown(viewer: Viewer) -> str:
    return "keyframes" if viewer.keyframes_only else "whole"


def frames(line: MemoryOutput, ssrc: int) -> list[int]:
    """The number of packets of each frame, in order."""
    found: dict[int, int] = {}
    for sent in line.packets:
        if sent.ssrc == ssrc:
            found[sent.timestamp] = found.get(sent.timestamp, 0) + 1
    return list(found.values())


def strained() -> tuple[Call, Viewer, Viewer, MemoryOutput]:
    """A call in which Eva has all she wants, and Ines a path that cannot take it."""
    call = Call()
    eva, _ = call.watch(EVA)
    ines, line = call.watch(INES)
    for _ in range(4):
        says(eva, 2 * MBIT, 12)
        says(ines, 200_000, 22, loss=0.3)
        call.film(1)
    return call, eva, ines, line


def test_one_viewer_alone_sets_the_measure_and_the_slowest_of_several_unless_far_behind() -> None:
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
    found = target_bitrate(estimates)
    assert LEAST_TARGET <= found <= MOST_TARGET
    known = sorted(one for one in estimates if one is not None)
    assert found <= max(LEAST_TARGET, *known[:2]) if known else found == MOST_TARGET


def test_the_phone_is_told_at_a_change_and_each_second_and_not_before_anyone_says_anything() -> (
    None
):
    call = Call()
    eva, _ = call.watch(EVA)
    call.film(1)
    assert call.remb_targets() == []
    says(eva, 800_000, 12, loss=0.1)
    call.film(0.1)
    assert call.remb_targets() == [800_000]
    call.film(2)
    assert 2 <= len(call.remb_targets()) <= 4
    before = len(call.remb_targets())
    for step in range(30):
        says(eva, 800_000 + step * 100_000, 12, loss=0.1)
        call.film(1 / 30)
    assert 4 <= len(call.remb_targets()) - before <= 6


def test_an_estimate_that_nothing_has_congested_is_the_least_and_one_that_fell_is_what_it_is() -> (
    None
):
    call = Call()
    eva, _ = call.watch(EVA)
    says(eva, 300_000, 12)
    assert eva.available_bitrate == 600_000
    says(eva, 200_000, 12)
    assert eva.available_bitrate == 200_000
    call.film(8)
    says(eva, 250_000, 12, loss=0.1)
    call.film(8)
    assert eva.available_bitrate == 250_000
    call.film(3)
    assert eva.available_bitrate == 500_000


def test_when_the_slow_viewer_has_gone_the_phone_is_told_that_it_may_do_more() -> None:
    call = Call()
    eva, _ = call.watch(EVA)
    says(eva, 200_000, 12, loss=0.1)
    call.film(0.5)
    call.forwarder.leave(eva)
    call.film(0.5)
    assert call.remb_targets()[0] == 200_000
    assert call.remb_targets()[-1] > 0.99 * MOST_TARGET


def test_a_viewer_who_cannot_take_it_sees_whole_keyframes_and_hears_everything() -> None:
    call, eva, ines, line = strained()
    assert ines.keyframes_only
    assert not eva.keyframes_only
    call.film(0.5)
    line.packets.clear()
    heard = call.heard
    asked = call.phone.keyframe_requests()
    call.film(5.5)
    assert 1 <= call.phone.keyframe_requests() - asked <= 5.5 / KEYFRAME_EVERY + 1
    assert frames(line, 22) == [5] * len(frames(line, 22))
    assert 1 <= len(frames(line, 22)) <= 2
    assert len(line.sequences(21)) == call.heard - heard
    assert ines.lost["thinned"] > 500


def test_what_was_left_out_is_no_gap_and_a_loss_before_it_is_still_repaired() -> None:
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


def test_she_is_restored_when_her_path_is_and_sees_on_from_a_keyframe() -> None:
    call, _, ines, line = strained()
    assert "keyframes" in shown(ines)
    says(ines, 2 * MBIT, 22)
    call.film(3)
    assert "keyframes" not in shown(ines)
    line.packets.clear()
    call.film(1)
    assert frames(line, 22) == [5] * 30
    sequences = line.sequences(22)
    assert sequences == list(range(sequences[0], sequences[0] + 150))


def test_one_whose_estimate_cannot_rise_by_itself_is_tried_again_after_waits_that_double() -> None:
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


def test_an_estimate_that_lags_and_rises_is_no_reason_for_keyframes_alone() -> None:
    selection = FrameSelection()
    for step in range(600):
        selection.tick(200_000 + step * 1_000, 0.0, MBIT, step * 0.05)
        assert not selection.keyframes_only


def test_a_late_viewers_stretch_goes_out_in_a_bounded_burst_and_sound_waits_for_none_of_it() -> (
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


def test_sound_is_never_behind_a_queue_and_a_queue_too_long_ends_in_a_keyframe() -> None:
    call = Call()
    ines, line = call.watch(INES)
    says(ines, 100_000, 22, loss=0.3)
    call.answers_keyframes = False
    heard = []
    for _ in range(300):
        call.film(1 / 30)
        heard.append(len(line.sequences(21)) == call.heard)
    assert all(heard)
    assert len(ines._pacer.queue) <= MOST_QUEUED
    assert ines.lost["paced"] > 50
    call.answers_keyframes = True
    says(ines, 4 * MBIT, 22)
    call.film(4)
    line.packets.clear()
    call.film(1)
    assert frames(line, 22) == [5] * 30
