"""A forwarder turns Tess's packets into Eva's and Ines', and into feedback for the phone."""

from hypothesis import given
from hypothesis import strategies as st

from realtime.media.forwarding.publisher import MOST_PACKETS, Publisher
from realtime.media.forwarding.resender import MOST_RESENT
from realtime.media.forwarding.viewer import MOST_COMPOUNDS
from realtime.media.rtp import rtcp
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


def test_a_picture_that_the_site_forbids_reaches_nobody_and_sound_goes_on() -> None:
    call = FilmedRig()
    _, eva = call.watch(EVA)
    call.film(1, 5, key=True)
    assert len(eva.sequences(12)) == 5
    call.forwarder.set_filming(False)
    asked = call.phone.keyframe_requests()
    call.film(6, 40, key=True, since=4_500)
    call.tess.rtp(rtp(AUDIO, 9, 5, b"sound"))
    _, ines = call.watch(INES)
    call.film(46, 5, key=True, since=40_500)
    assert (len(eva.sequences(12)), len(eva.sequences(11))) == (5, 1)
    assert ines.packets == []
    assert call.forwarder.codec is None
    assert call.phone.keyframe_requests() == asked
    call.forwarder.set_filming(True)
    call.film(51, 5, since=45_000)
    assert len(eva.sequences(12)) == 5
    call.film(56, 3, key=True, since=49_500)
    assert (len(eva.sequences(12)), len(ines.sequences(22))) == (8, 3)


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
