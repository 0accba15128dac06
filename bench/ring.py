"""The time from the tap on *Get help* to the ring at every one of 200 experts who are online.

`make bench NAME=ring`. The tap is the technician's HTTP request, from its first byte; a ring counts
when the expert's socket has read it. docs/benchmarks.md says more.
"""

import asyncio
import json
import sys
import tempfile
import time
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from bench.harness import ROUNDS, report
from bench.scenes.crowd import Crowd, Guest
from bench.scenes.house import House, opened
from bench.scenes.socketio_client import Line
from smarthands.model.person import Role
from storage import seaweed

TAPS, EXPERTS = 10, 200
LIMIT_MS = 500


def post(house: House, who: Guest, path: str, body: dict[str, str]) -> Any:
    parts = urlsplit(house.url)
    connection = HTTPConnection(parts.hostname or "", parts.port, timeout=30)
    headers = {"Authorization": f"Bearer {who.token}", "Content-Type": "application/json"}
    connection.request("POST", path, json.dumps(body), headers)
    answer = connection.getresponse()
    content = json.loads(answer.read())
    connection.close()
    if answer.status not in (200, 201):
        raise SystemExit(f"{path}: {answer.status} {content}")
    return content


async def tap(house: House, tess: Guest, job: UUID, rung: list[float]) -> list[float]:
    """The milliseconds until each expert's socket has the ring."""
    rung.clear()
    session, began = uuid4(), time.monotonic()
    seat = await asyncio.to_thread(
        post, house, tess, f"/api/jobs/{job}/sessions", {"id": str(session)}
    )
    if seat["session"]["experts_online"] != EXPERTS:
        raise SystemExit(f"{seat['session']['experts_online']} experts are online")
    for _ in range(1000):
        if len(rung) == EXPERTS:
            break
        await asyncio.sleep(0.01)
    took = [(at - began) * 1000 for at in rung]
    if len(took) != EXPERTS:
        raise SystemExit(f"{len(took)} of {EXPERTS} were rung")
    path = f"/api/jobs/{job}/sessions/{session}/end"
    await asyncio.to_thread(post, house, tess, path, {})
    await asyncio.sleep(0.3)
    return took


async def measure(house: House) -> list[list[float]]:
    crowd = Crowd(house)
    [tess] = crowd.people(Role.TECHNICIAN, 1)
    job = crowd.job([tess])
    rung: list[float] = []
    lines = []
    for expert in crowd.people(Role.EXPERT, EXPERTS):
        line = await Line.open(house.url, {"token": expert.token})
        line.on("ring", lambda _call: rung.append(time.monotonic()))
        lines.append(line)
    await tap(house, tess, job, rung)  # The first taps warm the server.
    rounds = []
    for number in range(ROUNDS):
        took: list[float] = []
        for _ in range(TAPS):
            took += await tap(house, tess, job, rung)
        rounds.append(took)
        print(f"round {number + 1}: median {median(took):.0f} ms", file=sys.stderr)
    for line in lines:
        await line.close()
    return rounds


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        folder = Path(name)
        with seaweed.running(folder / "objects") as store, opened(folder, store) as house:
            rounds = asyncio.run(measure(house))
    p95s = [quantiles(took, n=100)[94] for took in rounds]
    every = [each for took in rounds for each in took]
    raw = {
        "p50_ms": round(median(every), 1),
        "p95_ms": round(quantiles(every, n=100)[94], 1),
        "max_ms": round(max(every), 1),
        "experts": EXPERTS,
        "taps": ROUNDS * TAPS,
    }
    report("ring", {"p95_vs_500_ms": [p95 / LIMIT_MS for p95 in p95s]}, raw)


if __name__ == "__main__":
    main()
