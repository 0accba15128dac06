"""A call sends steady video and sound through a forwarder, by a clock that the test holds."""

from realtime.media.forwarding.viewer import Viewer
from realtime.media.rtp import rtcp
from tests.builders.forwarder_rig import ForwarderRig
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


def frames(line: MemoryOutput, ssrc: int) -> list[int]:
    """The number of packets of each frame, in order."""
    counts: dict[int, int] = {}
    for packet in line.packets:
        if packet.ssrc == ssrc:
            counts[packet.timestamp] = counts.get(packet.timestamp, 0) + 1
    return list(counts.values())
