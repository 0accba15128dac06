"""A web process of few lines, which is ready and holds WebSockets open."""

import gc

from flask import Flask, request
from simple_websocket import ConnectionClosed, Server

app = Flask(__name__)


@app.get("/readyz")
def ready() -> tuple[dict[str, bool], int]:
    """A process that was left without garbage collections after loading is not ready."""
    return {"ready": gc.isenabled()}, 200 if gc.isenabled() else 503


@app.get("/echo", websocket=True)
def echo() -> str:
    socket = Server.accept(request.environ)
    try:
        while True:
            socket.send(socket.receive())
    except ConnectionClosed:
        return ""
