"""The memory of the web process for one idle socket, against bare python-socketio in the same mode.

`make bench NAME=idle`. Both run under our own gunicorn settings, each round in fresh processes,
since memory that was given back once is no measure. Our sockets are a thousand signed-in experts,
who echo heartbeats.
"""

import asyncio
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from statistics import median

import psutil

from bench.harness import OURS_ALONE, ROUNDS, ratios, report
from bench.scenes.crowd import Crowd, Guest
from bench.scenes.house import House, opened, started
from bench.scenes.socketio_client import Line
from smarthands.model.person import Role
from storage import seaweed

SOCKETS, AT_ONCE = 1000, 20
SETTLE_SECONDS = 4.0


def resident(pid: int) -> int:
    """The memory of the master and its worker, in bytes."""
    process = psutil.Process(pid)
    family = [process, *process.children(recursive=True)]
    return sum(one.memory_info().rss for one in family)


async def grown(house: House, tokens: Sequence[str | None]) -> float:
    """The bytes for each socket."""
    # The first sockets create what is created once.
    first = [await opened_line(house, token) for token in tokens[:AT_ONCE]]
    await asyncio.sleep(1)
    before = resident(house.pid)
    lines = []
    for start in range(AT_ONCE, len(tokens), AT_ONCE):
        some = (opened_line(house, token) for token in tokens[start : start + AT_ONCE])
        lines += await asyncio.gather(*some)
    await asyncio.sleep(SETTLE_SECONDS)
    bytes_per_socket = (resident(house.pid) - before) / len(lines)
    for line in [*first, *lines]:
        await line.close()
    return bytes_per_socket


async def opened_line(house: House, token: str | None) -> Line:
    return await Line.open(house.url, {"token": token} if token else None)


def main() -> None:
    rounds: dict[str, list[float]] = {"ours": []} if OURS_ALONE else {"ours": [], "bare": []}
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        folder = Path(name)
        with seaweed.running(folder / "objects") as store, opened(folder, store) as house:
            experts: list[Guest] = Crowd(house).people(Role.EXPERT, SOCKETS)
            tokens = [expert.token for expert in experts]
            for number in range(ROUNDS):
                with started(house, "wsgi:app") as ours:
                    rounds["ours"].append(asyncio.run(grown(ours, tokens)))
                if not OURS_ALONE:
                    with started(house, "bench.scenes.bare:app") as bare:
                        rounds["bare"].append(asyncio.run(grown(bare, [None] * SOCKETS)))
                latest = {key: round(values[-1]) for key, values in rounds.items()}
                print(f"round {number + 1}: {latest}", file=sys.stderr)
    raw = {f"{key}_bytes": round(median(values)) for key, values in rounds.items()}
    to_bare = {} if OURS_ALONE else {"rss_vs_bare": ratios(rounds, "ours", "bare")}
    report("idle", to_bare, raw | {"sockets": SOCKETS, "rounds": ROUNDS})


if __name__ == "__main__":
    main()
