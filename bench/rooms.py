"""The number of rooms that one core holds: a publisher and two viewers each, at 1.5 Mbit/s, until
the delay through the node passes 20 ms for one packet of a hundred; and whether its memory grows.

`make bench NAME=rooms`. The node is pinned to one core, and the load of `bench/scenes/room_load.py`
to the others. BENCH_MINUTES says for how long memory is watched (4; the aim is about 30), and
BENCH_ROOMS with how many rooms, where the capacity is not asked for. docs/benchmarks.md says more.
"""

import asyncio
import os
import sys
import time
from collections.abc import Awaitable, Callable
from statistics import median
from typing import Any, TypeVar

from bench.harness import ROUNDS, cpu_seconds, report
from bench.scenes.orders import Orders, process

MINUTES = float(os.environ.get("BENCH_MINUTES", "4"))
SECONDS = float(os.environ.get("BENCH_SECONDS", "4"))
ROOMS = int(os.environ.get("BENCH_ROOMS", "0"))
STEP, MOST_ROOMS, VIEWERS = 3, 120, 2
MOST_MS, LEAST_CAME = 20.0, 0.99
SETTLE = 1.5
MOST_GROWN = 5_000_000
AIM_MINUTES = 30
LOOKS_A_MINUTE = 6

Found = TypeVar("Found")


class Building:
    """The rooms, and the two processes that hold them."""

    def __init__(self, node: Orders, pid: int, crowd: Orders) -> None:
        self.node, self.pid, self.crowd = node, pid, crowd
        self.rooms = 0

    async def add(self, count: int) -> None:
        for _ in range(count):
            self.rooms += 1
            for verb, part in [("film", "publisher"), *[("watch", "viewer")] * VIEWERS]:
                leg = await self.node.ask(part, stream=f"room-{self.rooms}")
                answer = await self.crowd.ask(verb, offer=leg["sdp"])
                await self.node.ask("answer", leg=leg["leg"], sdp=answer)
            await self.crowd.ask("connected")

    async def measured(self) -> dict[str, Any]:
        before, since = cpu_seconds(self.pid), time.monotonic()
        figures: dict[str, Any] = await self.crowd.ask("during", seconds=SECONDS)
        took = cpu_seconds(self.pid) - before
        return figures | {"rooms": self.rooms, "node": took / (time.monotonic() - since)}

    async def held(self) -> dict[str, Any]:
        """The median of three looks: another process's moment is no limit of ours."""
        await asyncio.sleep(SETTLE)
        looks = sorted([await self.measured() for _ in range(3)], key=lambda one: one["p99_ms"])
        print(f"{looks[1]}", file=sys.stderr, flush=True)
        return looks[1]


def bears(figures: dict[str, Any]) -> bool:
    return bool(figures["p99_ms"] <= MOST_MS and figures["came"] >= LEAST_CAME)


async def filled(building: Building) -> list[dict[str, Any]]:
    """Adds room after room, until the delay is too long."""
    steps = []
    while building.rooms < MOST_ROOMS:
        await building.add(STEP)
        steps.append(await building.held())
        if not bears(steps[-1]):
            break
    return steps


async def watched(building: Building) -> list[int]:
    """The bytes of memory, once every ten seconds."""
    seen = [await building.node.ask("resident")]
    end = time.monotonic() + MINUTES * 60
    while time.monotonic() < end:
        await building.crowd.ask("during", seconds=min(60 / LOOKS_A_MINUTE, MINUTES * 60))
        seen.append(await building.node.ask("resident"))
    return seen


async def built(count: int, then: Callable[[Building], Awaitable[Found]]) -> Found:
    """The figures of a building of so many rooms, with the node on a core of its own."""
    cores = sorted(os.sched_getaffinity(0))
    mine, rest = str(cores[0]), ",".join(map(str, cores[1:] or cores))
    async with (
        process("bench.scenes.forwarding", "taskset", "--cpu-list", mine) as (node, pid, _),
        process("bench.scenes.room_load", "taskset", "--cpu-list", rest) as (crowd, _, _),
    ):
        building = Building(node, pid, crowd)
        await building.add(count)
        result = await then(building)
        await crowd.ask("close")
        return result


async def looks(building: Building) -> list[dict[str, Any]]:
    await asyncio.sleep(SETTLE)
    return [await building.measured() for _ in range(ROUNDS)]


async def settled(building: Building) -> list[int]:
    # The packet caches and buffers fill once.
    await building.crowd.ask("during", seconds=20)
    return await watched(building)


Told = tuple[dict[str, list[float]], dict[str, Any]]
"""The ratios, and the raw figures."""


async def delay() -> Told:
    """The figures at as many rooms as one core holds."""
    steps = await built(0, filled)
    held = max((one["rooms"] for one in steps if bears(one)), default=0)
    if held == 0:
        raise SystemExit(f"not even {STEP} rooms: {steps}")
    rounds = await built(held, looks)
    raw = {
        "rooms_on_one_core": held,
        "node_cpu_s_per_s": round(median(one["node"] for one in rounds), 3),
        "p50_ms": median(one["p50_ms"] for one in rounds),
        "p99_ms": median(one["p99_ms"] for one in rounds),
        "at_each_step": [{key: one[key] for key in ("rooms", "p99_ms", "came")} for one in steps],
    }
    return {"p99_vs_20_ms": [one["p99_ms"] / MOST_MS for one in rounds]}, raw


async def growth(rooms: int) -> Told:
    seen = await built(rooms, settled)
    grown = seen[-1] - seen[0]
    memory = {
        "rooms": rooms,
        "minutes_watched": MINUTES,
        "minutes_of_the_aim": AIM_MINUTES,
        "mb_each_minute": [round(each / 1e6, 1) for each in seen[::LOOKS_A_MINUTE]],
        "grown_mb": round(grown / 1e6, 2),
    }
    return {"growth_vs_5_mb": [grown / MOST_GROWN]}, {"memory": memory}


async def run() -> None:
    ratios, raw = ({}, {}) if ROOMS else await delay()
    grown, memory = await growth(ROOMS or max(1, raw["rooms_on_one_core"] // 2))
    report("rooms", ratios | grown, raw | memory)


def main() -> None:
    asyncio.run(run())


if __name__ == "__main__":
    main()
