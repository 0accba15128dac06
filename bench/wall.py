"""The cost of a wall of twelve sites: for the node, decoders included, and for the expert's
downlink; eleven sites are a still every four seconds, and one is seen and heard live.

`make bench NAME=wall`. There is no peer: each figure is set against its limit. BENCH_SECONDS
changes how long is measured. docs/benchmarks.md says more.
"""

import asyncio
import os
import sys
import time
from statistics import median
from typing import Any

from bench.harness import ROUNDS, cpu_seconds, report
from bench.scenes.orders import Orders, process

SECONDS = float(os.environ.get("BENCH_SECONDS", "12"))
SITES = 12
SETTLE = 8.0
MOST_CPU, MOST_KBITS, MOST_AGE = 0.15, 1_000.0, 5.0

Found = dict[str, float]


async def furnish(node: Orders, sites: Orders) -> None:
    async def connect(part: str, stream: str, verb: str, **more: str) -> None:
        leg = await node.ask(part, stream=stream)
        answer = await sites.ask(verb, offer=leg["sdp"], **more)
        await node.ask("answer", leg=leg["leg"], sdp=answer)

    for number in range(SITES):
        shape = "small" if number else "live"
        await connect("publisher", f"site-{number}", "film", shape=shape)
    await connect("viewer", "site-0", "watch")
    await sites.ask("connected")


async def looked_at(node: Orders, pid: int) -> Found:
    await node.ask("hung")
    before, since = cpu_seconds(pid), time.monotonic()
    await asyncio.sleep(SECONDS)
    took, passed = cpu_seconds(pid) - before, time.monotonic() - since
    report = await node.ask("hung")
    figures = {
        "cpu_s_per_s": took / passed,
        # A stream that is watched live isn't a still; all but the picture of a signal is a few
        # bytes.
        "stills_kbit_s": report["characters"] * 8e-3 / passed,
        "oldest_s": report["oldest"],
        "stills": report["stills"],
    }
    print(figures, file=sys.stderr, flush=True)
    return figures


async def watched() -> list[Found]:
    async with (
        process("bench.scenes.wall_node") as (node, pid, _),
        process("bench.scenes.sites") as (sites, _, _),
    ):
        await furnish(node, sites)
        await node.ask("hang")
        await asyncio.sleep(SETTLE)
        rounds = [await looked_at(node, pid) for _ in range(ROUNDS)]
        await sites.ask("close")
        return rounds


def main() -> None:
    rounds = asyncio.run(watched())
    least = SITES * SECONDS / 4 * 0.9
    if min(one["stills"] for one in rounds) < least:
        raise SystemExit(f"fewer than {least:g} stills in {SECONDS:g} s: {rounds}")
    limits = {"cpu_s_per_s": MOST_CPU, "stills_kbit_s": MOST_KBITS, "oldest_s": MOST_AGE}
    ratios = {
        f"{key}_vs_limit": [one[key] / most for one in rounds] for key, most in limits.items()
    }
    raw: dict[str, Any] = {key: round(median(one[key] for one in rounds), 3) for key in rounds[0]}
    report("wall", ratios, raw | {"limits": limits, "sites": SITES, "seconds": SECONDS})


if __name__ == "__main__":
    main()
