"""Pictures out of RTP payloads, and none of which a part is missing or before which one is."""

from abc import ABC, abstractmethod
from typing import NamedTuple

LARGEST = 4 << 20
"""Bytes of one picture; a keyframe of 1080p has a few hundred thousand."""


class BrokenPayload(ValueError):
    """Not what the RFC says. The picture is dropped, and those after it up to a keyframe."""


class EncodedPicture(NamedTuple):
    """`size` is width and height in pixels when the picture says them. `arrived` is when its first
    packet did."""

    timestamp: int
    arrived: float
    data: bytes
    key: bool
    size: tuple[int, int] | None


class Depacketizer(ABC):
    """Packets are fed in order. `waiting` until a keyframe is whole: everything before it would
    show wrongly."""

    def __init__(self) -> None:
        self.waiting = True
        self._timestamp: int | None = None
        self._arrived = 0.0
        self._bytes = 0

    def add(
        self, payload: bytes, timestamp: int, marker: bool, arrived: float
    ) -> list[EncodedPicture]:
        """The pictures that are whole with this packet: at most two, when a marker was missing."""
        made: list[EncodedPicture] = []
        if timestamp != self._timestamp:
            made += self._end()
            self._timestamp, self._arrived, self._bytes = timestamp, arrived, 0
        try:
            self._bytes += len(payload)
            if self._bytes > LARGEST:
                raise BrokenPayload("a picture without end")
            self._take(payload)
        except BrokenPayload:
            self.lost()
            return made
        return made + self._end() if marker else made

    def lost(self) -> None:
        """Something is missing here that won't come."""
        self.waiting = True
        self._drop()

    def _end(self) -> list[EncodedPicture]:
        try:
            picture = self._whole(self._timestamp or 0, self._arrived)
        except BrokenPayload:
            self.lost()
            return []
        finally:
            self._drop()
        if picture is None or (self.waiting and not picture.key):
            return []
        self.waiting = False
        return [picture]

    @abstractmethod
    def _take(self, payload: bytes) -> None: ...

    @abstractmethod
    def _whole(self, timestamp: int, arrived: float) -> EncodedPicture | None:
        """None when nothing was taken. Raises Broken."""

    @abstractmethod
    def _drop(self) -> None: ...
