"""gunicorn's worker with gevent, which waits longer for the first request of a connection than for
a further one, and answers when it waits no more.

gunicorn gives a connection two seconds for each request, and closes it without a word: on a bad
network the first request often comes later than that, and a phone reads it as a server that is
gone.
"""

import json
from collections import Counter
from contextlib import suppress
from contextvars import ContextVar
from socket import SHUT_WR
from typing import Any, Self

import gevent
from gunicorn.workers.ggevent import GeventWorker

FIRST_SECONDS = 10.0
MOST_PATIENT = 200
"""Connections of one address whose first request may take so long; a further one has the time of a
connection that is kept, so that half requests of one address hold few connections."""
LINGER_SECONDS = 2.0
LINGER_BYTES = 1_000_000
PROBLEM = {
    "type": "about:blank",
    "title": "Too late",
    "status": 408,
    "code": "malformed",
    "detail": "The request took too long to come, so the connection is closed. Send it again.",
}


class FirstRequest:
    """The wait for the head of a connection's first request."""

    def __init__(self, client: Any, address: str, waiting: Counter[str], short: float) -> None:
        self._client = client
        self._address = address
        self._waiting = waiting
        self._timeout = gevent.Timeout(FIRST_SECONDS if waiting[address] < MOST_PATIENT else short)

    def __enter__(self) -> Self:
        self._waiting[self._address] += 1
        self._timeout.start()
        return self

    def __exit__(self, _kind: object, error: object, _traceback: object) -> bool:
        self._timeout.close()
        self._waiting[self._address] -= 1
        if not self._waiting[self._address]:
            del self._waiting[self._address]
        if error is not self._timeout:
            return False
        with suppress(OSError):
            self._client.sendall(_too_late())
        return True


class WebWorker(GeventWorker):
    """Each connection has a greenlet of its own, and so a context of its own."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self._waiting: Counter[str] = Counter()
        self._first: ContextVar[FirstRequest | None] = ContextVar("first", default=None)

    def handle(self, listener: Any, client: Any, addr: Any) -> None:
        address = str(addr[0]) if isinstance(addr, tuple) else ""
        self._first.set(FirstRequest(client, address, self._waiting, self.cfg.keepalive))
        super().handle(listener, client, addr)

    def timeout_ctx(self) -> Any:
        first = self._first.get()
        self._first.set(None)
        return first or super().timeout_ctx()

    def handle_error(self, req: Any, client: Any, addr: Any, exc: BaseException) -> None:
        """Answers what is no request of ours, as one whose line or head is too long."""
        super().handle_error(req, client, addr, exc)
        linger(client)


def linger(client: Any) -> None:
    """Takes in what is still on its way: a connection that is closed with unread bytes is reset,
    and its peer then loses the answer that it has not read yet."""
    left = LINGER_BYTES
    with suppress(OSError, gevent.Timeout), gevent.Timeout(LINGER_SECONDS):
        client.shutdown(SHUT_WR)
        while left > 0 and (chunk := client.recv(65_536)):
            left -= len(chunk)


def _too_late() -> bytes:
    body = json.dumps(PROBLEM).encode()
    head = (
        "HTTP/1.1 408 Request Timeout\r\nConnection: close\r\n"
        f"Content-Type: application/problem+json\r\nContent-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body
