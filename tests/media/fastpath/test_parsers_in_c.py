"""The parsers of the fast path in C find in any bytes what Python's parsers find."""

from collections.abc import Callable
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings

from realtime.media.forwarding.fastpath.library import ffi, library
from realtime.media.rtp.keyframes import starts_keyframe
from realtime.media.rtp.packet import Malformed, payload_start, transport_sequence
from realtime.media.rtp.track import Codec
from tests.builders.fastpath_rig import compiled
from tests.builders.rtp import VIDEO, mutated_packets, rtp

pytestmark = compiled
VP8, H264 = 1, 2
CODECS: list[tuple[int, Codec]] = [(VP8, "VP8"), (H264, "H264")]
functions: Any = library()
both = pytest.mark.parametrize(
    "examples", [300, pytest.param(30_000, marks=[pytest.mark.soak, pytest.mark.timeout(900)])]
)


def examined(examples: int, test: Callable[..., None]) -> None:
    settings(max_examples=examples, deadline=None, suppress_health_check=list(HealthCheck))(test)()


@both
def test_the_parsers_in_c_find_what_pythons_find(examples: int) -> None:
    @given(mutated_packets())
    def hold(packet: bytes) -> None:
        # The memory has exactly that size, so that a sanitizer sees a byte too many.
        memory = ffi.new("uint8_t[]", packet)
        try:
            start = payload_start(packet)
        except Malformed:
            assert functions.fastpath_payload_start(memory, len(packet)) == -1
            return
        assert functions.fastpath_payload_start(memory, len(packet)) == start
        wide = transport_sequence(packet, start)
        assert functions.fastpath_transport_sequence(memory, start) == (
            -1 if wide is None else wide
        )
        for number, codec in CODECS:
            begins = starts_keyframe(codec, packet, start)
            assert (
                bool(functions.fastpath_starts_keyframe(number, memory, len(packet), start))
                == begins
            )

    examined(examples, hold)


def test_the_parsers_in_c_find_the_keyframes_of_any_payload() -> None:
    for head in range(256):
        for more in (0, 5, 7, 0x80, 0x85, 0xC7, 0xFF):
            payload = bytes((head, more, 0x81, 0x65, 0x01))
            packet = rtp(VIDEO, 1, payload=payload)
            memory = ffi.new("uint8_t[]", packet)
            for number, codec in CODECS:
                begins = starts_keyframe(codec, packet, 12)
                assert (
                    bool(functions.fastpath_starts_keyframe(number, memory, len(packet), 12))
                    == begins
                )
