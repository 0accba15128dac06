"""The heads of requests and responses, rewritten on their way through the proxy. Pure functions."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import h11

Headers = list[tuple[bytes, bytes]]

# These headers are between two neighbours only (RFC 9110, 7.6.1).
HOP_BY_HOP = {
    b"connection",
    b"keep-alive",
    b"proxy-authenticate",
    b"proxy-authorization",
    b"proxy-connection",
    b"te",
    b"trailer",
    b"transfer-encoding",
    b"upgrade",
}
# Only this proxy may say who the caller is; CGI programs read `Proxy` as a setting.
OURS_TO_SAY = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"proxy")


class RefusedRequest(Exception):
    """The request goes no further; the caller gets `status` and `text`."""

    def __init__(self, status: int, text: str) -> None:
        super().__init__(text)
        self.status = status
        self.text = text


@dataclass(frozen=True)
class Backend:
    """A server of ours that the edge shows. `below` is the path that can be reached; `methods` are
    the methods that pass, all of them when it is empty."""

    host: str
    port: int
    tls: bool = False
    below: bytes = b"/"
    methods: frozenset[bytes] = frozenset()
    cookies: bool = True
    websockets: bool = True


def to_backend(request: h11.Request, caller: str, backend: Backend) -> h11.Request:
    """The request as the backend gets it; raises RefusedRequest for one that it should not get."""
    refuse_strange(request, backend)
    switches = backend.websockets and value(request.headers, b"upgrade").lower() == b"websocket"
    headers = end_to_end(request.headers.raw_items())
    headers = [(name, content) for name, content in headers if not is_ours(name.lower())]
    if not backend.cookies:
        headers = [(name, content) for name, content in headers if name.lower() != b"cookie"]
    if value(request.headers, b"transfer-encoding"):
        headers.append((b"Transfer-Encoding", b"chunked"))
    headers += [
        (b"X-Forwarded-For", caller.encode("ascii")),
        (b"X-Forwarded-Proto", b"https"),
        (b"X-Forwarded-Host", value(request.headers, b"host")),
    ]
    # A connection carries one request: bytes hidden after it are never read as another request.
    headers.append((b"Connection", b"Upgrade" if switches else b"close"))
    if switches:
        headers.append((b"Upgrade", b"websocket"))
    return h11.Request(method=request.method, target=request.target, headers=headers)


def refuse_strange(request: h11.Request, backend: Backend) -> None:
    """Raises RefusedRequest for a request that two servers could read differently, and for one that
    the backend should not get."""
    fields = request.headers
    if value(fields, b"transfer-encoding") and value(fields, b"content-length"):
        raise RefusedRequest(400, "Give Content-Length or Transfer-Encoding, not both.")
    if not value(fields, b"host"):
        raise RefusedRequest(400, "Name the host.")
    if not request.target.startswith(b"/"):
        raise RefusedRequest(400, "Ask for a path.")
    if backend.methods and request.method not in backend.methods:
        raise RefusedRequest(405, "Not this way.")
    path = unquote_to_bytes(request.target.partition(b"?")[0])
    if backend.below != b"/" and (not path.startswith(backend.below) or b"/." in path):
        raise RefusedRequest(404, "There is nothing here.")


def to_caller(response: h11.Response) -> h11.Response:
    """The response as the caller gets it; h11 adds how its body is framed."""
    headers = end_to_end(response.headers.raw_items())
    return h11.Response(status_code=response.status_code, headers=headers, reason=response.reason)


def end_to_end(items: Iterable[tuple[bytes, bytes]]) -> Headers:
    """The headers that are meant for the other end and not for the next hop."""
    items = list(items)
    named = {
        word.strip().lower()
        for name, content in items
        if name.lower() == b"connection"
        for word in content.split(b",")
    }
    # The next hop needs the length of the body, even where `Connection` names its header.
    dropped = HOP_BY_HOP | named - {b"content-length", b"host"}
    return [(name, content) for name, content in items if name.lower() not in dropped]


def is_ours(name: bytes) -> bool:
    """An underscore counts, since `X_Forwarded_For` and `X-Forwarded-For` are the same to WSGI."""
    return b"_" in name or name.startswith(OURS_TO_SAY)


def value(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    """All values of a header, joined by commas; `wanted` is its name in lower case."""
    return b",".join(content for name, content in headers if name == wanted)
