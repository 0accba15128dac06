"""WebSocket frames that browsers don't send, and those that they seldom send (RFC 6455)."""

import json
import socket
import struct
import time
from contextlib import ExitStack, suppress

import pytest

from tests.builders.load import slack
from tests.builders.site import login
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import listening
from tests.sockets.frames import (
    CLOSE,
    HANDSHAKE,
    PING,
    PONG,
    TEXT,
    frame,
    opened,
    signed_in,
)

ASK = b'427["follow",{}]'


def test_a_message_in_fragments_with_a_ping_in_between_is_read(
    web: WebProcess, shared: World
) -> None:
    with signed_in(web, shared) as peer:
        peer.send(
            frame(TEXT, ASK[:4], last=False),
            frame(PING, b"there?"),
            frame(0, ASK[4:9], last=False),
            frame(0, ASK[9:]),
        )
        assert peer.read() == (PONG, b"there?")
        assert peer.answer().startswith("437[")


def test_many_frames_in_one_packet_and_one_frame_in_many_are_read(
    web: WebProcess, shared: World
) -> None:
    with signed_in(web, shared) as peer:
        peer.send(*[frame(TEXT, ASK) for _ in range(50)])
        assert [peer.answer()[:4] for _ in range(50)] == ["437["] * 50
        for byte in frame(TEXT, ASK):
            peer.send(bytes([byte]))
            time.sleep(0.001)
        assert peer.answer().startswith("437[")


@pytest.mark.parametrize("size", [125, 126, 127, 65_535, 65_536])
def test_frames_of_every_length_are_read(web: WebProcess, shared: World, size: int) -> None:
    head, tail = b'427["follow","', b'"]'
    with signed_in(web, shared) as peer:
        peer.send(frame(TEXT, head + b"x" * (size - len(head) - len(tail)) + tail))
        assert peer.answer().startswith("437[")


WRONG = {
    "unmasked": (frame(TEXT, ASK, masked=False), {1002, 0}),
    "a part of nothing": (frame(0, b"x"), {1002, 0}),
    "a second beginning": (frame(TEXT, b"4", last=False) + frame(TEXT, ASK), {1002, 0}),
    "reserved bits": (frame(TEXT, ASK, reserved=0x40), {1002, 0}),
    "an unknown kind": (frame(0x3, b"x"), {1002, 0}),
    "a long ping": (frame(PING, b"x" * 126), {1002, 0}),
    "a ping in parts": (frame(PING, b"x", last=False), {1002, 0}),
    "no text": (frame(TEXT, b"42\xff\xfe"), {1007}),
    "64 KB and 1": (frame(TEXT, b"4" * (64 * 1024 + 1)), {1009}),
    "2^63 bytes": (b"\x81\xff" + struct.pack(">Q", 1 << 63) + b"mask", {1009, 1002}),
    "64 KB and 1 in parts": (
        frame(TEXT, b"4" * 40_000, last=False) + frame(0, b"4" * 40_000),
        {1009, 0},
    ),
    "a close with one byte": (frame(CLOSE, b"x"), {1002, 0}),
}


@pytest.mark.parametrize("wrong", WRONG)
def test_a_malformed_frame_ends_its_own_socket_alone(
    web: WebProcess, shared: World, wrong: str
) -> None:
    bytes_, codes = WRONG[wrong]
    with signed_in(web, shared) as mallory, signed_in(web, shared) as beside:
        mallory.send(bytes_)
        assert mallory.end() in codes
        beside.send(frame(TEXT, ASK))
        assert beside.answer().startswith("437[")


@pytest.mark.parametrize(
    "frames",
    [
        (frame(TEXT, b"4" * (64 * 1024 + 1)),),
        (frame(TEXT, b"4" * 1_000_000),),
        (frame(TEXT, b"4" * 40_000, last=False), frame(0, b"4" * 40_000)),
        (frame(TEXT, b"4", last=False), *[frame(0, b"4" * 30_000, last=False)] * 30),
    ],
    ids=["64 KB and 1", "1 MB", "in parts", "in parts without an end"],
)
def test_who_sends_a_message_that_is_too_large_is_told_so(
    web: WebProcess, shared: World, frames: tuple[bytes, ...]
) -> None:
    with signed_in(web, shared) as mallory:
        mallory.send(*frames)
        told = mallory.answer()
        assert told.startswith('42["closed",')
        assert json.loads(told[2:])[1]["code"] == "too_large"
        assert mallory.end() == 1009


def test_a_close_frame_is_answered(web: WebProcess, shared: World) -> None:
    with signed_in(web, shared) as peer:
        peer.send(frame(CLOSE, (1000).to_bytes(2, "big")))
        assert peer.end() == 1000


def test_compression_is_not_negotiated(web: WebProcess) -> None:
    with opened(web, "Sec-WebSocket-Extensions: permessage-deflate; client_max_window_bits"):
        pass  # The helper `opened` checks the answer.


def test_a_flood_of_pings_is_slowed_and_closed(web: WebProcess, shared: World) -> None:
    with signed_in(web, shared) as peer:
        ping, began = frame(PING, b"x") * 20, time.monotonic()
        with suppress(OSError):
            while time.monotonic() - began < 20 * slack():
                peer.send(ping)
                time.sleep(0.02)
        assert time.monotonic() - began < 15 * slack()


def test_a_slow_reader_gets_whole_frames(web: WebProcess, shared: World) -> None:
    with signed_in(web, shared) as peer:
        # The content is far larger than the buffers between, and nobody reads for a while.
        long = '427["' + "x" * 30_000 + '"]'
        for _ in range(150):
            peer.send(frame(TEXT, long.encode()), frame(TEXT, ASK))
        time.sleep(1)
        assert [peer.answer()[:4] for _ in range(150)] == ["437["] * 150


def test_two_thousand_half_open_handshakes_keep_nobody_out(web: WebProcess, shared: World) -> None:
    with ExitStack() as stack:
        for number in range(2000):
            half = stack.enter_context(socket.create_connection(("localhost", web.port)))
            half.sendall(HANDSHAKE[: 20 + number % 150].encode())
        began = time.monotonic()
        with listening(web, {"token": login(shared, "Dan")}) as dan:
            assert dan.connected
            assert web.ask("GET", "/healthz")[0] == 200
        assert time.monotonic() - began < 5 * slack()
