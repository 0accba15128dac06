"""What is read from a raw WebSocket."""

import websocket

UNASKED = ("2", '42["beat"]')
"""Engine.IO's ping and our heartbeat: they come when it is time, between any two messages."""


def told(line: websocket.WebSocket) -> str:
    """The next message that is meant for this socket alone."""
    while (said := line.recv()) in UNASKED:
        pass
    assert isinstance(said, str)
    return said
