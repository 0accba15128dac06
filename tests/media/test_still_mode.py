"""A forwarder of stills asks for few keyframes, and makes no still smaller for a slow viewer."""

from realtime.media.forwarding.bandwidth import LEAST_FOR_STILLS
from realtime.media.forwarding.forwarder import LONG, SOON
from realtime.media.forwarding.publisher import SPARED_FOR
from realtime.media.rtp import rtcp
from realtime.media.rtp.keyframes import GAP_OF_STILLS
from tests.builders.forwarder_rig import EVA, SOURCES, FilmedRig
from tests.builders.rtp import MemoryOutput


def test_a_keyframe_for_stills_is_requested_every_four_seconds_at_most() -> None:
    call = FilmedRig()
    viewer, _ = call.watch(EVA)
    call.film(1, 1, key=True)
    call.forwarder.set_still_mode(True)
    before = call.phone.keyframe_requests()
    for step in range(200):
        if step % 15 == 0:
            call.film(2 + step // 15, 1)
        viewer.rtcp(rtcp.pli(12))
        call.tess.tick()
        call.clock.now += 0.1
    assert 4 <= call.phone.keyframe_requests() - before <= 20 / GAP_OF_STILLS + 1
    call.forwarder.set_still_mode(False)
    before = call.phone.keyframe_requests()
    for step in range(50):
        viewer.rtcp(rtcp.pli(12))
        call.tess.tick()
        call.film(20 + step, 1, key=True)
        call.clock.now += 0.1
    assert call.phone.keyframe_requests() - before >= 4


def test_a_browser_that_waits_for_the_next_still_gets_no_keyframe_in_between() -> None:
    """Chromium asks for a keyframe whenever it has shown nothing for three seconds."""
    call = FilmedRig()
    viewer, _ = call.watch(EVA)
    call.film(1, 1, key=True)
    call.forwarder.set_still_mode(True)
    before = call.phone.keyframe_requests()

    def requests_after(seconds: float) -> int:
        call.clock.now += seconds
        before = call.phone.keyframe_requests()
        viewer.rtcp(rtcp.pli(12))
        call.tess.tick()
        return call.phone.keyframe_requests() - before

    for first in (2, 5, 8, 11):
        call.film(first, 3)
        assert requests_after(SOON + 1) == 0
    assert call.phone.keyframe_requests() == before
    # A request after half a picture does not count either; a browser that can't decode asks soon
    # after a whole one.
    call.film(14, 2, ends=False)
    assert requests_after(0.5) == 0
    call.film(16, 3)
    assert requests_after(0.5) == 1
    assert requests_after(LONG + 0.1) == 1


def test_no_keyframe_of_a_moving_picture_is_requested_once_a_still_has_come() -> None:
    call = FilmedRig()
    call.film(1, 1, key=True)
    call.film(90, 1)
    assert call.phone.nack_requests() != []
    call.forwarder.set_still_mode(True)
    call.film(150, 1, key=True)
    before = len(call.phone.nack_requests())
    for _ in range(20):
        call.clock.now += 0.1
        call.tess.tick()
    assert len(call.phone.nack_requests()) == before


def test_a_viewer_with_a_low_estimate_makes_no_still_smaller() -> None:
    call = FilmedRig()
    viewer, _ = call.watch(EVA)
    call.forwarder.set_still_mode(True)
    again = MemoryOutput()
    newest = call.forwarder.publish(again, SOURCES)
    viewer.rtcp(rtcp.remb([12], 60_000))
    call.forwarder.tick()
    [remb] = again.rtcp_packets(rtcp.PICTURE_FEEDBACK, rtcp.APPLICATION)
    assert abs((rtcp.read_remb(remb.body) or 0) - LEAST_FOR_STILLS) < 10
    # Once the picture moves, estimates that were made of stills are ignored for a while.
    newest.set_still_mode(False)
    call.clock.now += SPARED_FOR / 2
    call.forwarder.tick()
    remb = again.rtcp_packets(rtcp.PICTURE_FEEDBACK, rtcp.APPLICATION)[-1]
    assert abs((rtcp.read_remb(remb.body) or 0) - LEAST_FOR_STILLS) < 10
    call.clock.now += SPARED_FOR
    call.forwarder.tick()
    remb = again.rtcp_packets(rtcp.PICTURE_FEEDBACK, rtcp.APPLICATION)[-1]
    assert (rtcp.read_remb(remb.body) or 0) < 200_000


def test_stills_are_left_out_for_no_viewer() -> None:
    call = FilmedRig()
    viewer, _ = call.watch(EVA)

    def left_out_after(first: int) -> bool:
        for step in range(80):
            viewer.rtcp(rtcp.remb([12], 20_000))
            call.film(first + step * 10, 10, key=step == 0, since=(first + step * 10) * 900)
            call.forwarder.tick()
        return viewer.keyframes_only

    assert left_out_after(1)
    call.forwarder.set_still_mode(True)
    assert not viewer.keyframes_only
    assert not left_out_after(801)
