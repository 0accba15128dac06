"""The CPU of the web process for one relayed signal of 1.2 KB, against Node's socket.io relaying
bare.

`make bench NAME=signalling`. The same client loads both in turn, at a pace within our limits; ours
authorizes each signal, checks its shape and size, and signals it. docs/benchmarks.md says more.
"""

import asyncio
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from statistics import median

from bench.harness import OURS_ALONE, ROUNDS, cpu_seconds, ratios, report, unless_alone
from bench.scenes.crowd import Crowd, Pair
from bench.scenes.house import ROOT, House, opened, wait_until_up
from bench.scenes.socketio_client import Line
from storage import seaweed
from storage.process import bound
from storage.seaweed.ports import free_ports

PAIRS, SECONDS = 20, 4.0
A_SECOND = 150
"""The signals a second of each pair; a socket may send 200."""
SIZE = 1200
NODE = ROOT / "bench" / "scenes" / "node"


@dataclass
class Link:
    """The sender of a pair, with the text that it sends, and the number that have arrived."""

    sender: Line
    receiver: Line
    text: str
    arrived: int = 0

    def count(self, _payload: object) -> None:
        self.arrived += 1


async def linked(house: House, pair: Pair) -> Link:
    """A pair in its session, whose sender has its addressee."""
    sender = await Line.open(house.url, {"token": pair.technician.token})
    receiver = await Line.open(house.url, {"token": pair.expert.token})
    told: asyncio.Future[dict[str, str]] = asyncio.get_running_loop().create_future()

    def learn(topology: dict[str, list[dict[str, str]]]) -> None:
        if topology["connect"] and not told.done():
            told.set_result(topology["connect"][0])

    sender.on("topology", learn)
    session = str(pair.session)
    for line, page in ((receiver, "page-of-eva"), (sender, "page-of-tess")):
        answer = await line.ask("enter", {"session": session, "page": page})
        if not answer["ok"]:
            raise SystemExit(f"could not enter: {answer}")
    peer = await asyncio.wait_for(told, 10)
    signal = {"session": session, "to": peer["participant"], "page": peer["page"]}
    return heard(Link(sender, receiver, packet(signal)))


async def linked_at_node(url: str, number: int) -> Link:
    sender, receiver = await Line.open(url), await Line.open(url)
    session = f"session-{number}"
    for line in (sender, receiver):
        await line.ask("enter", session)
    return heard(Link(sender, receiver, packet({"session": session, "to": "x", "page": "y"})))


def heard(link: Link) -> Link:
    link.receiver.on("signal", link.count)
    return link


def packet(said: dict[str, str]) -> str:
    """An offer of 1.2 KB in all."""
    offer = said | {"kind": "offer", "data": {"sdp": ""}}
    offer["data"] = {"sdp": "a" * (SIZE - len("42" + json.dumps(["signal", offer])))}
    return "42" + json.dumps(["signal", offer])


async def loaded(links: list[Link], seconds: float) -> int:
    """The number of relayed signals, each pair at its pace."""
    before = sum(link.arrived for link in links)
    began, signals = time.monotonic(), 0
    while (now := time.monotonic() - began) < seconds:
        while signals < now * A_SECOND:
            for link in links:
                await link.sender.send_text(link.text)
            signals += 1
        await asyncio.sleep(0.002)
    for _ in range(100):
        if sum(link.arrived for link in links) - before == signals * len(links):
            return signals * len(links)
        await asyncio.sleep(0.05)
    raise SystemExit("signals were lost")


async def measured(links: list[Link], pid: int) -> float:
    """The microseconds of CPU for one signal."""
    before = cpu_seconds(pid)
    number = await loaded(links, SECONDS)
    return (cpu_seconds(pid) - before) / number * 1e6


@contextmanager
def node() -> Iterator[tuple[str, int]]:
    """The bare relay: its address and its process."""
    install = [str(ROOT / "scripts" / "npm.sh"), "ci", "--no-audit", "--no-fund"]
    subprocess.run([*install, "--loglevel=error"], cwd=NODE, check=True, stdout=sys.stderr)
    port = free_ports(None).master
    process = subprocess.Popen(["node", "relay.js", str(port)], cwd=NODE, preexec_fn=bound())
    try:
        wait_until_up(process, port)
        yield f"http://127.0.0.1:{port}", process.pid
    finally:
        process.terminate()
        process.wait(10)


async def compare(
    house: House, pairs: list[Pair], peer: tuple[str, int] | None
) -> dict[str, list[float]]:
    sides = {"ours": (house.pid, [await linked(house, pair) for pair in pairs])}
    if peer is not None:
        url, pid = peer
        sides["node"] = (pid, [await linked_at_node(url, number) for number in range(PAIRS)])
    for _, links in sides.values():  # The first signals warm both.
        await loaded(links, 1.0)
    rounds: dict[str, list[float]] = {name: [] for name in sides}
    for number in range(ROUNDS):
        for name, (pid, links) in sides.items():
            rounds[name].append(await measured(links, pid))
        latest = {name: round(values[-1]) for name, values in rounds.items()}
        print(f"round {number + 1}: {latest}", file=sys.stderr)
    for _, links in sides.values():
        for link in links:
            await link.sender.close()
            await link.receiver.close()
    return rounds


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        folder = Path(name)
        with (
            seaweed.running(folder / "objects") as store,
            opened(folder, store) as house,
            unless_alone(node) as peer,
        ):
            pairs = Crowd(house).pairs(PAIRS)
            rounds = asyncio.run(compare(house, pairs, peer))
    raw = {f"{name}_us": round(median(values)) for name, values in rounds.items()}
    load = {"pairs": PAIRS, "a_second_each": A_SECOND, "bytes": SIZE, "rounds": ROUNDS}
    to_node = {} if OURS_ALONE else {"cpu_vs_node_socketio": ratios(rounds, "ours", "node")}
    report("signalling", to_node, raw | load)


if __name__ == "__main__":
    main()
