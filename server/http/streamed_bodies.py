"""Bodies that are handed on as they come: a file that goes through this server to the store.

One takes a greenlet and a few kilobytes for as long as a phone sends it, so they are limited in
number and in time.
"""

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass

from flask import Request
from gunicorn.http.errors import ParseException

from server.http.bodies import BODY_SECONDS, BYTES_A_SECOND, deadline
from smarthands.errors import Code, Problem, busy, too_many

MOST = 64
MOST_OF_ONE = 4
"""A phone sends two files at a time, and one that lost its network may still seem to send."""
SILENT_SECONDS = 30.0
CHUNK = 16_384


@dataclass(frozen=True, slots=True)
class StreamedBody:
    """A body on its way; `size` is the number of bytes that it declares."""

    size: int
    chunks: Iterator[bytes]


class StreamedBodies:
    """The bodies that are being handed on now, by the person who sends them."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()

    @contextmanager
    def open(self, req: Request, person: str) -> Iterator[StreamedBody]:
        """A body to hand on. Raises `busy` (503) or `too_many` (429) when there are too many, and
        RequestTimeout (408) when it comes too slowly."""
        if req.content_length is None:
            raise Problem(Code.MALFORMED, "Send the length of the file as Content-Length.")
        self._check_room(person)
        self._under_way[person] += 1
        try:
            with deadline(BODY_SECONDS + req.content_length / BYTES_A_SECOND):
                yield StreamedBody(req.content_length, _chunks(req))
        finally:
            self._under_way[person] -= 1
            if not self._under_way[person]:
                del self._under_way[person]

    def _check_room(self, person: str) -> None:
        if self._under_way[person] >= MOST_OF_ONE:
            raise too_many("Too many files of yours are on their way through the server.", 10)
        if self._under_way.total() >= MOST:
            raise busy("Too many files are on their way through the server. Try again in a moment.")


def _chunks(req: Request) -> Iterator[bytes]:
    while chunk := _next(req):
        yield chunk


def _next(req: Request) -> bytes:
    try:
        with deadline(SILENT_SECONDS):
            chunk: bytes = req.stream.read(CHUNK)
    except (OSError, ParseException) as error:
        raise Problem(Code.MALFORMED, "The file could not be read to its end.") from error
    return chunk
