"""The confined process that turns keyframes into JPEGs.

It is started as `python -m realtime.media.stills.decoder_process PARENT MEMORY`. Its input is
a stranger's and the decoder is C, so the decoder may fail, stall or crash alone.

Requests and responses go through its standard input and output, one after the other: a `REQUEST`
and the frame come in, a `RESPONSE` and the JPEG go out, or with width 0 a sentence that says what
failed. The first byte it writes says that it is ready, and whether the walls around it stand.
"""

import os
import resource
import struct
import sys
from io import BytesIO

import av
from PIL import Image

from confinement.kernel import live_no_longer_than
from confinement.walls import reached, wall_off_calls, wall_off_files

REQUEST = struct.Struct("!4sHIHI")
"""Codec, longest side (0 for the size that was filmed), most bytes, quality, frame length."""
RESPONSE = struct.Struct("!HHI")
"""Width, height, length of the JPEG or of the sentence."""
READY, READY_WITHOUT_WALLS = b"R", b"r"
LARGEST = 4_096
LEAST_QUALITY = 30
NICENESS = 5

_DECODERS = {b"VP8\0": "vp8", b"H264": "h264"}


class DecodingFailed(ValueError):
    """The message is sent to the pool as a sentence."""


def main(parent: int, memory: int) -> None:
    Image.preinit()  # now: no file can be opened later
    confine(parent, memory)
    requests, responses = sys.stdin.buffer, sys.stdout.buffer
    responses.write(READY_WITHOUT_WALLS if reached() else READY)
    responses.flush()
    while len(head := requests.read(REQUEST.size)) == REQUEST.size:
        codec, longest, most, quality, length = REQUEST.unpack(head)
        width = height = 0
        try:
            jpeg, width, height = render_jpeg(codec, requests.read(length), longest, most, quality)
        except DecodingFailed as error:
            jpeg = str(error).encode()
        except MemoryError:
            jpeg = b"a picture that needs too much memory"
        responses.write(RESPONSE.pack(width, height, len(jpeg)) + jpeg)
        responses.flush()


def confine(parent: int, memory: int) -> None:
    """Bind this process to `memory` bytes of address space and to the life of `parent`, and leave
    it nothing to reach."""
    live_no_longer_than(parent)
    os.nice(NICENESS)
    wall_off_files()
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))
    wall_off_calls()


def render_jpeg(
    codec: bytes, frame: bytes, longest: int, most: int, quality: int
) -> tuple[bytes, int, int]:
    """The JPEG, its width and its height. Raises DecodingFailed, MemoryError."""
    picture = _decode(codec, frame, small=bool(longest))
    side = max(picture.width, picture.height)
    scale = min(1.0, longest / side) if longest else 1.0
    size = max(1, round(picture.width * scale)), max(1, round(picture.height * scale))
    # The picture is scaled first, then made RGB: both in one step take half as long again.
    scaled = picture.reformat(*size, format="yuv420p", interpolation="AREA")
    # PyAV's stub has no types for `to_image`.
    image: Image.Image = scaled.to_image()  # type: ignore[no-untyped-call]
    while True:
        for each_quality in range(quality, LEAST_QUALITY - 1, -15):
            jpeg = BytesIO()
            image.save(jpeg, "JPEG", quality=each_quality)
            if jpeg.tell() <= most:
                return jpeg.getvalue(), image.width, image.height
        if max(image.size) < 16:
            raise DecodingFailed("a picture that fits into no message")
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))


def _decode(codec: bytes, frame: bytes, small: bool) -> av.VideoFrame:
    """The first picture of the frame. The decoder itself compares the size it reads with
    `max_pixels`, before it takes memory. A picture that is made small needs no loop filter, which
    is a third of the work."""
    decoder = av.CodecContext.create(_DECODERS[codec], "r")
    assert isinstance(decoder, av.VideoCodecContext)
    decoder.thread_count = 1
    decoder.options = {
        "max_pixels": str(LARGEST * LARGEST),
        "err_detect": "explode",
        "skip_loop_filter": "all" if small else "default",
    }
    try:
        pictures = [*decoder.decode(av.Packet(frame)), *decoder.decode(None)]
    except av.FFmpegError as error:
        raise DecodingFailed(f"no picture: {error.strerror}") from error
    if not pictures:
        raise DecodingFailed("no picture in it")
    picture = pictures[0]
    if picture.is_corrupt or max(picture.width, picture.height) > LARGEST:
        raise DecodingFailed(f"damaged, or larger than {LARGEST} pixels on a side")
    return picture


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
