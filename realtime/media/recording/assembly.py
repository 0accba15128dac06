"""Assembly: frames out of packets. Packets are put in order, frames are taken out of them and given
their time in the file."""

from collections import Counter
from collections.abc import Sequence

from realtime.media.recording.container.container import MediaFrame
from realtime.media.recording.inputs import TrackPacket
from realtime.media.recording.reorder_buffer import ReorderBuffer
from realtime.media.recording.timeline import Timeline
from realtime.media.rtp import rtcp
from realtime.media.rtp.codecs import opus
from realtime.media.rtp.codecs.depacketizer import Depacketizer
from realtime.media.rtp.codecs.h264 import H264Depacketizer
from realtime.media.rtp.codecs.vp8 import Vp8Depacketizer
from realtime.media.rtp.packet import Malformed, payload_of
from realtime.media.rtp.track import KINDS, RATES, Codec, Kind


class Assembly:
    """`frames` are those that are whole, in order within their kind; the caller takes them and
    empties the list. `lost` counts packets by reason."""

    def __init__(self, codec: Codec | None) -> None:
        self.timeline = Timeline()
        self.frames: list[MediaFrame] = []
        self.lost: Counter[str] = Counter()
        self.size: tuple[int, int] | None = None
        """The size of the last keyframe."""
        self.heard_video = False
        """Whether a packet of video has come since the last interruption."""
        self._codec = codec
        self._reset()

    @property
    def waits_for_keyframe(self) -> bool:
        return self._video is not None and self._video.waiting and self.heard_video

    @property
    def parameters(self) -> tuple[bytes, bytes] | None:
        """The SPS and PPS of H.264, once a keyframe had them."""
        video = self._video
        return (video.sps, video.pps) if isinstance(video, H264Depacketizer) else None

    def add(self, packet: TrackPacket) -> None:
        if packet.kind == "video":
            if self._video is None:
                return
            self.heard_video = True
        self._take(
            packet.kind, self._buffers[packet.kind].put(packet.sequence, packet, packet.arrived)
        )

    def due(self, now: float) -> None:
        """Take what is not waited for any longer; all packets, when `now` is infinite."""
        for kind in KINDS:
            self._take(kind, self._buffers[kind].due(now))

    def begin(self, kind: Kind) -> None:
        """The next packet is of another source. The packets of the old one that still wait are
        taken."""
        self._take(kind, self._buffers[kind].due(float("inf")))
        self._buffers[kind].clear()
        self.timeline.begin(kind)
        if kind == "video":
            self.skip_to_keyframe()

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None:
        self.timeline.report(kind, report)

    def interrupt(self) -> None:
        """Packets are left out from here on; the source stays the same."""
        for buffer in self._buffers.values():
            buffer.clear()
        self.skip_to_keyframe()
        self.heard_video = False

    def skip_to_keyframe(self) -> None:
        if self._video is not None:
            self._video.lost()

    def reset(self) -> None:
        """Begin anew after a failure, at the time of arrival."""
        self._reset()
        self.frames = []
        for kind in KINDS:
            self.timeline.begin(kind)

    def _reset(self) -> None:
        self._buffers: dict[Kind, ReorderBuffer[TrackPacket]] = {
            kind: ReorderBuffer() for kind in KINDS
        }
        self._video: Depacketizer | None = None
        if self._codec is not None:
            self._video = Vp8Depacketizer() if self._codec == "VP8" else H264Depacketizer()

    def _take(self, kind: Kind, packets: Sequence[TrackPacket | None]) -> None:
        for packet in packets:
            if packet is None:
                self.lost[kind] += 1
                if kind == "video":
                    self.skip_to_keyframe()
                continue
            try:
                payload = payload_of(packet.packet)
            except Malformed:
                self.lost["malformed"] += 1
                continue
            if payload:
                self._read(packet, payload)

    def _read(self, packet: TrackPacket, payload: bytes) -> None:
        if packet.kind == "audio":
            self._read_sound(packet, payload)
        elif self._video is not None:
            marker = bool(packet.packet[1] & 0x80)
            pictures = self._video.add(payload, packet.timestamp, marker, packet.arrived)
            for picture in pictures:
                time = self.timeline.place("video", picture.timestamp, picture.arrived)
                self.size = picture.size or self.size
                self.frames.append(MediaFrame("video", time, 0.0, picture.data, picture.key))

    def _read_sound(self, packet: TrackPacket, payload: bytes) -> None:
        length = opus.samples(payload)
        if not length:
            self.lost["malformed"] += 1
            return
        seconds = length / RATES["audio"]
        time = self.timeline.place("audio", packet.timestamp, packet.arrived, seconds)
        self.frames.append(MediaFrame("audio", time, seconds, payload, True))
