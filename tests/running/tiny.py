"""A web process of few lines, which is ready and holds WebSockets open."""

from flask import Flask, request
from simple_websocket import ConnectionClosed, Server

app = Flask(__name__)


@app.get("/readyz")
def ready() -> dict[str, bool]:
    return {"ready": True}


@app.get("/echo", websocket=True)
def echo() -> str:
    socket = Server.accept(request.environ)
    try:
        while True:
            socket.send(socket.receive())
    except ConnectionClosed:
        return ""
