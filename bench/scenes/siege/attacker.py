"""A program: one attacker, who asks as fast as answers come, over HTTP and over many sockets.

It reads its orders from its input as JSON: who it is, what it asks for, over how many connections,
and for how long. `NEW` in a path or a body becomes an id that nobody has used. At the end it prints
how many answers came, by status, and how many messages were sent and sockets refused.
"""

import itertools
import json
import os
import sys
import time
from collections import Counter
from contextlib import suppress
from http.client import HTTPConnection, HTTPException
from threading import Thread
from typing import Any
from urllib.parse import urlsplit
from uuid import uuid4

from websockets.exceptions import WebSocketException
from websockets.sync.client import ClientConnection, connect

PATIENCE = 30.0


class Besieger:
    """The threads of one attacker: one for each connection over HTTP and each socket."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.url = urlsplit(order["url"])
        self.headers = {"X-Forwarded-For": order["address"]}
        self.counts: Counter[str] = Counter()
        self.end = time.monotonic() + order["seconds"]

    def run(self) -> None:
        works = [self.ask] * self.order["connections"] + [self.flood] * self.order["sockets"]
        threads = [Thread(target=work, args=(n,), daemon=True) for n, work in enumerate(works)]
        for thread in threads:
            thread.start()
        time.sleep(max(0.0, self.end - time.monotonic()))
        print(json.dumps(self.counts), flush=True)
        os._exit(0)  # threads that wait for answers of the server would hold the process

    def ask(self, number: int) -> None:
        """Asks one thing after the other, beginning at another place than its neighbours."""
        moves = self.order["moves"]
        connection = HTTPConnection(self.url.hostname or "", self.url.port, timeout=PATIENCE)
        for move in itertools.cycle(moves[number % len(moves) :] + moves[: number % len(moves)]):
            if time.monotonic() > self.end:
                return
            try:
                self.counts[str(self.answered(connection, move))] += 1
            except (OSError, HTTPException):
                self.counts["hung up"] += 1
                connection.close()

    def answered(self, connection: HTTPConnection, move: dict[str, Any]) -> int:
        new = str(uuid4())
        body = move["body"].replace("NEW", new).encode() if move["body"] else None
        headers = self.headers | move["headers"]
        connection.request(move["method"], move["path"].replace("NEW", new), body, headers)
        answer = connection.getresponse()
        answer.read()
        return answer.status

    def flood(self, _number: int) -> None:
        """Sends the same messages over a socket for as long as it stands, and then over another."""
        address = f"ws://{self.url.netloc}/socket.io/?EIO=4&transport=websocket"
        options: dict[str, Any] = {"compression": None, "open_timeout": PATIENCE}
        while time.monotonic() < self.end:
            try:
                with connect(address, additional_headers=self.headers, **options) as socket:
                    self.repeat(socket)
            except (OSError, WebSocketException):
                self.counts["sockets ended"] += 1

    def repeat(self, socket: ClientConnection) -> None:
        socket.recv()
        socket.send("40" + json.dumps(self.order["auth"]))
        Thread(target=self.read_away, args=(socket,), daemon=True).start()
        for text in itertools.cycle(self.order["texts"]):
            if time.monotonic() > self.end:
                return
            socket.send(text)
            self.counts["messages"] += 1

    def read_away(self, socket: ClientConnection) -> None:
        with suppress(OSError, WebSocketException):
            for _ in socket:
                pass


if __name__ == "__main__":
    # Attackers have machines of their own: here they get what the others leave.
    os.nice(19)
    Besieger(json.load(sys.stdin)).run()
