"""Packets that went by a fast path are counted as if Python had sent them, and before anybody looks
or anything changes. The fast path is played by hand here."""

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
    """A bypass by which packets have gone that nobody has counted yet."""

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


def said(seed: int) -> list[tuple[Kind, bytes, int]]:
    """Sound and picture in their order, with transport-wide numbers."""
    dice, found = random.Random(seed), []
    numbers = {"audio": 1, "video": 1}
    for wide in range(700):
        kind: Kind = dice.choice(("audio", "video", "video"))
        numbers[kind] += 1
        ssrc, step = (AUDIO, 960) if kind == "audio" else (VIDEO, 900)
        body = DELTA + bytes(dice.randrange(200))
        last = kind == "video"
        packet = rtp(ssrc, numbers[kind], numbers[kind] * step, body, transport=wide, last=last)
        found.append((kind, packet, wide))
    return found


def ends(call: FilmedRig, first: int) -> None:
    """The phone sends what Python has to see: a keyframe, a gap, and what had been missing."""
    call.tess.rtp(rtp(VIDEO, first, 900 * first, KEY, last=True))
    call.tess.rtp(rtp(VIDEO, first + 2, 900 * (first + 2), last=True))
    call.tess.rtp(rtp(VIDEO, first + 1, 900 * (first + 1), last=True))
    call.tess.tick()
    call.forwarder.tick()


@pytest.mark.parametrize("seed", range(5))
def test_as_if_python_had_sent_it(seed: int) -> None:
    dice = random.Random(seed)
    plain, _, plain_eva = begun()
    other, bypass, other_eva = begun()
    packets = said(seed)
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
    # Compared are what Eva is sent again and after it, what her browser is told of the sender, what
    # the phone is told of its packets and asked for, and what a later viewer begins with.
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


def test_a_receiver_hears_what_comes_after_it_and_nothing_from_before() -> None:
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
def test_what_went_while_a_recording_was_paused_is_not_kept_when_it_goes_on(
    consent: str, tmp_path: Path
) -> None:
    call, bypass, _ = begun()
    recorder: Any = Recording()
    recorder.paused = consent == "given"
    call.forwarder.attach(recorder)
    stream: Any = SimpleNamespace(forwarder=call.forwarder)
    nowhere: Any = None  # a recording that is under way is handed to it, and none is begun
    recording = SessionRecording(RecordingSetup(tmp_path, nowhere, 1 << 20), call.clock)
    recording._id, recording._files["tess"] = "r", OpenFile(recorder, stream, "VP8")
    tess = SimpleNamespace(id="tess", consent=consent, on_site=True)
    seating: Any = SimpleNamespace(recording="r", state="on", people={"tess": tess})
    bypass.gone = [sound(2)]
    recording.arrange(seating, {"tess": stream})
    bypass.gone = [sound(3)]
    call.forwarder.settle()
    assert list(recorder.heard) == ([3] if consent == "given" else [2])


def test_a_flood_is_pythons_to_drop() -> None:
    call, _, _ = begun()
    assert call.tess.next_expected("audio") == (AUDIO, 2)
    call.tess.count_forwarded([sound(number) for number in range(2, MOST_PACKETS + 2)])
    assert call.tess.next_expected("audio") is None
    call.tess.rtp(rtp(AUDIO, MOST_PACKETS + 2), call.clock.now)
    assert call.tess.lost["flood"] == 1
    call.clock.now += 1
    call.tess.rtp(rtp(AUDIO, MOST_PACKETS + 2), call.clock.now)
    assert call.tess.next_expected("audio") == (AUDIO, MOST_PACKETS + 3)


def test_nothing_is_opened_while_python_has_to_see_each_packet() -> None:
    call, _, _ = begun()
    forwarder = call.forwarder
    assert open_flow(forwarder, call.tess, "audio") == (AUDIO, 96, 2, 0, 48_000)
    assert (found := open_flow(forwarder, call.tess, "video")) is not None
    assert (found.payload_type, found.sequence, found.codec) == (97, 2, 1)
    assert found.bytes == 48_000 - len(rtp(VIDEO, 1, 900, KEY))
    call.tess.rtp(rtp(VIDEO, 4, 3_600))  # two before it are missing
    assert open_flow(forwarder, call.tess, "video") is None
    assert open_flow(forwarder, call.tess, "audio") is not None
    other = call.forwarder.publish(MemoryOutput(), ())
    assert open_flow(forwarder, other, "audio") is None


def test_viewer_paths_leave_out_what_one_viewer_is_not_sent_at_once() -> None:
    call, _, _ = begun()
    _, line = call.watch(INES)
    [(eva, shifts), (ines, hers)] = viewer_paths(call.forwarder)
    assert set(shifts) == {"audio", "video"}
    assert ines is line
    # Ines has seen the kept keyframe, and no sound yet.
    assert set(hers) == {"video"}
    assert struct.pack("!H", (1 + shifts["audio"][1]) & 0xFFFF) == b"\x03\xe8"
    assert eva is not line


def test_a_viewer_on_a_congested_path_is_paced_whatever_has_gone_by_the_fast_path() -> None:
    """Eva gets 1.2 Mbit/s for ten seconds, then she can take 150 kbit/s: soon there is no room, and
    Python holds what comes."""
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
