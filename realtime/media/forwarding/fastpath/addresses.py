"""Socket addresses as the kernel has them (`struct sockaddr_in`, `sockaddr_in6`)."""

import socket
import struct
from typing import Any

_IN = struct.Struct("@H2s4s8x")
_IN6 = struct.Struct("@H2sI16sI")

SocketAddress = tuple[Any, ...]
"""An address as Python's sockets have it: host and port, and in IPv6 flow and scope."""


def packed(address: SocketAddress) -> bytes:
    """`address` may lack flow and scope. Raises ValueError when its host is no numeric address."""
    port = int(address[1]).to_bytes(2, "big")
    try:
        if ":" not in address[0]:
            return _IN.pack(socket.AF_INET, port, socket.inet_pton(socket.AF_INET, address[0]))
        host = socket.inet_pton(socket.AF_INET6, address[0])
    except OSError as error:
        raise ValueError(f"no address: {address[0]!r}") from error
    scope = address[3] if address[3:] else 0
    return _IN6.pack(socket.AF_INET6, port, 0, host, scope)


def unpacked(raw: bytes) -> SocketAddress:
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
