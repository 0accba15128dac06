"""Stills of one publisher's picture: one keyframe is decoded when somebody asks, never a stream.

For the wall of an expert with many sites, and for phones that can't take a photo while they film.
A still is upright as the video is shown: without the extension for video orientation, which our
offers don't have, browsers turn the picture before they encode it.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

from realtime.media.forwarding.forwarder import Forwarder
from realtime.media.rtp.codecs.frame import Keyframe, first_keyframe
from realtime.media.stills.decoder_pool import DecodedStill, DecoderPool, StillSize, Undecodable

__all__ = ["WALL", "NoPicture", "StillImage", "Stills", "Undecodable"]

FRESH, FRESH_OF_STILLS = 1.0, 6.0
PATIENCE, PATIENCE_FOR_STILLS = 1.5, 6.0
"""Seconds; the second of each of a phone that sends stills, whose path may be a second long."""
LOOK_EVERY = 0.01
REST = 10.0

WALL = 480
MOST_ON_THE_WALL = 36_000 * 3 // 4
"""Bytes: in base64 36,000 characters, of 45,000 that a signal takes. Twelve sites every four
seconds are then less than 1 Mbit/s for the expert, whatever is filmed."""
SMALL_QUALITY = 70
FULL = StillSize(longest=None, most=8 << 20, quality=90)


class NoPicture(LookupError):
    """No keyframe has come, neither now nor before."""


@dataclass(frozen=True, slots=True)
class StillImage:
    """Size in pixels. `at` is when the keyframe came, by our clock."""

    jpeg: bytes
    width: int
    height: int
    at: datetime


class Stills:
    """One at a time; who asks meanwhile for the same size of the same keyframe is given the same.
    Beside the forwarder's history it holds the last keyframe and the last still."""

    def __init__(
        self,
        forwarder: Forwarder,
        darkroom: DecoderPool,
        clock: Callable[[], float],
        now: Callable[[], datetime] = lambda: datetime.now(UTC),
    ) -> None:
        self._forwarder = forwarder
        self._darkroom = darkroom
        self._clock = clock
        self._now = now
        self._last: tuple[Keyframe, float] | None = None
        self._made: tuple[float, int | None, StillImage] | None = None
        self._turn = asyncio.Lock()
        self._rests_until = float("-inf")

    async def take(self, most: int | None = None) -> StillImage:
        """A still with at most `most` pixels on its longer side and small enough for a signal, or
        as large as it was filmed. Of a keyframe that is fresh, if one comes in time; else of the
        last one there was.

        Raises NoPicture, and Undecodable for what is no picture.
        """
        async with self._turn:
            frame, at = await self._wanted()
            if self._made is not None and self._made[:2] == (at, most):
                return self._made[2]
            made = await self._develop(frame, most)
            taken = self._now() - timedelta(seconds=self._clock() - at)
            still = StillImage(made.jpeg, made.width, made.height, taken)
            self._made = at, most, still
            return still

    async def _develop(self, frame: Keyframe, most: int | None) -> DecodedStill:
        """Who has cost us a process is given none for a while, so that the others have theirs."""
        if self._clock() < self._rests_until:
            raise Undecodable("its last keyframe ended the decoder")
        size = FULL if most is None else StillSize(most, MOST_ON_THE_WALL, SMALL_QUALITY)
        try:
            return await self._darkroom.develop(frame, size)
        except Undecodable as error:
            if error.fatal:
                self._rests_until = self._clock() + REST
            raise

    async def _wanted(self) -> tuple[Keyframe, float]:
        """With the forwarder's time of it. Raises NoPicture."""
        newest = self._newest()
        fresh = FRESH_OF_STILLS if self._forwarder.stills else FRESH
        if newest is None or self._clock() - newest[1] > fresh:
            newest = await self._newer(newest)
        if newest is None:
            raise NoPicture("no whole keyframe has come")
        self._last = newest
        return newest

    async def _newer(self, than: tuple[Keyframe, float] | None) -> tuple[Keyframe, float] | None:
        self._forwarder.want_keyframe()
        patience = PATIENCE_FOR_STILLS if self._forwarder.stills else PATIENCE
        until = self._clock() + patience
        while self._clock() < until:
            await asyncio.sleep(LOOK_EVERY)
            found = self._newest()
            if found is not None and (than is None or found[1] > than[1]):
                return found
        return than

    def _newest(self) -> tuple[Keyframe, float] | None:
        """The one in the track's history, when it is whole; else the one before."""
        track = self._forwarder.tracks["video"]
        if self._last is not None and track.keyed_at == self._last[1]:
            return self._last
        self._forwarder.settle()
        frame = first_keyframe(track.picture())
        if frame is not None:
            return frame, track.keyed_at
        packets, at = track.picture_before()
        if self._last is not None and at <= self._last[1]:
            return self._last
        frame = first_keyframe(packets)
        return (frame, at) if frame is not None else self._last
