"""The tests of the edge send these requests, and have the upstream answer them."""

from collections.abc import Callable

from tests.builders.edge_process import UpstreamRequest

STAY = "Connection: keep-alive"


def get(path: str = "/", *headers: str, method: str = "GET", version: str = "1.1") -> bytes:
    """A request; it asks for the end of the connection unless it has a Connection header."""
    if not any(header.startswith("Connection:") for header in headers):
        headers = (*headers, "Connection: close")
    lines = [f"{method} {path} HTTP/{version}", "Host: x:8443", *headers, "", ""]
    return "\r\n".join(lines).encode()


def answering_with(answer: bytes) -> Callable[[UpstreamRequest], bytes]:
    return lambda request: answer
