#!/usr/bin/env bash
# PyAV muxes ready Opus packets into WebM without the OpusHead that WebM demands, and reads such a
# file without complaint.
#
# Version: PyAV 18.1.0 with the FFmpeg of its wheel.
# A good guess: `add_mux_stream("opus", rate=48000)`, which is there for packets that are encoded
# already, writes the codec's header, or refuses.
# Behaviour: RFC 7845's head (channels, pre-skip, rate) is to be the track's CodecPrivate in WebM.
# MP4 and Ogg refuse the stream without it; WebM and Matroska take it, and FFmpeg's own reader
# plays the file with the encoder's 312 samples of pre-skip heard as 6.5 ms of sound, so that a
# test which reads the file back finds nothing. A stream from `add_stream("libopus")` whose
# context is opened and never used has the head.
# Output: for each way whether the file has a head, and how many samples are read of 50 packets of
# 960.
set -euo pipefail
. "$(dirname "$0")/lib.sh"
packages av==18.1.0
seen <<'OUTPUT'
webm, add_mux_stream: head False, samples read 48000
webm, add_stream: head True, samples read 47688
mp4, add_mux_stream: refused with InvalidDataError
mp4, add_stream: head True, samples read 47688
OUTPUT
program <<'PYTHON'
import io
from fractions import Fraction

import av

RATE, SAMPLES = 48_000, 960
TICK = Fraction(1, RATE)
HEADS = {"webm": b"OpusHead", "mp4": b"dOps"}


def packets(count):
    encoder = av.CodecContext.create("libopus", "w")
    encoder.sample_rate, encoder.layout, encoder.format = RATE, "stereo", "s16"
    encoder.time_base = TICK
    for number in range(count):
        frame = av.AudioFrame(format="s16", layout="stereo", samples=SAMPLES)
        frame.sample_rate, frame.pts, frame.time_base = RATE, number * SAMPLES, TICK
        frame.planes[0].update(bytes(frame.planes[0].buffer_size))
        yield from encoder.encode(frame)
    yield from encoder.encode(None)


def stream_of(container, way):
    if way == "add_mux_stream":
        return container.add_mux_stream("opus", rate=RATE)
    stream = container.add_stream("libopus", rate=RATE)
    stream.codec_context.layout = "stereo"
    stream.codec_context.open()
    return stream


def muxed(format, way):
    file = io.BytesIO()
    with av.open(file, "w", format=format) as container:
        stream = stream_of(container, way)
        for number, encoded in enumerate(list(packets(50))[:50]):
            packet = av.Packet(bytes(encoded))
            packet.stream, packet.time_base = stream, TICK
            packet.pts = packet.dts = number * SAMPLES
            packet.duration = SAMPLES
            container.mux(packet)
    return file.getvalue()


for format, head in HEADS.items():
    for way in ("add_mux_stream", "add_stream"):
        try:
            file = muxed(format, way)
        except av.error.InvalidDataError as error:
            print(f"{format}, {way}: refused with {type(error).__name__}")
            continue
        with av.open(io.BytesIO(file)) as container:
            samples = sum(frame.samples for frame in container.decode(audio=0))
        print(f"{format}, {way}: head {head in file}, samples read {samples}")
PYTHON
