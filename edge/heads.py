"""What the head of a request or an answer becomes on its way through. Pure."""

from collections.abc import Iterable
from dataclasses import dataclass
from urllib.parse import unquote_to_bytes

import h11

Headers = list[tuple[bytes, bytes]]

# Between two neighbours only (RFC 9110, 7.6.1).
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
# What a proxy says of the caller is ours alone to say; CGI programs read `Proxy` as a setting.
OURS_TO_SAY = (b"x-forwarded-", b"forwarded", b"x-real-ip", b"proxy")


class Refused(Exception):
    """The request goes no further."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(words)
        self.status = status
        self.words = words


@dataclass(frozen=True)
class Behind:
    """A server of ours that the edge shows. `below` is the path that can be reached; `methods` are
    those that may, all when empty."""

    host: str
    port: int
    tls: bool = False
    below: bytes = b"/"
    methods: frozenset[bytes] = frozenset()
    cookies: bool = True
    websockets: bool = True


def to_house(request: h11.Request, caller: str, behind: Behind) -> h11.Request:
    """The request as the server behind gets it. Refused when it should not."""
    refuse_strange(request, behind)
    switches = behind.websockets and value(request.headers, b"upgrade").lower() == b"websocket"
    kept = end_to_end(request.headers.raw_items())
    kept = [(name, said) for name, said in kept if not is_ours(name.lower())]
    if not behind.cookies:
        kept = [(name, said) for name, said in kept if name.lower() != b"cookie"]
    if value(request.headers, b"transfer-encoding"):
        kept.append((b"Transfer-Encoding", b"chunked"))
    kept += [
        (b"X-Forwarded-For", caller.encode("ascii")),
        (b"X-Forwarded-Proto", b"https"),
        (b"X-Forwarded-Host", value(request.headers, b"host")),
    ]
    # One request a connection: whatever somebody hid behind this one is never read as another.
    kept.append((b"Connection", b"Upgrade" if switches else b"close"))
    if switches:
        kept.append((b"Upgrade", b"websocket"))
    return h11.Request(method=request.method, target=request.target, headers=kept)


def refuse_strange(request: h11.Request, behind: Behind) -> None:
    headers = request.headers
    if value(headers, b"transfer-encoding") and value(headers, b"content-length"):
        raise Refused(400, "Give Content-Length or Transfer-Encoding, not both.")
    if not value(headers, b"host"):
        raise Refused(400, "Name the host.")
    if not request.target.startswith(b"/"):
        raise Refused(400, "Ask for a path.")
    if behind.methods and request.method not in behind.methods:
        raise Refused(405, "Not this way.")
    path = unquote_to_bytes(request.target.partition(b"?")[0])
    if behind.below != b"/" and (not path.startswith(behind.below) or b"/." in path):
        raise Refused(404, "There is nothing here.")


def to_caller(answer: h11.Response) -> h11.Response:
    """h11 adds how the body is framed for this caller."""
    kept = end_to_end(answer.headers.raw_items())
    return h11.Response(status_code=answer.status_code, headers=kept, reason=answer.reason)


def end_to_end(items: Iterable[tuple[bytes, bytes]]) -> Headers:
    items = list(items)
    named = {
        word.strip().lower()
        for name, said in items
        if name.lower() == b"connection"
        for word in said.split(b",")
    }
    # How long the body is, is for the next one to know, whatever the connection's header says.
    dropped = HOP_BY_HOP | named - {b"content-length", b"host"}
    return [(name, said) for name, said in items if name.lower() not in dropped]


def is_ours(name: bytes) -> bool:
    """To WSGI, `X_Forwarded_For` and `X-Forwarded-For` are the same."""
    return b"_" in name or name.startswith(OURS_TO_SAY)


def value(headers: Iterable[tuple[bytes, bytes]], wanted: bytes) -> bytes:
    return b",".join(said for name, said in headers if name == wanted)
