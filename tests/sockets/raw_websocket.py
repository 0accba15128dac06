"""Messages that are read from a raw WebSocket."""

import websocket

UNASKED = ("2", '42["beat"]')
"""Engine.IO's ping and our heartbeat come when it is time, between any two messages."""


def next_message(line: websocket.WebSocket) -> str:
    """The next message that is neither a ping nor a heartbeat."""
    while (message := line.recv()) in UNASKED:
        pass
    assert isinstance(message, str)
    return message
