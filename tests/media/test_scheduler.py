"""The scheduler: the rounds in which sockets are read, and the ticks."""

import asyncio
import itertools
import statistics
import sys
import time
from itertools import pairwise
from typing import Any

import pytest

from realtime.media.transport.scheduler import BUSY_ROUND, FEW, ROUND, SILENT_ROUNDS, Scheduler
from realtime.media.transport.timer import RepeatingTimer, seconds_to_next
from realtime.media.transport.udp import UdpTransport
from tests.builders.load import slack
from tests.builders.peers import run, until
from tests.builders.udp_sockets import MEDIA, Leg, open_leg, udp_socket


def test_the_first_packet_is_read_at_once_and_later_ones_in_rounds_until_the_socket_is_silent() -> (
    None
):
    async def story() -> None:
        scheduler, loop = Scheduler(), asyncio.get_running_loop()
        leg, transport, where = open_leg(scheduler)
        with udp_socket() as phone:
            phone.sendto(MEDIA, where)
            await until(lambda: leg.heard)
            assert len(scheduler) == 1
            for _ in range(40):
                phone.sendto(MEDIA, where)
                await asyncio.sleep(0.002)
            await until(lambda: len(leg.heard) == 41)
            # All packets of a round come at one moment, which is a whole multiple of ROUND.
            moments = {round(at * 1_000) for _, at in leg.heard[1:]}
            assert len(moments) < 30
            await until(lambda: not len(scheduler), SILENT_ROUNDS * ROUND / 1_000 * 20)
            since = loop.time()
            phone.sendto(MEDIA, where)
            await until(lambda: len(leg.heard) == 42)
            assert leg.heard[-1][1] - since < 1
        transport.close()

    run(story())


def test_packets_that_are_sent_in_a_round_go_out_at_its_end_and_in_order() -> None:
    async def story() -> None:
        scheduler = Scheduler()
        leg, transport, where = open_leg(scheduler)
        with udp_socket() as phone, udp_socket() as desk:
            phone.sendto(MEDIA, where)
            await until(lambda: len(scheduler))

            def pass_on(datagram: bytes, came_at: float) -> None:
                assert transport.send(datagram, desk.getsockname())
                with pytest.raises(BlockingIOError):
                    desk.recv(100)
                leg.heard.append((datagram, came_at))

            leg.media = pass_on
            for number in range(4):
                phone.sendto(MEDIA + bytes((number,)), where)
            await until(lambda: len(leg.heard) == 5)
            assert [desk.recv(100)[-1] for _ in range(4)] == [0, 1, 2, 3]
        transport.close()

    run(story())


def test_rounds_are_quicker_when_many_share_them() -> None:
    async def story() -> None:
        scheduler = Scheduler()
        legs = [open_leg(scheduler) for _ in range(FEW + 1)]
        with udp_socket() as phone:

            async def mean_wait(some: list[tuple[Leg, UdpTransport, tuple[str, int]]]) -> float:
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
        assert ROUND > BUSY_ROUND
        assert together < alone
        for _, transport, _ in legs:
            transport.close()

    run(story())


def test_a_leg_may_close_another_in_the_middle_of_a_round() -> None:
    async def story() -> None:
        scheduler = Scheduler()
        first, one, here = open_leg(scheduler)
        second, other, there = open_leg(scheduler)
        with udp_socket() as phone:
            for where in (here, there):
                phone.sendto(MEDIA, where)
            await until(lambda: len(scheduler) == 2)
            first.media = lambda datagram, came_at: other.close()
            phone.sendto(MEDIA, here)
            phone.sendto(MEDIA, there)
            await until(lambda: second.ends == 1)
            assert len(second.heard) == 1
            assert len(scheduler) == 1
            one.close()
            other.close()
            await until(lambda: first.ends == 1)
            assert not len(scheduler)

    run(story())


def test_a_socket_whose_packets_raise_stops_no_round() -> None:
    async def story() -> None:
        asyncio.get_running_loop().set_exception_handler(lambda *_: None)
        scheduler = Scheduler()
        broken, one, here = open_leg(scheduler)
        whole, other, there = open_leg(scheduler)
        with udp_socket() as phone:
            for where in (here, there):
                phone.sendto(MEDIA, where)
            await until(lambda: len(scheduler) == 2)
            del broken.heard
            phone.sendto(MEDIA, here)
            await asyncio.sleep(ROUND / 500)
            phone.sendto(MEDIA, there)
            await until(lambda: len(whole.heard) == 2)
        one.close()
        other.close()

    run(story())


def test_all_ticks_of_a_loop_fall_on_the_same_moments() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()

        async def tick(first: float) -> float:
            await asyncio.sleep(first)
            await asyncio.sleep(seconds_to_next(100))
            return loop.time()

        # All sessions begin just after a tick, so that the next one is the same for all of them.
        await asyncio.sleep(seconds_to_next(100))
        moments = await asyncio.gather(*(tick(at / 1_000) for at in (3, 11, 27)))
        assert max(moments) - min(moments) < 0.05 * slack()
        assert all(0 < seconds_to_next(10) <= 0.01 for _ in range(5))

    run(story())


def test_a_tick_comes_ten_times_a_second_with_media_or_without() -> None:
    async def story() -> None:
        scheduler, ticks = Scheduler(), list[float]()
        _, transport, where = open_leg(scheduler)

        def tick() -> None:
            ticks.append(time.monotonic())

        scheduler.add_tick(tick)
        await until(lambda: len(ticks) == 5)
        with udp_socket() as phone:
            phone.sendto(MEDIA, where)
            await until(lambda: len(scheduler))
            since = len(ticks)
            await until(lambda: len(ticks) == since + 6)
        gaps = [later - earlier for earlier, later in itertools.pairwise(ticks)]
        assert 0.09 < statistics.median(gaps) < 0.11
        scheduler.remove_tick(tick)
        scheduler.remove_tick(tick)
        transport.close()
        ended = len(ticks)
        await asyncio.sleep(0.25)
        assert len(ticks) == ended

    run(story())


def test_a_tick_that_fails_is_reported_and_stops_no_other() -> None:
    async def story() -> None:
        contexts: list[dict[str, Any]] = []
        asyncio.get_running_loop().set_exception_handler(
            lambda _, context: contexts.append(context)
        )
        scheduler, ticks = Scheduler(), list[int]()

        def broken() -> None:
            raise RuntimeError("no figure")

        def whole() -> None:
            ticks.append(1)

        scheduler.add_tick(broken)
        scheduler.add_tick(whole)
        await until(lambda: len(ticks) == 2)
        assert [str(one["exception"]) for one in contexts] == ["no figure"] * len(contexts) != []
        scheduler.remove_tick(broken)
        scheduler.remove_tick(whole)

    run(story())


def in_time(calls: list[float], every: int) -> bool:
    """Whether these four calls, in milliseconds, came at whole multiples of the period in a row."""
    periods = [at // every for at in calls]
    return (
        len(calls) == 4
        and all(at % every < 5 for at in calls)
        and all(after - before == 1 for before, after in pairwise(periods))
    )


@pytest.mark.parametrize("platform", [sys.platform, "another"])
def test_a_timer_fires_at_whole_multiples_until_it_is_stopped(
    monkeypatch: pytest.MonkeyPatch, platform: str
) -> None:
    monkeypatch.setattr("realtime.media.transport.timer.sys.platform", platform)

    async def story() -> None:
        calls: list[float] = []
        timer = RepeatingTimer(lambda: calls.append(time.monotonic() * 1_000))
        for every in (50, 20):
            timer.set_period(every)
            calls.clear()
            # A busy machine is late now and then; four in a row that are not show the period.
            await until(lambda every=every: in_time(calls[-4:], every))
        timer.set_period(0)
        ended = len(calls)
        await asyncio.sleep(0.1)
        assert len(calls) == ended

    run(story())
