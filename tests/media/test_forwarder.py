"""A forwarder turns Tess's packets into Eva's and Ines', and into feedback for the phone."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.forwarding.bandwidth import LEAST_FOR_STILLS
from realtime.media.forwarding.forwarder import LONG, SOON
from realtime.media.forwarding.publisher import MOST_PACKETS, SPARED_FOR, Publisher
from realtime.media.forwarding.resender import MOST_RESENT
from realtime.media.forwarding.viewer import MOST_COMPOUNDS
from realtime.media.rtp import rtcp
from realtime.media.rtp.keyframes import GAP_OF_STILLS
from realtime.media.rtp.nack import MOST_MISSING
from realtime.media.rtp.rewriting import FIRST
from realtime.media.rtp.track import LONGEST_PICTURE
from tests.builders.forwarder_rig import EVA, INES, SOURCES, FilmedRig
from tests.builders.rtp import AUDIO, DELTA, KEY, RTX, VIDEO, MemoryOutput, mutated_packets, rtp


def test_each_viewer_gets_sequence_numbers_of_her_own() -> None:
    call = FilmedRig()
    _, eva = call.watch(EVA)
    call.film(65_534, 5, key=True, since=2**32 - 900)
    _, ines = call.watch(INES)
    call.film(3, 2, since=3_600)
    call.tess.rtp(rtp(AUDIO, 9, 5, b"sound"))
    assert eva.sequences(12) == list(range(FIRST, FIRST + 7))
    assert ines.sequences(22) == list(range(FIRST, FIRST + 7))
    assert len({sent.timestamp for sent in eva.packets if sent.ssrc == 12}) == 7
    assert eva.sequences(11) == ines.sequences(21) == [FIRST]
    assert {sent.payload for sent in eva.packets} == {KEY, DELTA, b"sound"}


def test_a_late_viewer_gets_the_kept_picture_at_once_without_a_keyframe_request() -> None:
    call = FilmedRig()
    call.film(1, 200, key=True)
    before = call.phone.keyframe_requests()
    _, eva = call.watch(EVA)
    assert len(eva.packets) == 200
    assert eva.packets[0].payload == KEY
    assert call.phone.keyframe_requests() == before


def test_a_kept_picture_that_is_too_old_is_not_sent_and_a_keyframe_is_requested() -> None:
    call = FilmedRig()
    call.film(1, LONGEST_PICTURE + 1, key=True)
    _, eva = call.watch(EVA)
    assert eva.packets == []
    assert call.phone.keyframe_requests() == 1
    call.film(LONGEST_PICTURE + 2, 3, since=900_000)
    assert eva.packets == []
    call.film(LONGEST_PICTURE + 5, 3, key=True, since=990_000)
    assert len(eva.packets) == 3


def test_all_viewers_together_ask_for_one_keyframe_a_second() -> None:
    call = FilmedRig()
    viewers = [call.watch({"audio": 2 * one, "video": 2 * one + 1})[0] for one in range(1, 6)]
    call.film(1, 1, key=True)
    before = call.phone.keyframe_requests()
    for step in range(100):
        for viewer in viewers:
            viewer.rtcp(rtcp.pli(12))
        call.film(2 + step, 3)
        call.tess.tick()
    assert call.phone.keyframe_requests() - before <= 4


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


def test_viewers_go_on_when_the_phone_comes_back_under_other_ssrcs() -> None:
    call = FilmedRig()
    _, eva = call.watch(EVA)
    call.film(60_000, 4, key=True, since=4_000_000)
    old, last = call.tess, eva.packets[-1]
    phone = MemoryOutput()
    call.tess = call.forwarder.publish(phone, SOURCES)
    call.film(7, 2, since=10)
    assert phone.keyframe_requests() == 1
    assert eva.packets[-1] == last
    call.film(9, 2, key=True, since=1_800)
    old.rtp(rtp(VIDEO, 60_005, 4_009_000))
    assert eva.sequences(12) == list(range(FIRST, FIRST + 6))
    assert 0 < eva.packets[4].timestamp - last.timestamp < 9_000
    assert len({sent.timestamp for sent in eva.packets}) == 6


def test_viewers_go_on_when_sequence_numbers_begin_anew_on_the_same_leg() -> None:
    call = FilmedRig()
    _, eva = call.watch(EVA)
    call.film(10, 3, key=True)
    call.film(40_000, 3, key=True, since=5)
    assert eva.sequences(12) == list(range(FIRST, FIRST + 6))


def test_a_sender_report_has_the_phones_clock_in_the_viewers_timestamps() -> None:
    call = FilmedRig()
    viewer, eva = call.watch(EVA)
    call.film(1, 2, key=True, since=500)
    call.tess.rtcp(rtcp.sender_report(rtcp.SenderReport(VIDEO, 77 << 32, 500), 9, 9))
    [part] = eva.rtcp_packets(rtcp.SENDER_REPORT, 0)
    assert rtcp.read_sender_report(part.body) == rtcp.SenderReport(
        12, 77 << 32, eva.packets[0].timestamp
    )
    call.forwarder.leave(viewer)
    call.film(3, 2)
    assert len(eva.packets) == 2


def test_the_phone_gets_receiver_reports_under_its_own_ssrc() -> None:
    call = FilmedRig()
    for step in range(20):
        call.tess.rtp(rtp(VIDEO, step, 0, KEY, transport=step))
    call.tess.rtp(rtp(RTX, 1, 0, b"", padding=100, transport=20))
    call.tess.rtp(rtp(999, 1, 0, b"", transport=21))
    call.tess.tick()
    [feedback] = call.phone.rtcp_packets(rtcp.TRANSPORT_FEEDBACK, rtcp.TRANSPORT_CC)
    assert rtcp.read_media_ssrc(feedback.body) == VIDEO
    assert int.from_bytes(feedback.body[10:12], "big") == 22
    assert len(call.phone.rtcp_packets(rtcp.RECEIVER_REPORT, 1)) == 1
    assert call.tess.lost["unknown"] == 1


def test_a_phone_or_a_viewer_that_floods_is_limited() -> None:
    call = FilmedRig()
    viewer, eva = call.watch(EVA)
    call.film(1, 1, key=True)
    for step in range(3 * MOST_PACKETS):
        call.tess.rtp(rtp(AUDIO, step, step * 960, b"sound"))
    assert len(eva.sequences(11)) <= MOST_PACKETS
    assert call.tess.lost["flood"] >= 2 * MOST_PACKETS
    before = call.phone.keyframe_requests()
    for _ in range(3 * MOST_COMPOUNDS):
        viewer.rtcp(rtcp.pli(12))
    assert viewer.lost["flood"] == 2 * MOST_COMPOUNDS
    assert call.phone.keyframe_requests() - before <= 1
    call.clock.now += 1
    call.film(2, 3)
    assert len(eva.sequences(12)) == 4


def sizes(tess: Publisher) -> list[int]:
    return [len(flow.losses) for flow in tess._flows.values()]


@given(st.lists(mutated_packets(), max_size=60), st.lists(st.binary(max_size=120), max_size=20))
def test_no_incoming_bytes_raise_an_error_or_fill_the_memory(
    packets: list[bytes], compounds: list[bytes]
) -> None:
    call = FilmedRig()
    viewer, eva = call.watch(EVA)
    call.film(1, 5, key=True)
    for packet in packets:
        call.tess.rtp(packet)
        call.clock.now += 0.01
    for compound in compounds:
        call.tess.rtcp(compound)
        viewer.rtcp(compound)
    call.tess.tick()
    assert all(size <= MOST_MISSING for size in sizes(call.tess))
    assert all(len(sent.payload) <= 120 for sent in eva.packets)
    assert len(eva.packets) <= 5 + len(packets) + MOST_RESENT
