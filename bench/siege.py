"""What honest people notice of a siege: one stranger, the holder of one share link and one guest,
each of whom asks for the dearest that they may for 30 seconds, beside 20 honest pages.

`make bench NAME=siege`. An honest page is a technician's or an expert's in a call: it asks by
socket twice a second, follows its job anew and fetches its document now and then, and says a line
of chat. What it waits for each answer is taken in calm, and then beside the siege; the ratio is
between the 99th percentiles of one round. The attackers' processes run at the lowest priority,
since theirs would be other machines. A worker of the web process that was killed ends the bench.
BENCH_SECONDS is the length of calm and siege.
"""

import asyncio
import json
import os
import sys
import tempfile
import time
from collections import Counter
from http.client import HTTPConnection
from pathlib import Path
from statistics import median, quantiles
from urllib.parse import urlsplit
from uuid import UUID, uuid4

import psutil

from bench.harness import ROUNDS, report
from bench.scenes.crowd import Crowd, Guest, Pair
from bench.scenes.house import House, opened
from bench.scenes.siege.attackers import besieged, guest, holder, siege, stranger
from bench.scenes.socketio_client import Line
from storage import seaweed

PAIRS = 10
SECONDS = float(os.environ.get("BENCH_SECONDS", "30"))
PACE = 0.5
"""The seconds between two questions of one page."""


class HonestPage:
    """A page of somebody in a call, which keeps what she waits for each answer, in milliseconds."""

    def __init__(self, house: House, who: Guest, job: UUID, session: UUID, number: int) -> None:
        self.who, self.job, self.session = who, job, session
        self.url = urlsplit(house.url)
        self.base = house.url
        self.headers = {"X-Forwarded-For": f"10.1.0.{number + 1}"}
        self.number = number
        self.waited: list[float] = []
        self.failed: Counter[str] = Counter()

    async def come(self) -> None:
        self.line = await Line.open(self.base, {"token": self.who.token}, self.headers)
        await self.line.ask("follow", {"job": str(self.job)})
        page = f"page-of-{self.number:04d}"
        await self.line.ask("enter", {"session": str(self.session), "page": page})

    async def work(self, seconds: float) -> None:
        await asyncio.sleep(PACE * self.number / (2 * PAIRS))
        end, turn = time.monotonic() + seconds, self.number
        while time.monotonic() < end:
            turn += 1
            began = time.monotonic()
            await self.one(turn)
            took = time.monotonic() - began
            self.waited.append(took * 1000)
            await asyncio.sleep(max(0.0, PACE - took))

    async def one(self, turn: int) -> None:
        if turn % 12 == 0:
            line = {"id": str(uuid4()), "text": "no light on port 3"}
            path = f"/api/jobs/{self.job}/sessions/{self.session}/messages"
            await asyncio.to_thread(self.fetch, "POST", path, line)
        elif turn % 6 == 0:
            await self.line.ask("follow", {"job": str(self.job)})
        elif turn % 4 == 0:
            await asyncio.to_thread(self.fetch, "GET", f"/api/jobs/{self.job}")
        else:
            # The server refuses it, since it is for nobody, and answers at once.
            await self.line.ask("signal", {"session": str(self.session)})

    def fetch(self, method: str, path: str, body: object = None) -> None:
        headers = self.headers | {
            "Authorization": f"Bearer {self.who.token}",
            "Content-Type": "application/json",
        }
        connection = HTTPConnection(self.url.hostname or "", self.url.port, timeout=60)
        try:
            connection.request(method, path, json.dumps(body) if body else None, headers)
            answer = connection.getresponse()
            answer.read()
            if answer.status >= 400:
                self.failed[f"{method} {answer.status}"] += 1
        finally:
            connection.close()


def p99(pages: list[HonestPage]) -> float:
    """The 99th percentile of what all pages waited since the last look."""
    waited = [each for page in pages for each in page.waited]
    for page in pages:
        page.waited.clear()
    return quantiles(waited, n=100)[98]


async def measure(house: House) -> tuple[list[float], list[float], dict[str, object]]:
    crowd = Crowd(house)
    pairs = crowd.pairs(PAIRS)
    [called] = crowd.pairs(1)
    place = besieged(crowd, called)
    pages = [page for number, pair in enumerate(pairs) for page in _pages(house, pair, number)]
    for page in pages:
        await page.come()
    orders = [stranger(), holder(place), guest(place)]
    workers = [child.pid for child in psutil.Process(house.pid).children()]
    calm, beside, counted = [], [], []
    await asyncio.gather(*(page.work(5) for page in pages))  # the first answers warm the server
    p99(pages)
    for number in range(ROUNDS):
        await asyncio.gather(*(page.work(SECONDS) for page in pages))
        calm.append(p99(pages))
        with siege(house.url, orders, SECONDS) as counts:
            await asyncio.gather(*(page.work(SECONDS) for page in pages))
        beside.append(p99(pages))
        counted = counts
        print(f"round {number + 1}: {calm[-1]:.0f} ms, {beside[-1]:.0f} ms", file=sys.stderr)
        if [child.pid for child in psutil.Process(house.pid).children()] != workers:
            raise SystemExit("a worker of the web process was killed")
    failed = sum((page.failed for page in pages), Counter[str]())
    answers = dict(zip(("stranger", "share", "guest"), counted, strict=True))
    for name in ("share", "guest"):
        if refused := answers[name].keys() & {"400", "401", "403", "404", "413", "422"}:
            raise SystemExit(f"what the {name} asks for is refused, and costs nothing: {refused}")
    return calm, beside, {"refused_honest": dict(failed), "attackers": answers}


def _pages(house: House, pair: Pair, number: int) -> list[HonestPage]:
    people = (pair.technician, pair.expert)
    return [
        HonestPage(house, who, pair.job, pair.session, 2 * number + seat)
        for seat, who in enumerate(people)
    ]


def main() -> None:
    behind_proxy = {"SMARTHANDS_TRUSTED_PROXIES": "1"}
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        folder = Path(name)
        with (
            seaweed.running(folder / "objects") as store,
            opened(folder, store, behind_proxy) as house,
        ):
            calm, beside, raw = asyncio.run(measure(house))
    raw |= {
        "calm_p99_ms": round(median(calm), 1),
        "siege_p99_ms": round(median(beside), 1),
        "workers_killed": 0,
        "rounds": ROUNDS,
    }
    ratios = [under / before for under, before in zip(beside, calm, strict=True)]
    report("siege", {"p99_under_siege_vs_calm": ratios}, raw)


if __name__ == "__main__":
    main()
