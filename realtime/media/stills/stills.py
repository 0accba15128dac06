"""Stills of one publisher's video: one keyframe is decoded when a still is asked for, never a
stream.

They are for the wall of an expert with many sites, and for phones that can't take a photo while
they film. A still is upright as the video is shown: without the extension for video orientation,
which our offers don't have, browsers turn the picture before they encode it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.rtp.codecs.frame import Keyframe, first_keyframe
from realtime.media.stills.decoder_pool import DecodedStill, DecoderPool, StillSize, Undecodable

FRESH, FRESH_OF_STILLS = 1.0, 6.0
PATIENCE, PATIENCE_FOR_STILLS = 1.5, 6.0
"""Seconds; the second of each pair is for a phone that sends stills, whose path may be a second
long."""
LOOK_EVERY = 0.01
REST = 10.0

WALL = 480
MOST_ON_THE_WALL = 36_000 * 3 // 4
"""Bytes, which are 36,000 characters in base64; a signal takes 45,000. Twelve sites every four
seconds are then less than 1 Mbit/s for the expert, whatever is filmed."""
SMALL_QUALITY = 70
FULL = StillSize(longest=None, most=8 << 20, quality=90)


class NoPicture(LookupError):
    """No keyframe has come since the publisher began."""


@dataclass(frozen=True, slots=True)
class StillImage:
    """`width` and `height` are in pixels; `at` is when the keyframe came, by this node's clock."""

    jpeg: bytes
    width: int
    height: int
    at: datetime


class Stills:
    """Stills are taken one at a time; callers that ask meanwhile for the same size of the same
    keyframe get the same still. Beside the forwarder's history only the last keyframe and the last
    still are kept."""

    def __init__(
        self,
        forwarder: Forwarder,
        decoder_pool: DecoderPool,
        clock: Callable[[], float],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._forwarder = forwarder
        self._decoder_pool = decoder_pool
        self._clock = clock
        self._now = now
        self._last_keyframe: tuple[Keyframe, float] | None = None
        self._last_still: tuple[float, int | None, StillImage] | None = None
        self._lock = asyncio.Lock()
        self._rests_until = float("-inf")

    async def take(self, most: int | None = None) -> StillImage:
        """A still with at most `most` pixels on its longer side and small enough for a signal, or
        in the size that was filmed when `most` is None. It shows a fresh keyframe if one comes in
        time, else the last one.

        Raises NoPicture, and Undecodable when the keyframe yields no picture.
        """
        async with self._lock:
            frame, at = await self._keyframe()
            if self._last_still is not None and self._last_still[:2] == (at, most):
                return self._last_still[2]
            decoded = await self._decode(frame, most)
            filmed_at = self._now() - timedelta(seconds=self._clock() - at)
            still = StillImage(decoded.jpeg, decoded.width, decoded.height, filmed_at)
            self._last_still = at, most, still
            return still

    async def _decode(self, frame: Keyframe, most: int | None) -> DecodedStill:
        """A publisher whose keyframe ended a decoder gets none for a while, so that the others
        do."""
        if self._clock() < self._rests_until:
            raise Undecodable("its last keyframe ended the decoder")
        size = FULL if most is None else StillSize(most, MOST_ON_THE_WALL, SMALL_QUALITY)
        try:
            return await self._decoder_pool.decode(frame, size)
        except Undecodable as error:
            if error.fatal:
                self._rests_until = self._clock() + REST
            raise

    async def _keyframe(self) -> tuple[Keyframe, float]:
        """The keyframe to decode, and when it came by the forwarder's clock. Raises NoPicture."""
        newest = self._newest()
        fresh = FRESH_OF_STILLS if self._forwarder.stills else FRESH
        if newest is None or self._clock() - newest[1] > fresh:
            newest = await self._wait_newer(newest)
        if newest is None:
            raise NoPicture("no whole keyframe has come")
        self._last_keyframe = newest
        return newest

    async def _wait_newer(
        self, than: tuple[Keyframe, float] | None
    ) -> tuple[Keyframe, float] | None:
        self._forwarder.want_keyframe()
        patience = PATIENCE_FOR_STILLS if self._forwarder.stills else PATIENCE
        until = self._clock() + patience
        while self._clock() < until:
            await asyncio.sleep(LOOK_EVERY)
            newest = self._newest()
            if newest is not None and (than is None or newest[1] > than[1]):
                return newest
        return than

    def _newest(self) -> tuple[Keyframe, float] | None:
        """The keyframe in the track's history when it is whole, else the one before."""
        track = self._forwarder.tracks["video"]
        if self._last_keyframe is not None and track.keyed_at == self._last_keyframe[1]:
            return self._last_keyframe
        self._forwarder.settle()
        frame = first_keyframe(track.picture())
        if frame is not None:
            return frame, track.keyed_at
        packets, at = track.picture_before()
        if self._last_keyframe is not None and at <= self._last_keyframe[1]:
            return self._last_keyframe
        frame = first_keyframe(packets)
        return (frame, at) if frame is not None else self._last_keyframe
