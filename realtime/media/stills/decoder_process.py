"""The confined process that turns keyframes into JPEGs.

It is started as `python -m realtime.media.stills.decoder_process PARENT MEMORY`. Its input is
a stranger's and the decoder is C, so the decoder may fail, stall or crash alone.

Asked and answered by pipe, one after the other: first an `ASKED` and the frame, then an `ANSWERED`
and the JPEG, or with width 0 a sentence. The first byte it writes says that it is ready.
"""

import ctypes
import os
import resource
import signal
import struct
import sys
from io import BytesIO

import av
from PIL import Image

REQUEST = struct.Struct("!4sHIHI")
"""Codec, longest side (0: as it is), most bytes, quality, length of the frame."""
RESPONSE = struct.Struct("!HHI")
"""Width, height, length."""
READY = b"R"
LARGEST = 4_096
LEAST_QUALITY = 30
NICENESS = 5

_PDEATHSIG, _NO_NEW_PRIVS = 1, 38
_DECODERS = {b"VP8\0": "vp8", b"H264": "h264"}


class DecodingFailed(ValueError):
    """Said to whoever asked, as a sentence."""


def main(parent: int, memory: int) -> None:
    Image.preinit()  # now: no file can be opened later
    confine(parent, memory)
    asked, answers = sys.stdin.buffer, sys.stdout.buffer
    answers.write(READY)
    answers.flush()
    while len(head := asked.read(REQUEST.size)) == REQUEST.size:
        codec, longest, most, quality, length = REQUEST.unpack(head)
        width = height = 0
        try:
            jpeg, width, height = develop(codec, asked.read(length), longest, most, quality)
        except DecodingFailed as reason:
            jpeg = str(reason).encode()
        except MemoryError:
            jpeg = b"a picture that needs too much memory"
        answers.write(RESPONSE.pack(width, height, len(jpeg)) + jpeg)
        answers.flush()


def confine(parent: int, memory: int) -> None:
    """Bind this process to `memory` bytes of address space and to the life of `parent`."""
    libc = ctypes.CDLL(None, use_errno=True)
    for option, value in ((_PDEATHSIG, signal.SIGKILL), (_NO_NEW_PRIVS, 1)):
        if libc.prctl(option, int(value), 0, 0, 0) != 0:
            raise OSError(ctypes.get_errno(), f"prctl {option} was refused")
    if os.getppid() != parent:  # it died before the kernel knew whom to watch
        raise ProcessLookupError(f"process {parent} is gone")
    os.nice(NICENESS)
    for limit, value in (
        (resource.RLIMIT_AS, memory),
        (resource.RLIMIT_FSIZE, 0),
        (resource.RLIMIT_NOFILE, 3),
        (resource.RLIMIT_CORE, 0),
    ):
        resource.setrlimit(limit, (value, value))


def develop(
    codec: bytes, frame: bytes, longest: int, most: int, quality: int
) -> tuple[bytes, int, int]:
    """The JPEG, its width and its height. Raises Refused, MemoryError."""
    picture = _decoded(codec, frame, small=bool(longest))
    side = max(picture.width, picture.height)
    part = min(1.0, longest / side) if longest else 1.0
    size = max(1, round(picture.width * part)), max(1, round(picture.height * part))
    # First smaller, then RGB: in one step it takes half as long again.
    scaled = picture.reformat(*size, format="yuv420p", interpolation="AREA")
    # PyAV's stub names no types for it.
    image: Image.Image = scaled.to_image()  # type: ignore[no-untyped-call]
    while True:
        for tried in range(quality, LEAST_QUALITY - 1, -15):
            made = BytesIO()
            image.save(made, "JPEG", quality=tried)
            if made.tell() <= most:
                return made.getvalue(), image.width, image.height
        if max(image.size) < 16:
            raise DecodingFailed("a picture that fits into no message")
        image = image.resize((max(1, image.width * 3 // 4), max(1, image.height * 3 // 4)))


def _decoded(codec: bytes, frame: bytes, small: bool) -> av.VideoFrame:
    """The decoder itself compares the size it reads with `max_pixels`, before it takes memory. A
    picture that is made small needs no filter over the edges of blocks, a third of the work."""
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
