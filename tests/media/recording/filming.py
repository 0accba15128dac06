"""A technician's phone without a network: real pictures and sound as RTP packets, with the times at
which they arrive."""

import fractions
import math
import random
import struct
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any, TypeAlias, cast

import av
import av.video.codeccontext
from aiortc.codecs.h264 import H264Encoder
from aiortc.codecs.vpx import Vp8Encoder

from realtime.media.recording.inputs import ClockReport, TrackPacket, WriterInput
from realtime.media.rtp import rtcp
from realtime.media.rtp.track import RATES, Codec, Kind
from tests.builders.rtp import AUDIO, VIDEO, rtp

Encoded: TypeAlias = "av.Packet[Any]"
FPS = 30
SOUND = 0.02
ENCODERS: dict[Codec, tuple[str, dict[str, str]]] = {
    "VP8": ("libvpx", {"deadline": "realtime", "cpu-used": "8", "lag-in-frames": "0"}),
    "H264": ("libx264", {"preset": "ultrafast", "tune": "zerolatency", "bf": "0"}),
}


@cache
def pictures(
    codec: Codec, count: int, size: tuple[int, int] = (160, 120), key_every: int = 60
) -> Sequence[Encoded]:
    """The pictures of a bar that moves from left to right, over grey that grows brighter."""
    encoder = _encoder(codec, size, bits=300_000, key_every=key_every)
    packets: list[Encoded] = []
    for number in range(count):
        frame = av.VideoFrame(*size, "yuv420p")
        for at, plane in enumerate(frame.planes):
            rows = bytearray(bytes([128 if at else 60 + number % 100]) * plane.buffer_size)
            if not at:
                for row in range(size[1]):
                    bar = row * plane.line_size + number * 4 % (size[0] - 16)
                    rows[bar : bar + 16] = bytes([235]) * 16
            plane.update(bytes(rows))
        frame.pts, frame.time_base = number, encoder.time_base
        packets += encoder.encode(frame)
    return packets + encoder.encode(None)


@cache
def noise(size: tuple[int, int], count: int = 60) -> Sequence[Encoded]:
    """Pictures that no encoder makes small, with a keyframe each second."""
    encoder = _encoder("VP8", size, bits=8_000_000, key_every=FPS)
    packets: list[Encoded] = []
    for number in range(count):
        frame = av.VideoFrame(*size, "yuv420p")
        for plane in frame.planes:
            plane.update(random.Random(number).randbytes(plane.buffer_size))
        frame.pts, frame.time_base = number, encoder.time_base
        packets += encoder.encode(frame)
    return packets + encoder.encode(None)


def _encoder(
    codec: Codec, size: tuple[int, int], *, bits: int, key_every: int
) -> av.video.codeccontext.VideoCodecContext:
    name, options = ENCODERS[codec]
    encoder = cast(av.video.codeccontext.VideoCodecContext, av.CodecContext.create(name, "w"))
    encoder.width, encoder.height, encoder.pix_fmt = *size, "yuv420p"
    encoder.time_base, encoder.framerate = fractions.Fraction(1, FPS), fractions.Fraction(FPS)
    encoder.bit_rate, encoder.gop_size = bits, key_every
    encoder.options, encoder.thread_count = options, 1
    return encoder


@cache
def sounds(count: int) -> Sequence[bytes]:
    """Opus packets of a tone of 440 Hz, 20 ms each."""
    encoder = cast(Any, av.CodecContext.create("libopus", "w"))
    encoder.sample_rate, encoder.format, encoder.layout = 48_000, "s16", "stereo"
    encoder.open()
    packets: list[bytes] = []
    for number in range(count + 2):
        tones = (math.sin(math.tau * 440 * (number * 960 + at) / 48_000) for at in range(960))
        frame = av.AudioFrame(format="s16", layout="stereo", samples=960)
        frame.planes[0].update(b"".join(struct.pack("<hh", *[int(9_000 * t)] * 2) for t in tones))
        frame.sample_rate, frame.pts = 48_000, number * 960
        packets += [bytes(packet) for packet in encoder.encode(frame)]
    return packets[:count]


def payloads(codec: Codec, picture: Encoded) -> list[bytes]:
    """The RTP payloads of a picture, made by aiortc's payloaders."""
    encoder = Vp8Encoder() if codec == "VP8" else H264Encoder()
    return encoder.pack(picture)[0]


@dataclass
class Track:
    """One RTP source: where its numbers begin, and by how much its clock is fast."""

    kind: Kind
    sequence: int = 0
    timestamp: int = 0
    drift: float = 0.0
    late: float = 0.0
    """The seconds from an event to the arrival of its first packet."""

    def stamp(self, time: float) -> int:
        ticks = self.timestamp + round(time * (1 + self.drift) * RATES[self.kind])
        return ticks & 0xFFFFFFFF

    def packets(self, time: float, contents: list[bytes]) -> Iterator[TrackPacket]:
        stamp = self.stamp(time)
        for at, content in enumerate(contents):
            ssrc = AUDIO if self.kind == "audio" else VIDEO
            packet = bytearray(rtp(ssrc, self.sequence, stamp, content))
            if self.kind == "video" and at == len(contents) - 1:
                packet[1] |= 0x80
            arrived = time + self.late + at * 0.0002
            yield TrackPacket(self.kind, bytes(packet), self.sequence & 0xFFFF, stamp, arrived)
            self.sequence += 1

    def report(self, time: float) -> ClockReport:
        """The sender report of the phone, whose clock has another day than ours."""
        ntp = int((3_900_000_000 + time) * 2**32)
        ssrc = AUDIO if self.kind == "audio" else VIDEO
        return ClockReport(self.kind, rtcp.SenderReport(ssrc, ntp, self.stamp(time)))


def film(
    codec: Codec, shown: Sequence[Encoded], heard: Sequence[bytes], video: Track, audio: Track
) -> list[TrackPacket]:
    """The packets of both tracks from the time 0 on, in order of arrival."""
    packets: list[TrackPacket] = []
    for number, picture in enumerate(shown):
        packets += video.packets(number / FPS, payloads(codec, picture))
    for number, sound in enumerate(heard):
        packets += audio.packets(number * SOUND, [sound])
    return sorted(packets, key=lambda packet: packet.arrived)


def disturbed(packets: list[TrackPacket], seed: int, lost: float = 0.05) -> list[TrackPacket]:
    """The packets as a bad path delivers them: some come twice, some late; most lost ones are sent
    again, a few are not."""
    chance = random.Random(seed)
    delivered: list[TrackPacket] = []
    for packet in packets:
        fate = chance.random()
        delay = chance.random() * 0.03
        if fate < lost:
            if chance.random() < 0.02:
                continue
            delay = 0.05 + chance.random() * 0.4
        delivered.append(packet._replace(arrived=packet.arrived + delay))
        if fate > 0.98:
            delivered.append(packet._replace(arrived=packet.arrived + 0.1))
    return sorted(delivered, key=lambda packet: packet.arrived)


def turns(
    events: list[tuple[float, WriterInput]],
    turn: Callable[[list[WriterInput], float], None],
    since: float = 0.0,
) -> float:
    """Hands over the events as a recorder's thread would take them, by a clock that is not waited
    for, and returns the time of the last turn."""
    now, waiting = since, sorted(events, key=lambda one: one[0], reverse=True)
    while waiting:
        now += 0.25
        batch: list[WriterInput] = []
        while waiting and waiting[-1][0] <= now:
            batch.append(waiting.pop()[1])
        turn(batch, now)
    return now


def at_arrival(packets: list[TrackPacket]) -> list[tuple[float, WriterInput]]:
    return [(packet.arrived, packet) for packet in packets]
