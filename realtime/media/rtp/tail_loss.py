"""Detects that the end of a picture got lost: no later packet tells of it when the next picture is
seconds away."""

from realtime.media.rtp.packet import newer

AFTER, AHEAD = 0.4, 2
AGAIN, TRIES = 1.2, 4
"""AFTER and AGAIN are seconds: a browser paces a large picture with gaps as long as AFTER, and a
path of a second answers within AGAIN. AHEAD numbers are asked for beyond the highest that came: a
browser that hasn't sent one of them yet does nothing."""


class TailLoss:
    """The detector for one source of video."""

    def __init__(self) -> None:
        self._highest: int | None = None
        self._ended = True
        self._next = 0.0
        self._tries = 0

    @property
    def ended(self) -> bool:
        """Whether the highest packet that came is its picture's last."""
        return self._ended

    def note(self, sequence: int, marked: bool, now: float, anew: bool = False) -> None:
        """`marked` says that the packet is its picture's last (RFC 3550 section 5.1), and `anew`
        that its number has nothing to do with those before."""
        if not anew and self._highest is not None and newer(self._highest, sequence):
            return
        self._highest, self._ended = sequence, marked
        self._next, self._tries = now + AFTER, 0

    def due(self, now: float) -> list[int]:
        """The sequence numbers to ask for now."""
        if self._highest is None or self._ended or now < self._next or self._tries >= TRIES:
            return []
        self._tries += 1
        self._next = now + AGAIN
        return [(self._highest + step) & 0xFFFF for step in range(1, AHEAD + 1)]
