"""Depacketizer: whole pictures out of RTP payloads. After a loss no picture comes out until the
next keyframe, since every picture in between would show wrongly."""

from abc import ABC, abstractmethod
from typing import NamedTuple

LARGEST = 4 << 20
"""Bytes of one picture at most; a keyframe of 1080p has a few hundred thousand."""


class BrokenPayload(ValueError):
    """The payload is not as the RFC says. The picture is dropped, and those after it up to a
    keyframe."""


class EncodedPicture(NamedTuple):
    """`size` is width and height in pixels when the picture says them. `arrived` is when its first
    packet arrived."""

    timestamp: int
    arrived: float
    data: bytes
    key: bool
    size: tuple[int, int] | None


class Depacketizer(ABC):
    """Payloads are added in the order of their packets. `waiting` is true until a keyframe is
    whole."""

    def __init__(self) -> None:
        self.waiting = True
        self._timestamp: int | None = None
        self._arrived = 0.0
        self._bytes = 0

    def add(
        self, payload: bytes, timestamp: int, marker: bool, arrived: float
    ) -> list[EncodedPicture]:
        """The pictures that this packet completes: at most two, when a marker was missing."""
        pictures: list[EncodedPicture] = []
        if timestamp != self._timestamp:
            pictures += self._end()
            self._timestamp, self._arrived, self._bytes = timestamp, arrived, 0
        try:
            self._bytes += len(payload)
            if self._bytes > LARGEST:
                raise BrokenPayload("the picture has no end")
            self._take(payload)
        except BrokenPayload:
            self.lost()
            return pictures
        return pictures + self._end() if marker else pictures

    def lost(self) -> None:
        """A packet is missing here that won't come."""
        self.waiting = True
        self._drop()

    def _end(self) -> list[EncodedPicture]:
        try:
            picture = self._join(self._timestamp or 0, self._arrived)
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
    def _join(self, timestamp: int, arrived: float) -> EncodedPicture | None:
        """The picture made of the payloads taken, None when there are none. Raises
        BrokenPayload."""

    @abstractmethod
    def _drop(self) -> None: ...
