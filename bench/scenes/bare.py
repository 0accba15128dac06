"""The peer of `bench.idle`: python-socketio without handlers, in the same mode as ours."""

import socketio
from gevent.monkey import is_module_patched

assert is_module_patched("socket"), "gunicorn's gevent worker patches before it imports this"
server = socketio.Server(
    async_mode="gevent", async_handlers=False, transports=["websocket"], cors_allowed_origins=[]
)


def up(_environ: object, start_response: object) -> list[bytes]:
    """Answers any other request, which shows that the server is up."""
    assert callable(start_response)
    start_response("200 OK", [])
    return [b"up"]


app = socketio.WSGIApp(server, up)
