"""A viewer on a congested path gets keyframes alone until it recovers, by a clock that the test
holds."""

from itertools import pairwise

from realtime.media.forwarding.frame_selection import (
    FIRST_WAIT,
    KEYFRAME_EVERY,
    LONGEST_WAIT,
    FrameSelection,
)
from realtime.media.forwarding.viewer import Viewer
from realtime.media.rtp import rtcp
from realtime.media.rtp.rewriting import FIRST
from tests.builders.filmed_call import MBIT, Call, frames, report_remb
from tests.builders.forwarder_rig import EVA, INES
from tests.builders.rtp import MemoryOutput


def shown(viewer: Viewer) -> str:
    return "keyframes" if viewer.keyframes_only else "whole"


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
