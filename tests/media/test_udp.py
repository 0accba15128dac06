"""The UDP transport of a leg, on the loop that the node runs on."""

import socket
import time
from typing import Any

import pytest

from realtime.media.transport import udp
from realtime.media.transport.scheduler import Scheduler
from realtime.media.transport.udp import UdpTransport
from tests.builders.peers import run, until
from tests.builders.udp_sockets import CHECK, MEDIA, REPORT, Leg, open_leg, udp_socket


def test_each_packet_has_the_time_of_its_arrival_though_it_was_read_later() -> None:
    async def story() -> None:
        scheduler = Scheduler()
        leg, transport, where = open_leg(scheduler)
        came: list[float] = []
        leg.media = lambda datagram, came_at: came.append(came_at)
        with udp_socket() as phone:
            phone.sendto(MEDIA, where)
            await until(lambda: len(scheduler))
            sent = []
            for _ in range(5):
                sent.append(time.monotonic())
                phone.sendto(MEDIA, where)
                time.sleep(0.004)  # noqa: ASYNC251  (so that the loop doesn't read meanwhile)
            await until(lambda: len(came) == 6)
        assert all(0 <= at - since < 0.003 for at, since in zip(came[1:], sent, strict=True))
        transport.close()

    run(story())


def test_a_socket_with_checks_and_reports_alone_is_not_read_in_rounds() -> None:
    async def story() -> None:
        scheduler = Scheduler()
        leg, transport, where = open_leg(scheduler)
        with udp_socket() as phone:
            phone.sendto(CHECK, where)
            phone.sendto(b"", where)
            phone.sendto(REPORT, where)
            await until(lambda: len(leg.heard) == 3)
            assert not len(scheduler)
            assert leg.sender == phone.getsockname()
        transport.close()

    run(story())


def test_datagrams_that_the_kernel_does_not_take_wait_up_to_a_bound_and_go_out_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for end in (near, far):
            end.setblocking(False)
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        leg = Leg()
        transport = UdpTransport(near, leg, Scheduler())
        # A pair has no addresses to send to.
        monkeypatch.setattr(transport, "_socket", Nowhere(near))
        sent = [bytes((at,)) * 1_000 for at in range(200)]
        kept = [one for one in sent if transport.send(one, None)]
        assert 20 < len(kept) < 60
        assert kept == sent[: len(kept)]
        got: list[bytes] = []

        def drained() -> bool:
            try:
                while True:
                    got.append(far.recv(2_000))
            except BlockingIOError:
                return len(got) >= len(kept)

        await until(drained)
        assert got == kept
        assert transport.send(b"later", None)
        transport.close()
        assert not transport.send(b"too late", None)
        await until(lambda: leg.ends == 1)
        far.close()

    monkeypatch.setattr(udp, "MOST_UNSENT", 20_000)
    run(story())


class Nowhere:
    """A connected socket that passes for an unconnected one."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner

    def sendto(self, datagram: bytes, where: object) -> int:
        return self._inner.send(datagram)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def test_an_address_that_cannot_be_reached_is_reported_and_the_next_datagram_is_sent() -> None:
    async def story() -> None:
        leg, transport, _ = open_leg(Scheduler())
        with udp_socket() as phone:
            assert not transport.send(MEDIA, ("255.255.255.255", 9))
            assert len(leg.errors) == 1
            assert transport.send(MEDIA, phone.getsockname())
        transport.close()

    run(story())
