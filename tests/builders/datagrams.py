"""Datagrams that come to a leg's port: ICE checks and DTLS records, whole and mutated."""

import random
import socket
import struct
from collections.abc import Iterator
from contextlib import contextmanager

from aioice.ice import Connection
from aioice.stun import Class, Message, Method

HERE = "127.0.0.1"
HELLO = bytes.fromhex("16fefd0000000000000000003a") + bytes(58)


def check(ice: Connection, *, user: str | None = None, password: str | None = None) -> Message:
    """An ICE check as the browser that has read the offer would send it; it is not signed yet."""
    message = Message(message_method=Method.BINDING, message_class=Class.REQUEST)
    message.attributes["USERNAME"] = user or f"{ice.local_username}:{ice.remote_username or 'abcd'}"
    message.attributes["PRIORITY"] = 1_853_824_767
    message.attributes["ICE-CONTROLLED"] = 7
    # aioice signs with this attribute when it writes the message; it has no public name.
    message._password = password or ice.local_password  # type: ignore[attr-defined]
    return message


def signed(message: Message) -> bytes:
    message.add_message_integrity(message._password.encode())  # type: ignore[attr-defined]
    return bytes(message)


def record(kind: int, epoch: int, body: bytes, sequence: int = 0) -> bytes:
    """A DTLS 1.2 record."""
    head = struct.pack("!BHHHLH", kind, 0xFEFD, epoch, 0, sequence, len(body))
    return head + body


@contextmanager
def stranger_socket(host: str = HERE) -> Iterator[socket.socket]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as udp_socket:
        udp_socket.bind((host, 0))
        udp_socket.setblocking(False)
        yield udp_socket


def received_datagrams(asker: socket.socket) -> list[bytes]:
    answers = []
    while True:
        try:
            answers.append(asker.recv(2_048))
        except BlockingIOError:
            return answers


class Mutator:
    """Datagrams of every kind that a leg receives, made from a seed: random ones, and good ones
    that are spoiled."""

    def __init__(self, seed: int, models: list[bytes]) -> None:
        self._random = random.Random(seed)
        self._models = models

    def datagram(self) -> bytes:
        dice = self._random
        if dice.random() < 0.2:
            head = bytes((dice.choice((0, 1, 2, 20, 21, 22, 23, 25, 47, 63, 70, 128, 144, 191)),))
            size = dice.choice((0, 1, 11, 19, 60, 1_400))
            return b"" if dice.random() < 0.02 else head + dice.randbytes(size)
        spoiled = bytearray(dice.choice(self._models))
        for _ in range(dice.choice((1, 1, 2, 8))):
            if spoiled:
                self._spoil(spoiled)
        return bytes(spoiled[:60_000])

    def _spoil(self, data: bytearray) -> None:
        dice = self._random
        at = dice.randrange(len(data))
        what = dice.randrange(5)
        if what == 0:
            data[at] = dice.randrange(256)
        elif what == 1:
            del data[at:]
        elif what == 2:
            data[at:at] = dice.randbytes(dice.choice((1, 4, 40)))
        elif what == 3:
            data[at : at + 2] = dice.choice((b"\x00\x00", b"\xff\xff", b"\x7f\xff"))
        else:
            data += bytes(data[at:])
