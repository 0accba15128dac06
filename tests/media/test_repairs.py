"""Packets that get lost on their way to the node or from it: which are requested, and which are
sent again."""

from realtime.media.forwarding.resender import MOST_RESENT
from realtime.media.forwarding.viewer import MOST_COMPOUNDS
from realtime.media.rtp import rtcp
from realtime.media.rtp.nack import LIFE
from realtime.media.rtp.rewriting import FIRST
from realtime.media.rtp.tail_loss import AFTER, TRIES
from tests.builders.forwarder_rig import EVA, INES, FilmedRig
from tests.builders.rtp import KEY, VIDEO, rtp, rtx_packet


def nack(ssrc: int, *sequences: int) -> bytes:
    return rtcp.nack(ssrc, sequences)


def test_a_viewers_lost_packet_is_sent_again_to_her_alone_under_the_same_number() -> None:
    call = FilmedRig()
    viewer, eva = call.watch(EVA)
    _, ines = call.watch(INES)
    call.film(1, 10, key=True)
    before = len(ines.packets)
    viewer.rtcp(nack(12, FIRST + 3, FIRST + 4, FIRST + 900))
    assert eva.packets[-2:] == eva.packets[3:5]
    assert len(ines.packets) == before
    viewer.rtcp(nack(22, FIRST + 3))
    assert len(eva.packets) == 12


def test_retransmissions_to_a_viewer_are_limited() -> None:
    call = FilmedRig()
    viewer, eva = call.watch(EVA)
    call.film(1, 10, key=True)
    for _ in range(MOST_COMPOUNDS):
        viewer.rtcp(nack(12, *range(FIRST, FIRST + 10)))
    assert len(eva.packets) == 10 + MOST_RESENT
    call.clock.now += 1
    viewer.rtcp(nack(12, FIRST))
    assert len(eva.packets) == 11 + MOST_RESENT


def test_a_packet_that_the_phone_lost_is_requested_and_comes_by_rtx_once() -> None:
    call = FilmedRig()
    _, eva = call.watch(EVA)
    call.film(1, 3, key=True)
    call.film(6, 2, since=4_500)
    assert call.phone.nack_requests() == [[4, 5]]
    lost = rtp(VIDEO, 4, 2_700)
    call.tess.rtp(rtx_packet(lost, 1))
    call.tess.rtp(rtx_packet(lost, 2))
    call.tess.rtp(lost)
    assert eva.sequences(12) == [FIRST, FIRST + 1, FIRST + 2, FIRST + 5, FIRST + 6, FIRST + 3]
    assert call.tess.lost["double"] == 2
    call.clock.now += 0.2
    call.tess.tick()
    assert call.phone.nack_requests()[-1] == [5]


def test_a_packet_that_never_comes_is_made_up_for_by_a_keyframe() -> None:
    call = FilmedRig()
    call.watch(EVA)
    call.film(1, 3, key=True)
    call.film(5, 1, since=3_600)
    before = call.phone.keyframe_requests()
    for _ in range(int(LIFE / 0.05) + 20):
        call.clock.now += 0.05
        call.tess.tick()
    assert call.phone.keyframe_requests() == before + 1


def test_the_lost_end_of_a_picture_is_requested_though_nothing_comes_after_it() -> None:
    call = FilmedRig()
    call.tess.rtp(rtp(VIDEO, 1, 0, KEY))
    call.tess.rtp(rtp(VIDEO, 2, 0))
    call.tess.tick()
    assert call.phone.nack_requests() == []
    call.clock.now += AFTER
    call.tess.tick()
    assert call.phone.nack_requests() == [[3, 4]]
    call.tess.rtp(rtx_packet(rtp(VIDEO, 3, 0, last=True), 1))
    before = call.phone.keyframe_requests()
    for _ in range(int((LIFE + 1) / 0.1)):
        call.clock.now += 0.1
        call.tess.tick()
    assert call.phone.nack_requests() == [[3, 4]]
    assert call.phone.keyframe_requests() == before
    assert call.tess.lost["double"] == 0


def test_the_lost_end_of_a_picture_is_not_requested_for_ever() -> None:
    call = FilmedRig()
    call.tess.rtp(rtp(VIDEO, 65_535, 0, KEY))
    for _ in range(100):
        call.clock.now += 0.1
        call.tess.tick()
    assert call.phone.nack_requests() == [[0, 1]] * TRIES
