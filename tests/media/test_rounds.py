"""The rounds in which sockets are read, and what is done by the clock in them."""

import asyncio
import itertools
import statistics
import sys
import time
from typing import Any

import pytest

from realtime.media.transport.scheduler import BUSY_TURN, FEW, SILENT_TURNS, TURN, Rounds
from realtime.media.transport.timer import Metronome, until_beat
from realtime.media.transport.udp import Wire
from tests.builders.peers import run, until
from tests.builders.wires import MEDIA, Leg, bound, open_leg


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

            leg.media = pass_on
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


def test_a_leg_that_closes_another_in_the_middle_of_a_round() -> None:
    async def story() -> None:
        rounds = Rounds()
        first, one, here = open_leg(rounds)
        second, other, there = open_leg(rounds)
        with bound() as phone:
            for where in (here, there):
                phone.sendto(MEDIA, where)
            await until(lambda: len(rounds) == 2)
            first.media = lambda datagram, came_at: other.close()
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


def test_all_beats_of_a_loop_fall_on_the_same_moments() -> None:
    async def story() -> None:
        loop = asyncio.get_running_loop()

        async def beat(first: float) -> float:
            await asyncio.sleep(first)
            await asyncio.sleep(until_beat(100))
            return loop.time()

        # From just after a beat on, so that it is the same next one for all of them.
        await asyncio.sleep(until_beat(100))
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
    monkeypatch.setattr("realtime.media.transport.timer.sys.platform", platform)

    async def story() -> None:
        strokes: list[float] = []
        metronome = Metronome(lambda: strokes.append(time.monotonic() * 1_000))
        for every in (50, 20):
            metronome.set(every)
            strokes.clear()
            await until(lambda: len(strokes) >= 8)
            late = sorted(at % every for at in strokes[:8])
            assert late[4] < 5, (every, late)
        metronome.set(0)
        ended = len(strokes)
        await asyncio.sleep(0.1)
        assert len(strokes) == ended

    run(story())
