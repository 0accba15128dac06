"""Packets that a fast path has forwarded are counted as if Python had sent them, before anybody
reads the counts or anything changes.

The tests play the fast path by hand.
"""

import random
import struct
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest

from realtime.media.forwarding.open_flows import open_flow, viewer_paths
from realtime.media.forwarding.publisher import MOST_PACKETS, Publisher
from realtime.media.rtp import rtcp
from realtime.media.rtp.track import ForwardedPacket, Kind
from realtime.media.session.session_recording import OpenFile, RecordingSetup, SessionRecording
from tests.builders.forwarder_rig import EVA, INES, FilmedRig
from tests.builders.rtp import AUDIO, DELTA, KEY, VIDEO, MemoryOutput, rtp
from tests.builders.streams import Listener


class HeldBypass:
    """A bypass that has forwarded packets which nobody has counted yet."""

    def __init__(self, publisher: Publisher) -> None:
        self.publisher = publisher
        self.gone: list[ForwardedPacket] = []

    def hold(self) -> None:
        gone, self.gone = self.gone, []
        if gone:
            self.publisher.count_forwarded(gone)

    settle = hold

    def open(self) -> None: ...


def begun() -> tuple[FilmedRig, HeldBypass, MemoryOutput]:
    call = FilmedRig()
    bypass = HeldBypass(call.tess)
    call.forwarder.fastpaths.append(bypass)
    _, eva = call.watch(EVA)
    call.tess.rtp(rtp(AUDIO, 1, 960), call.clock.now)
    call.tess.rtp(rtp(VIDEO, 1, 900, KEY, last=True), call.clock.now)
    return call, bypass, eva


def media_packets(seed: int) -> list[tuple[Kind, bytes, int]]:
    """The sound and the picture in their order, with transport-wide numbers."""
    dice, media = random.Random(seed), []
    numbers = {"audio": 1, "video": 1}
    for wide in range(700):
        kind: Kind = dice.choice(("audio", "video", "video"))
        numbers[kind] += 1
        ssrc, step = (AUDIO, 960) if kind == "audio" else (VIDEO, 900)
        body = DELTA + bytes(dice.randrange(200))
        last = kind == "video"
        packet = rtp(ssrc, numbers[kind], numbers[kind] * step, body, transport=wide, last=last)
        media.append((kind, packet, wide))
    return media


def ends(call: FilmedRig, first: int) -> None:
    """Sends from the phone what Python has to see: a keyframe, a gap, and the packet that was
    missing."""
    call.tess.rtp(rtp(VIDEO, first, 900 * first, KEY, last=True))
    call.tess.rtp(rtp(VIDEO, first + 2, 900 * (first + 2), last=True))
    call.tess.rtp(rtp(VIDEO, first + 1, 900 * (first + 1), last=True))
    call.tess.tick()
    call.forwarder.tick()


@pytest.mark.parametrize("seed", range(5))
def test_packets_of_the_fast_path_count_as_if_python_had_sent_them(seed: int) -> None:
    dice = random.Random(seed)
    plain, _, plain_eva = begun()
    other, bypass, other_eva = begun()
    packets = media_packets(seed)
    for kind, packet, wide in packets:
        at = plain.clock.now
        if not bypass.gone:
            assert open_flow(other.forwarder, other.tess, kind) is not None
        plain.tess.rtp(packet, at)
        bypass.gone.append((kind, packet, wide, at))
        if dice.random() < 0.1:
            plain.tess.tick()
            plain.forwarder.tick()
            other.forwarder.tick()
            other.tess.tick()
        plain.clock.now += dice.random() * 0.01
        other.clock.now = plain.clock.now
    report = rtcp.sender_report(rtcp.SenderReport(VIDEO, 7, 900 * 300), 1, 1)
    nack = rtcp.nack(EVA["video"], [1_000 + 400, 1_000 + 401])
    video = sum(kind == "video" for kind, _, _ in packets) + 2
    for call, eva in ((plain, plain_eva), (other, other_eva)):
        call.forwarder.settle()
        call.tess.rtcp(report)
        del eva.packets[:]
        call.forwarder.read_rtcp(call.forwarder.watching[0], nack)
        ends(call, video)
    # The comparison covers what is sent again to Eva and after it, the sender reports to her
    # browser, the feedback and the requests to the phone, and what a later viewer begins with.
    assert plain_eva.packets == other_eva.packets
    assert len(plain_eva.packets) >= 5
    assert plain_eva.compounds == other_eva.compounds
    assert reports(plain.phone) == reports(other.phone)
    assert plain.phone.nack_requests() == other.phone.nack_requests()
    later = [call.watch(INES)[1].packets for call in (plain, other)]
    assert later[0] == later[1]
    assert later[0]


def reports(phone: MemoryOutput) -> list[bytes]:
    """The reports that the phone was sent: receiver reports, and transport-cc."""
    return [
        compound
        for compound in phone.compounds
        if (part := next(iter(rtcp.packets(compound)))).type == rtcp.RECEIVER_REPORT
        or part.format == rtcp.TRANSPORT_CC
    ]


def sound(number: int) -> ForwardedPacket:
    return "audio", rtp(AUDIO, number, number * 960), -1, 100.0


def test_a_new_receiver_gets_the_packets_after_it_and_none_from_before() -> None:
    call, bypass, _ = begun()
    listener = Listener()
    bypass.gone = [sound(2), sound(3)]
    call.forwarder.attach(listener)
    assert listener.heard == {}
    bypass.gone = [sound(4)]
    call.forwarder.leave(listener)
    assert list(listener.heard) == [4]


class Recording(Listener):
    paused = True

    def resume(self) -> None:
        self.paused = False

    def pause(self) -> None:
        self.paused = True

    def forward(self, *packet: Any) -> None:
        if not self.paused:
            super().forward(*packet)


@pytest.mark.parametrize("consent", ["given", "refused"])
def test_packets_from_the_pause_of_a_recording_are_not_kept_when_it_goes_on(
    consent: str, tmp_path: Path
) -> None:
    call, bypass, _ = begun()
    recorder: Any = Recording()
    recorder.paused = consent == "given"
    call.forwarder.attach(recorder)
    stream: Any = SimpleNamespace(forwarder=call.forwarder)
    nowhere: Any = None  # A recording that is under way is handed to it, and none is begun.
    recording = SessionRecording(RecordingSetup(tmp_path, nowhere, 1 << 20), call.clock)
    recording._id, recording._files["tess"] = "r", OpenFile(recorder, stream, "VP8")
    tess = SimpleNamespace(id="tess", consent=consent, on_site=True)
    seating: Any = SimpleNamespace(recording="r", state="on", people={"tess": tess})
    bypass.gone = [sound(2)]
    recording.arrange(seating, {"tess": stream})
    bypass.gone = [sound(3)]
    call.forwarder.settle()
    assert list(recorder.heard) == ([3] if consent == "given" else [2])


def test_a_flood_is_left_to_python_to_drop() -> None:
    call, _, _ = begun()
    assert call.tess.next_expected("audio") == (AUDIO, 2)
    call.tess.count_forwarded([sound(number) for number in range(2, MOST_PACKETS + 2)])
    assert call.tess.next_expected("audio") is None
    call.tess.rtp(rtp(AUDIO, MOST_PACKETS + 2), call.clock.now)
    assert call.tess.lost["flood"] == 1
    call.clock.now += 1
    call.tess.rtp(rtp(AUDIO, MOST_PACKETS + 2), call.clock.now)
    assert call.tess.next_expected("audio") == (AUDIO, MOST_PACKETS + 3)


def test_no_flow_is_opened_while_python_has_to_see_each_packet() -> None:
    call, _, _ = begun()
    forwarder = call.forwarder
    assert open_flow(forwarder, call.tess, "audio") == (AUDIO, 96, 2, 0, 48_000)
    assert (flow := open_flow(forwarder, call.tess, "video")) is not None
    assert (flow.payload_type, flow.sequence, flow.codec) == (97, 2, 1)
    assert flow.bytes == 48_000 - len(rtp(VIDEO, 1, 900, KEY))
    call.tess.rtp(rtp(VIDEO, 4, 3_600))  # Two packets before it are missing.
    assert open_flow(forwarder, call.tess, "video") is None
    assert open_flow(forwarder, call.tess, "audio") is not None
    other = call.forwarder.publish(MemoryOutput(), ())
    assert open_flow(forwarder, other, "audio") is None


def test_the_paths_of_viewers_leave_out_a_flow_that_one_viewer_does_not_get_at_once() -> None:
    call, _, _ = begun()
    _, line = call.watch(INES)
    [(eva, shifts), (ines, hers)] = viewer_paths(call.forwarder)
    assert set(shifts) == {"audio", "video"}
    assert ines is line
    # Ines has seen the kept keyframe, and no sound yet.
    assert set(hers) == {"video"}
    assert struct.pack("!H", (1 + shifts["audio"][1]) & 0xFFFF) == b"\x03\xe8"
    assert eva is not line


def test_a_viewer_on_a_congested_path_is_paced_whatever_the_fast_path_has_sent() -> None:
    """Eva gets 1.2 Mbit/s for ten seconds, then she can take 150 kbit/s: soon there is no room, and
    Python holds back the packets."""
    call, bypass, _ = begun()
    viewer = call.forwarder.watching[0]

    def carry(first: int, ticks: int) -> list[int]:
        rooms = []
        for tick in range(ticks):
            sequence = first + tick * 13
            bypass.gone = [
                ("video", rtp(VIDEO, sequence + one, 900, DELTA + bytes(1_080)), -1, call.clock.now)
                for one in range(13)
            ]
            call.clock.now += 0.1
            call.forwarder.tick()
            rooms.append(viewer.room(call.clock.now))
        return rooms

    assert min(carry(2, 100)) > 30_000
    for estimate in (300_000, 150_000):
        call.forwarder.read_rtcp(viewer, rtcp.remb([EVA["video"]], estimate))
    assert carry(1_302, 20)[-1] == 0
    assert open_flow(call.forwarder, call.tess, "video") is None
    assert open_flow(call.forwarder, call.tess, "audio") is not None
