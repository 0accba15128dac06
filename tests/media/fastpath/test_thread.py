"""The thread of the fast path in C: it forwards by itself, and wakes Python for its packets."""

import os
import select
from typing import Any

from realtime.media.forwarding.fastpath.library import library
from tests.builders.fastpath_rig import FastpathRig, compiled, fastpath_rig
from tests.builders.rtp import AUDIO, rtp

pytestmark = compiled
EVA, INES = (11, 900, 7_000), (21, 65_000, 0xFFFFFFF0)
functions: Any = library()


def rung(rig: FastpathRig, seconds: float = 2.0) -> bool:
    return bool(select.select([rig.wakeup_fd], [], [], seconds)[0])


def test_the_thread_forwards_by_itself_and_wakes_python_for_its_packets() -> None:
    with fastpath_rig() as rig:
        rig.open(AUDIO, 1, EVA)
        assert functions.fastpath_hand_over(rig.path) == 0
        rig.send_media(rtp(AUDIO, 1))
        assert select.select([rig.viewers[0].home], [], [], 2)[0]
        rig.send_datagrams(b"\x00\x01")
        assert rung(rig)
        assert rig.path.with_thread == 0
        assert [state for state, _ in rig.taken()] == [
            functions.FASTPATH_SENT,
            functions.FASTPATH_RAW,
        ]


def test_the_thread_wakes_python_when_nothing_comes_and_when_the_socket_is_gone() -> None:
    with fastpath_rig() as rig:
        rig.open(AUDIO, 1, EVA)
        functions.fastpath_hand_over(rig.path)
        assert rung(rig)
        functions.fastpath_take_back(rig.path)
        assert rig.path.silent_reads > functions.FASTPATH_SILENT_READS
        os.eventfd_read(rig.wakeup_fd)
        rig.path.socket = -1
        functions.fastpath_hand_over(rig.path)
        assert rung(rig)
        functions.fastpath_take_back(rig.path)
        assert os.strerror(rig.path.error) == "Bad file descriptor"


def test_a_fast_path_that_is_taken_back_is_left_alone_and_may_be_handed_over_again() -> None:
    with fastpath_rig() as rig, fastpath_rig() as other:
        for one in (rig, other):
            one.open(AUDIO, 1, EVA)
            functions.fastpath_hand_over(one.path)
            functions.fastpath_hand_over(one.path)  # The thread has it already.
        for number in range(1, 30):
            functions.fastpath_take_back(rig.path)
            assert rig.path.with_thread == 0
            rig.send_media(rtp(AUDIO, number))
            other.send_media(rtp(AUDIO, number))
            functions.fastpath_hand_over(rig.path)
        assert select.select([other.viewers[0].home], [], [], 2)[0]
        functions.fastpath_take_back(other.path)
        functions.fastpath_take_back(rig.path)
        rig.taken()
        rig.viewers[0].received()
        rig.send_media(rtp(AUDIO, 30))
        assert not select.select([rig.viewers[0].home], [], [], 0.1)[0]
        assert rig.path.count == 0
        functions.fastpath_hand_over(rig.path)
        assert select.select([rig.viewers[0].home], [], [], 2)[0]
