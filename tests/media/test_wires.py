"""A leg's socket, and the rounds in which sockets are read, on the loop that the node runs on."""

import asyncio
import itertools
import socket
import statistics
import sys
import time
from typing import Any

import pytest

from realtime.media import wires
from realtime.media.metronome import Metronome, until_beat
from realtime.media.rounds import BUSY_TURN, FEW, SILENT_TURNS, TURN, Rounds
from realtime.media.wires import Wire
from tests.builders.peers import HERE, run, until

MEDIA, REPORT, CHECK = b"\x80media", b"\x81\xc9report", b"\x00\x01check"


class Leg:
    """What is made of the datagrams: kept, with the time, and who sent them."""

    def __init__(self) -> None:
        self.heard: list[tuple[bytes, float]] = []
        self.errors: list[Exception] = []
        self.ends = 0
        self.came = asyncio.Event()

    def connection_made(self, transport: asyncio.DatagramTransport) -> None:
        self.transport = transport

    def media(self, datagram: bytes, came_at: float) -> None:
        self.heard.append((datagram, asyncio.get_running_loop().time()))
        self.came.set()

    def datagram_received(self, data: bytes, addr: tuple[Any, ...]) -> None:
        self.heard.append((data, asyncio.get_running_loop().time()))
        self.sender = addr

    def error_received(self, exc: Exception) -> None:
        self.errors.append(exc)

    def connection_lost(self, exc: Exception | None) -> None:
        self.ends += 1


def bound() -> socket.socket:
    made = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    made.bind((HERE, 0))
    made.setblocking(False)
    return made


def open_leg(rounds: Rounds) -> tuple[Leg, Wire, tuple[str, int]]:
    leg, taken = Leg(), bound()
    return leg, Wire(taken, leg, rounds), taken.getsockname()


def test_the_first_packet_is_read_at_once_and_what_follows_by_rounds_until_it_is_silent() -> None:
    async def story() -> None:
        rounds, loop = Rounds(), asyncio.get_running_loop()
        leg, wire, where = open_leg(rounds)
        with bound() as phone:
            phone.sendto(MEDIA, where)
            await until(lambda: leg.heard)
            assert len(rounds) == 1
            for _ in range(40):
                phone.sendto(MEDIA, where)
                await asyncio.sleep(0.002)
            await until(lambda: len(leg.heard) == 41)
            # One moment for all packets of a round, and that a whole multiple of TURN.
            moments = {round(at * 1_000) for _, at in leg.heard[1:]}
            assert len(moments) < 30
            await until(lambda: not len(rounds), SILENT_TURNS * TURN / 1_000 * 20)
            since = loop.time()
            phone.sendto(MEDIA, where)
            await until(lambda: len(leg.heard) == 42)
            assert leg.heard[-1][1] - since < 1
        wire.close()

    run(story())


def test_each_packet_bears_the_time_at_which_it_came_though_it_was_read_later() -> None:
    async def story() -> None:
        rounds = Rounds()
        leg, wire, where = open_leg(rounds)
        came: list[float] = []
        leg.media = lambda datagram, came_at: came.append(came_at)  # type: ignore[method-assign]
        with bound() as phone:
            phone.sendto(MEDIA, where)
            await until(lambda: len(rounds))
            sent = []
            for _ in range(5):
                sent.append(time.monotonic())
                phone.sendto(MEDIA, where)
                time.sleep(0.004)  # noqa: ASYNC251  (so that the loop doesn't read meanwhile)
            await until(lambda: len(came) == 6)
        assert all(0 <= at - since < 0.003 for at, since in zip(came[1:], sent, strict=True))
        wire.close()

    run(story())


def test_what_is_sent_in_a_round_goes_out_at_its_end_and_in_order() -> None:
    async def story() -> None:
        rounds = Rounds()
        leg, wire, where = open_leg(rounds)
        with bound() as phone, bound() as desk:
            phone.sendto(MEDIA, where)
            await until(lambda: len(rounds))

            def pass_on(datagram: bytes, came_at: float) -> None:
                assert wire.send(datagram, desk.getsockname())
                with pytest.raises(BlockingIOError):
                    desk.recv(100)
                leg.heard.append((datagram, came_at))

            leg.media = pass_on  # type: ignore[method-assign]
            for number in range(4):
                phone.sendto(MEDIA + bytes((number,)), where)
            await until(lambda: len(leg.heard) == 5)
            assert [desk.recv(100)[-1] for _ in range(4)] == [0, 1, 2, 3]
        wire.close()

    run(story())


def test_rounds_are_quicker_when_many_share_them() -> None:
    async def story() -> None:
        rounds = Rounds()
        legs = [open_leg(rounds) for _ in range(FEW + 1)]
        with bound() as phone:

            async def mean_wait(some: list[tuple[Leg, Wire, tuple[str, int]]]) -> float:
                waits = []
                for _ in range(40):
                    since = time.monotonic()
                    some[0][0].came.clear()
                    for _, _, where in some:
                        phone.sendto(MEDIA, where)
                    await some[0][0].came.wait()
                    waits.append(time.monotonic() - since)
                return sorted(waits)[len(waits) // 2]

            alone, together = await mean_wait(legs[:1]), await mean_wait(legs)
        assert TURN > BUSY_TURN
        assert together < alone
        for _, wire, _ in legs:
            wire.close()

    run(story())


def test_checks_and_reports_alone_bring_no_socket_into_the_rounds() -> None:
    async def story() -> None:
        rounds = Rounds()
        leg, wire, where = open_leg(rounds)
        with bound() as phone:
            phone.sendto(CHECK, where)
            phone.sendto(b"", where)
            phone.sendto(REPORT, where)
            await until(lambda: len(leg.heard) == 3)
            assert not len(rounds)
            assert leg.sender == phone.getsockname()
        wire.close()

    run(story())


def test_a_leg_that_closes_another_in_the_middle_of_a_round() -> None:
    async def story() -> None:
        rounds = Rounds()
        first, one, here = open_leg(rounds)
        second, other, there = open_leg(rounds)
        with bound() as phone:
            for where in (here, there):
                phone.sendto(MEDIA, where)
            await until(lambda: len(rounds) == 2)
            first.media = lambda datagram, came_at: other.close()  # type: ignore[method-assign]
            phone.sendto(MEDIA, here)
            phone.sendto(MEDIA, there)
            await until(lambda: second.ends == 1)
            assert len(second.heard) == 1
            assert len(rounds) == 1
            one.close()
            other.close()
            await until(lambda: first.ends == 1)
            assert not len(rounds)

    run(story())


def test_one_whose_packets_raise_stops_no_round() -> None:
    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        rounds = Rounds()
        broken, one, here = open_leg(rounds)
        whole, other, there = open_leg(rounds)
        with bound() as phone:
            for where in (here, there):
                phone.sendto(MEDIA, where)
            await until(lambda: len(rounds) == 2)
            del broken.heard
            phone.sendto(MEDIA, here)
            await asyncio.sleep(TURN / 500)
            phone.sendto(MEDIA, there)
            await until(lambda: len(whole.heard) == 2)
        one.close()
        other.close()

    run(story())


def test_what_the_kernel_does_not_take_waits_to_a_bound_and_goes_out_in_order(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async def story() -> None:
        near, far = socket.socketpair(socket.AF_UNIX, socket.SOCK_DGRAM)
        for end in (near, far):
            end.setblocking(False)
        near.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, 4_096)
        leg = Leg()
        wire = Wire(near, leg, Rounds())
        # A pair has no addresses to send to.
        monkeypatch.setattr(wire, "_socket", Nowhere(near))
        sent = [bytes((at,)) * 1_000 for at in range(200)]
        kept = [one for one in sent if wire.send(one, None)]
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
        assert wire.send(b"later", None)
        wire.close()
        assert not wire.send(b"too late", None)
        await until(lambda: leg.ends == 1)
        far.close()

    monkeypatch.setattr(wires, "MOST_UNSENT", 20_000)
    run(story())


class Nowhere:
    """A connected socket under the name of one that isn't."""

    def __init__(self, inner: socket.socket) -> None:
        self._inner = inner

    def sendto(self, datagram: bytes, where: object) -> int:
        return self._inner.send(datagram)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._inner, name)


def test_an_address_that_cannot_be_sent_to_is_told_and_the_next_is_sent() -> None:
    async def story() -> None:
        leg, wire, _ = open_leg(Rounds())
        with bound() as phone:
            assert not wire.send(MEDIA, ("255.255.255.255", 9))
            assert len(leg.errors) == 1
            assert wire.send(MEDIA, phone.getsockname())
        wire.close()

    run(story())


def test_all_beats_of_a_loop_fall_on_the_same_moments() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()

        async def beat(first: float) -> float:
            await asyncio.sleep(first)
            await asyncio.sleep(until_beat(100))
            return loop.time()

        moments = await asyncio.gather(*(beat(at / 1_000) for at in (3, 11, 27)))
        assert max(moments) - min(moments) < 0.05
        assert all(0 < until_beat(10) <= 0.01 for _ in range(5))

    run(story())


def test_what_is_done_by_the_clock_is_done_ten_times_a_second_with_media_or_without() -> None:
    async def story() -> None:
        rounds, beats = Rounds(), list[float]()
        _, wire, where = open_leg(rounds)

        def beat() -> None:
            beats.append(time.monotonic())

        rounds.begin(beat)
        await until(lambda: len(beats) == 5)
        with bound() as phone:
            phone.sendto(MEDIA, where)
            await until(lambda: len(rounds))
            since = len(beats)
            await until(lambda: len(beats) == since + 6)
        gaps = [later - earlier for earlier, later in itertools.pairwise(beats)]
        assert 0.09 < statistics.median(gaps) < 0.11
        rounds.end(beat)
        rounds.end(beat)
        wire.close()
        ended = len(beats)
        await asyncio.sleep(0.25)
        assert len(beats) == ended

    run(story())


def test_a_beat_that_fails_is_told_and_stops_no_other() -> None:
    async def story() -> None:
        told: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
        rounds, beats = Rounds(), list[int]()

        def broken() -> None:
            raise RuntimeError("no figure")

        def whole() -> None:
            beats.append(1)

        rounds.begin(broken)
        rounds.begin(whole)
        await until(lambda: len(beats) == 2)
        assert [str(one["exception"]) for one in told] == ["no figure"] * len(told) != []
        rounds.end(broken)
        rounds.end(whole)

    run(story())


@pytest.mark.parametrize("platform", [sys.platform, "another"])
def test_a_metronome_strikes_at_whole_multiples_until_it_is_stopped(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr("realtime.media.metronome.sys.platform", platform)

    async def story() -> None:
        strokes: list[float] = []
        metronome = Metronome(lambda: strokes.append(time.monotonic() * 1_000))
        for every in (50, 20):
            metronome.set(every)
            strokes.clear()
            await until(lambda: len(strokes) == 8)
            late = sorted(at % every for at in strokes)
            assert late[4] < 5, (every, late)
        metronome.set(0)
        ended = len(strokes)
        await asyncio.sleep(0.1)
        assert len(strokes) == ended

    run(story())
