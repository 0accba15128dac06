"""Reading bodies from the network: each has a deadline, so that none holds a connection."""

from collections import Counter
from contextlib import AbstractContextManager, nullcontext
from math import inf

import gevent
from flask import Request
from gevent.monkey import is_module_patched
from gunicorn.http.errors import ParseException
from werkzeug.exceptions import RequestEntityTooLarge, RequestTimeout

from smarthands.errors import Code, Problem

BODY_SECONDS = 10.0
BYTES_A_SECOND = 20_000
"""A large body has more time, as on a bad network."""
MOST_PATIENT = 40
"""The bodies of one address that may be under way with so much time; a further one has to come at
once, as small bodies do, which come with their heads."""
SHORT_SECONDS = 2.0


class Bodies:
    """The bodies that are being read now, by the address that sends them."""

    def __init__(self) -> None:
        self._under_way: Counter[str] = Counter()

    def read(self, req: Request, address: str) -> bytes:
        """The whole body. Raises RequestTimeout (408) past the deadline, and RequestEntityTooLarge
        (413) beyond the request's limit."""
        seconds = BODY_SECONDS if self._under_way[address] < MOST_PATIENT else SHORT_SECONDS
        self._under_way[address] += 1
        try:
            with deadline(seconds + (req.content_length or 0) / BYTES_A_SECOND):
                data: bytes = req.get_data(cache=True)
        except (OSError, ParseException) as error:
            raise Problem(Code.MALFORMED, "The body could not be read to its end.") from error
        finally:
            self._under_way[address] -= 1
            if not self._under_way[address]:
                del self._under_way[address]
        # A chunked body doesn't declare its length: Werkzeug stops reading at the limit, in
        # silence.
        if req.content_length is None and len(data) >= (req.max_content_length or inf):
            raise RequestEntityTooLarge
        return data


def deadline(seconds: float) -> AbstractContextManager[object]:
    """A context that raises RequestTimeout (408) after so long.

    Without gevent, as in tests of the app alone, bodies come from memory.
    """
    if not is_module_patched("socket"):
        return nullcontext()
    return gevent.Timeout(seconds, RequestTimeout())
