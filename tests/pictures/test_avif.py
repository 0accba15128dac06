"""Tess's phone takes photos in AVIF, in ten bits too; Cleo sees them like any other."""

import io
from pathlib import Path

import av

from tests.builders.pictures import scene
from tests.pictures.rendering import is_upright_scene, rendered

TEN_BITS = "yuv420p10le"


def ten_bit_avif() -> bytes:
    """The scene with ten bits for each colour, which no encoder of Pillow writes."""
    picture = scene()
    frame = av.VideoFrame(picture.width, picture.height, "rgb24")
    frame.planes[0].update(picture.tobytes())
    file = io.BytesIO()
    with av.open(file, "w", format="avif") as output:
        stream = output.add_stream("libsvtav1", rate=1)
        stream.width, stream.height, stream.pix_fmt = picture.width, picture.height, TEN_BITS
        for packet in (*stream.encode(frame.reformat(format=TEN_BITS)), *stream.encode()):
            output.mux(packet)
    return file.getvalue()


def test_ten_bits_are_shown_as_eight(tmp_path: Path) -> None:
    deep = ten_bit_avif()
    # The third byte of `av1C` has the flag for more than eight bits (AV1 in ISOBMFF, 2.3.3).
    assert deep[deep.index(b"av1C") + 6] & 0x40
    result = rendered(tmp_path, deep)
    assert (result.media_type, result.width, result.height) == ("image/avif", 128, 96)
    assert is_upright_scene(result)
    assert not result.damaged
