"""Where a datagram goes to or comes from, as the kernel has it (`struct sockaddr_in`, `_in6`)."""

import socket
import struct
from typing import Any

_IN = struct.Struct("@H2s4s8x")
_IN6 = struct.Struct("@H2sI16sI")

Where = tuple[Any, ...]
"""As Python's sockets have it: host, port, and of IPv6 flow and scope."""


def packed(where: Where) -> bytes:
    """`where` may lack flow and scope. Raises ValueError when the host is none by number."""
    port = int(where[1]).to_bytes(2, "big")
    try:
        if ":" not in where[0]:
            return _IN.pack(socket.AF_INET, port, socket.inet_pton(socket.AF_INET, where[0]))
        host, scope = socket.inet_pton(socket.AF_INET6, where[0]), where[3] if where[3:] else 0
    except OSError as error:
        raise ValueError(f"no address: {where[0]!r}") from error
    return _IN6.pack(socket.AF_INET6, port, 0, host, scope)


def unpacked(raw: bytes) -> Where:
    if len(raw) < _IN6.size:
        _, port, host = _IN.unpack(raw)
        return socket.inet_ntop(socket.AF_INET, host), int.from_bytes(port, "big")
    _, port, flow, host, scope = _IN6.unpack(raw)
    return (
        socket.inet_ntop(socket.AF_INET6, host),
        int.from_bytes(port, "big"),
        socket.ntohl(flow),
        scope,
    )
