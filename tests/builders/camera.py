"""A camera for Tess: it encodes pictures as browsers do, cuts them into RTP, and sends a keyframe
when it is asked for one."""

import asyncio
import struct
import time
from dataclasses import dataclass, field
from fractions import Fraction

import av
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder
from PIL import Image

from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.rtp import rtcp
from realtime.media.rtp.track import FORMATS, Codec, RtpSource
from tests.builders.rtp import RTX, VIDEO, MemoryOutput

ANSWERS_AFTER = 0.04


@dataclass
class Camera(MemoryOutput):
    """The camera is both a `Line` and what is behind it; `keyframes_made` counts its keyframes."""

    forwarder: Forwarder = field(default_factory=lambda: Forwarder(time.monotonic))
    codec: Codec = "VP8"
    picture: Image.Image = field(default_factory=lambda: Image.new("RGB", (640, 360), "white"))
    answers: bool = True
    keyframes_made: int = 0

    def __post_init__(self) -> None:
        payload_type = next(kind for kind, codec in FORMATS.items() if codec == self.codec)
        self._kind = payload_type
        self._encoder = Vp8Encoder() if self.codec == "VP8" else H264Encoder()
        self._sequence, self._time = 65_500, 0
        self.publisher = self.forwarder.publish(
            self, [RtpSource("video", VIDEO, payload_type, RTX)]
        )

    def send_rtcp(self, packet: bytes) -> bool:
        is_requested = any(
            (part.type, part.format) == (rtcp.PICTURE_FEEDBACK, rtcp.PLI)
            for part in rtcp.packets(packet)
        )
        if is_requested and self.answers:
            asyncio.get_running_loop().call_later(ANSWERS_AFTER, self.film)
        return super().send_rtcp(packet)

    def film(self) -> None:
        """Sends one keyframe."""
        self.send(self.encoded())

    def encoded(self) -> list[bytes]:
        frame = av.VideoFrame.from_image(self.picture)  # type: ignore[no-untyped-call]
        frame.pts, frame.time_base = self._time, Fraction(1, 90_000)
        self._time += 9_000
        payloads, _ = self._encoder.encode(frame, force_keyframe=True)
        self.keyframes_made += 1
        return payloads

    def send(self, payloads: list[bytes], *, without: int | None = None) -> None:
        """Sends the payloads as one frame, `without` one of its packets."""
        for number, payload in enumerate(payloads):
            head = bytes((0x80, self._kind | 0x80 * (number == len(payloads) - 1)))
            numbers = struct.pack("!HLL", self._sequence & 0xFFFF, self._time, VIDEO)
            self._sequence += 1
            if number != without:
                self.publisher.rtp(head + numbers + payload)
