"""The time from the click to the first decoded frame in the second browser: through our node,
through Janus, and from browser to browser.

`make bench NAME=join`. Two Chromiums open the page `bench/scenes/call.html`. *Warm*: the camera is
on already, and sends to the server where there is one. *Cold*: it comes on with the same click.
BENCH_CLICKS is the number of clicks of each kind in a round. docs/benchmarks.md says more.
"""

import asyncio
import itertools
import os
import socket
import sys
import tempfile
from collections.abc import Awaitable, Callable
from contextlib import AsyncExitStack
from dataclasses import dataclass
from pathlib import Path
from statistics import median
from typing import Any

from playwright.async_api import Page

from bench.harness import OURS_ALONE, ROUNDS, report
from bench.scenes import janus
from bench.scenes.camera import chromium, page
from bench.scenes.orders import Orders, process
from bench.scenes.picture import filmed

CLICKS = int(os.environ.get("BENCH_CLICKS", "3"))
# The pause is so long that the last keyframe is out of what a server may have kept.
ON_BEFORE = 3.5
MOST_MS_MORE = 200
CLICK = "([way, wake, given, after]) => click(way, wake, given, after)"
FILM = "([way, given]) => ({ ours, videoroom })[way].film(given)"


@dataclass
class Call:
    phone: Page
    desk: Page
    node: Orders
    url: str | None
    silent: str
    numbers: Any

    async def both(self, script: str, given: Any = None) -> list[Any]:
        return [await one.evaluate(script, given) for one in (self.phone, self.desk)]

    async def click(self, way: str, wake: Any, given: Any, after: bool = False) -> float:
        clicked = self.desk.evaluate(CLICK, [way, wake, given, after])
        return float(await asyncio.wait_for(clicked, 20))

    async def hung_up(self) -> None:
        await self.both("hang()")

    async def ours(self, warm: bool, servers: list[Any] | None = None) -> float:
        stream = f"call-{next(self.numbers)}"
        arguments = {"stream": stream, "servers": servers or []}
        if warm:
            await self.phone.evaluate("camera()")
            await self.phone.evaluate(FILM, ["ours", arguments])
            await asyncio.sleep(ON_BEFORE)
        wake = None if warm else {"film": "ours", "cold": True, "stream": stream}
        took = await self.click("ours", wake, arguments)
        await self.hung_up()
        await self.node.ask("end", stream=stream)
        return took

    async def stunned(self, warm: bool) -> float:
        """The viewer's page gets a STUN server that never answers."""
        return await self.ours(warm, [{"urls": self.silent}])

    async def janus(self, warm: bool) -> float:
        await self.both("url => handle(url)", self.url)
        feed = await self.phone.evaluate("room => joined(room)", janus.ROOM)
        arguments = {"room": janus.ROOM, "feed": feed}
        if warm:
            await self.phone.evaluate("camera()")
            await self.phone.evaluate(FILM, ["videoroom", arguments])
            await asyncio.sleep(ON_BEFORE)
        wake = None if warm else {"film": "videoroom", "cold": True}
        took = await self.click("videoroom", wake, arguments, not warm)
        await self.hung_up()
        await self.both("detach()")
        return took

    async def direct(self, warm: bool) -> float:
        if warm:
            await self.phone.evaluate("camera()")
            await asyncio.sleep(ON_BEFORE)
        took = await self.click("direct", {"film": "direct", "cold": not warm}, {})
        await self.hung_up()
        return took

    def ways(self) -> dict[str, Callable[[bool], Awaitable[float]]]:
        if OURS_ALONE:
            return {"ours": self.ours}
        return {"ours": self.ours, "janus": self.janus, "direct": self.direct}

    async def round(self) -> dict[str, list[float]]:
        clicks: dict[str, list[float]] = {}
        ways = self.ways()
        for _ in range(CLICKS):
            for warm, name in itertools.product((True, False), ways):
                if not warm:
                    await self.phone.evaluate("dark()")
                key = f"{name}_{'warm' if warm else 'cold'}"
                clicks.setdefault(key, []).append(await ways[name](warm))
            clicks.setdefault("ours_silent_stun", []).append(await self.stunned(True))
        return clicks


async def compare(folder: Path) -> list[dict[str, list[float]]]:
    rounds = []
    async with AsyncExitStack() as house:
        node, _, desk_url = await house.enter_async_context(process("bench.scenes.forwarding"))
        url = None
        if not OURS_ALONE:
            url, _ = await house.enter_async_context(janus.running(folder / "janus"))
        film = filmed(folder / "film.y4m")
        silent = house.enter_context(socket.socket(socket.AF_INET, socket.SOCK_DGRAM))
        silent.bind(("127.0.0.1", 0))
        pages = []
        for name in ("phone", "desk"):
            browser = await house.enter_async_context(chromium(film))
            pages.append(await page(browser, "call.html"))
            await pages[-1].evaluate("([url, name]) => hello(url, name)", [desk_url, name])
        stun = f"stun:127.0.0.1:{silent.getsockname()[1]}"
        call = Call(pages[0], pages[1], node, url, stun, itertools.count(1))
        for way in call.ways().values():  # The first call warms both browsers.
            await way(True)
        for number in range(ROUNDS):
            rounds.append(await call.round())
            latest = {name: round(median(took)) for name, took in rounds[-1].items()}
            print(f"round {number + 1}: {latest}", file=sys.stderr, flush=True)
    return rounds


def ratios(rounds: list[dict[str, list[float]]]) -> dict[str, list[float]]:
    def over(ours: str, theirs: str) -> list[float]:
        return [median(one[ours]) / median(one[theirs]) for one in rounds]

    if OURS_ALONE:
        return {}
    return {
        "warm_vs_janus": over("ours_warm", "janus_warm"),
        "warm_vs_direct": over("ours_warm", "direct_warm"),
        "cold_vs_janus": over("ours_cold", "janus_cold"),
    }


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        rounds = asyncio.run(compare(Path(name)))
    raw: dict[str, Any] = {}
    for key in rounds[0]:
        took = sorted(itertools.chain.from_iterable(one[key] for one in rounds))
        p95 = took[min(len(took) - 1, len(took) * 95 // 100)]
        raw[key] = {"median_ms": round(median(took)), "p95_ms": round(p95)}
    more = raw["ours_silent_stun"]["median_ms"] - raw["ours_warm"]["median_ms"]
    raw |= {"silent_stun_ms_more": more, "clicks": ROUNDS * CLICKS, "rounds": ROUNDS}
    report("join", ratios(rounds), raw)
    if more > MOST_MS_MORE:
        raise SystemExit(f"a silent STUN server costs {more} ms")


if __name__ == "__main__":
    main()
