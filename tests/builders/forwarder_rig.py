"""A forwarder to which a test feeds Tess's packets by hand, for Eva and Ines, by a clock that the
test holds."""

from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.forwarding.viewer import Viewer
from realtime.media.rtp.track import Kind, RtpSource
from tests.builders.rtp import AUDIO, DELTA, KEY, RTX, VIDEO, Clock, MemoryOutput, rtp

EVA: dict[Kind, int] = {"audio": 11, "video": 12}
INES: dict[Kind, int] = {"audio": 21, "video": 22}
SOURCES = (RtpSource("audio", AUDIO, 96), RtpSource("video", VIDEO, 97, RTX))


class ForwarderRig:
    """A forwarder without a network: Tess's packets go in by `tess`, and the feedback to her phone
    is kept in `phone`."""

    def __init__(self) -> None:
        self.clock = Clock()
        self.phone = MemoryOutput()
        self.forwarder = Forwarder(self.clock)
        self.tess = self.forwarder.publish(self.phone, SOURCES)

    def watch(self, ssrcs: dict[Kind, int]) -> tuple[Viewer, MemoryOutput]:
        line = MemoryOutput()
        return self.forwarder.watch(line, ssrcs), line


class FilmedRig(ForwarderRig):
    def film(
        self, first: int, count: int, *, key: bool = False, since: int = 0, ends: bool = True
    ) -> None:
        """Feeds a packet of Tess's every hundredth of a second; each is a frame, or at least the
        beginning of one."""
        for step in range(count):
            payload = KEY if key and step == 0 else DELTA
            self.tess.rtp(rtp(VIDEO, first + step, since + step * 900, payload, last=ends))
            self.clock.now += 0.01
