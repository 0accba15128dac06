"""A program: many sockets of one caller that send the same messages as fast as they are taken, as
an attacker's would. It reads what to send from its input as JSON, floods for so long, and prints
how many messages were sent, and how many sockets were closed."""

import json
import sys
import time
from contextlib import suppress
from threading import Thread
from typing import Any

import websocket


class Flood:
    """The sockets of one caller, each with a thread that sends and one that reads away."""

    def __init__(self, order: dict[str, Any]) -> None:
        self.order = order
        self.sent = 0
        self.closed = 0
        self.end = 0.0

    def run(self) -> None:
        lines = [self.signed_in() for _ in range(self.order["sockets"])]
        self.end = time.monotonic() + self.order["seconds"]
        print("ready", flush=True)
        threads = [Thread(target=self.send, args=(line,), daemon=True) for line in lines]
        threads += [Thread(target=self.read, args=(line,), daemon=True) for line in lines]
        for thread in threads:
            thread.start()
        time.sleep(self.order["seconds"])
        print(json.dumps({"sent": self.sent, "closed": self.closed}), flush=True)

    def signed_in(self) -> websocket.WebSocket:
        line = websocket.create_connection(
            self.order["url"], header=self.order["headers"], suppress_origin=True, timeout=30
        )
        line.recv()
        line.send("40" + json.dumps(self.order["auth"]))
        while not str(line.recv()).startswith("40"):
            pass
        return line

    def send(self, line: websocket.WebSocket) -> None:
        try:
            for number in range(self.order["most"]):
                if time.monotonic() > self.end:
                    return
                for text in self.order["texts"]:
                    line.send(text.replace("NUMBER", str(number)))
                    self.sent += 1
        except (OSError, websocket.WebSocketException):
            self.closed += 1

    def read(self, line: websocket.WebSocket) -> None:
        with suppress(OSError, websocket.WebSocketException):
            while line.recv():
                pass


if __name__ == "__main__":
    Flood(json.load(sys.stdin)).run()
