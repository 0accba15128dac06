"""What a message of a socket costs the web process, in seconds of CPU, as measured on one core.

The costs are weights rather than measurements of each message: a greenlet that waits for the
database lets others run, whose CPU time would be taken for its own.
"""

from typing import Any

HANDSHAKE = 0.003
FRAME = 0.0001
"""A frame with a small signal, read, checked and relayed."""
BYTE = 2e-8
CONNECT = "connect"
COSTS = {
    CONNECT: 0.005,
    "follow": 0.004,
    "unfollow": 0.0,
    "enter": 0.028,
    "exit": 0.001,
    "signal": 0.0,
    "beat": 0.0,
    "load": 0.0,
}
"""The cost of each event that the server listens to, besides its frame's."""
STILL = 0.004
"""Asking a node for a still looks into the database."""
HEAVY = 0.002
"""Messages from this cost on take turns."""


def cost_of(event: Any, payload: Any) -> float:
    """The cost of a message besides its frame's; nobody listens to an event that is not listed."""
    if event == "signal" and isinstance(payload, dict) and payload.get("kind") == "ask":
        return STILL
    return COSTS.get(event, 0.0) if isinstance(event, str) else 0.0
