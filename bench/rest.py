"""What a house costs at rest, and what the embedded store takes for a photo.

`make bench NAME=rest`. The whole product runs as `make run` starts it, and nobody is there: each
round is a minute of its CPU time, by process. The store takes photos beside another one under
GOMEMLIMIT, a bound that counts memory which the store never touches and collects garbage all the
time to keep it; both rest on the same disk, and the order turns with every round.
"""

import os
import random
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any

import psutil

from bench.harness import OURS_ALONE, ROUNDS, cpu_seconds, ratios, report, unless_alone
from storage import seaweed
from storage.s3 import S3Settings, open_client
from storage.seaweed import SeaweedAddress, server
from storage.seaweed.identities import StoreKeys, write_identities
from storage.seaweed.ports import free_ports

ROOT = Path(__file__).resolve().parents[1]
START_SECONDS, SETTLE_SECONDS, MINUTE = 120.0, 30.0, 60.0
PHOTO, PHOTOS = 3_000_000, 20
LIMIT = {"GOMEMLIMIT": "256MiB"}
SERVICES = {
    "storage.seaweed": "objects",
    "gunicorn": "web",
    "workers": "worker",
    "realtime.media": "media",
    "edge": "edge",
}


@contextmanager
def running_house(folder: Path) -> Iterator[int]:
    """The whole product in an empty folder; yields the supervisor's process id."""
    environ = {k: v for k, v in os.environ.items() if not k.startswith("SMARTHANDS_")} | {
        "PORT": str(free_ports(None).master),
        "SMARTHANDS_S3_PORT": str(free_ports(None).s3),
        "SMARTHANDS_DATA": str(folder / "var"),
    }
    path = folder / "house.log"
    with path.open("wb") as log:
        house = subprocess.Popen(
            [sys.executable, "-m", "server.ops.cli", "run", "--end-with-parent"],
            cwd=ROOT,
            env=environ,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
        )
    try:
        end = time.monotonic() + START_SECONDS
        while "Smart Hands is ready" not in path.read_text(encoding="utf-8"):
            if house.poll() is not None or time.monotonic() > end:
                raise SystemExit(path.read_text(encoding="utf-8"))
            time.sleep(0.2)
        yield house.pid
    finally:
        house.terminate()
        house.wait(30)


def spent(house: int) -> dict[str, float]:
    """The CPU seconds of the supervisor's children until now, by service, and its own as `run`."""
    services = {}
    for child in psutil.Process(house).children():
        words = child.cmdline()
        name = next((name for word, name in SERVICES.items() if _names(words, word)), "other")
        services[name] = cpu_seconds(child.pid)
    return services | {"run": cpu_seconds(house) - sum(services.values())}


def _names(words: list[str], program: str) -> bool:
    return any(Path(word).name == program for word in words)


def minutes(folder: Path) -> dict[str, list[float]]:
    """The CPU seconds of each service in each of the minutes."""
    rounds: dict[str, list[float]] = defaultdict(list)
    with running_house(folder) as house:
        time.sleep(SETTLE_SECONDS)
        for number in range(ROUNDS):
            before = spent(house)
            time.sleep(MINUTE)
            for name, seconds in spent(house).items():
                rounds[name].append(seconds - before[name])
            latest = {name: round(values[-1], 3) for name, values in rounds.items()}
            print(f"minute {number + 1}: {latest}", file=sys.stderr)
    return rounds


@contextmanager
def limited(folder: Path) -> Iterator[SeaweedAddress]:
    """A store that is ours but for GOMEMLIMIT."""
    folder.mkdir(mode=0o700)
    pair = seaweed.keys_of(folder)
    identities = write_identities(folder, StoreKeys(pair), "evidence")
    ports = free_ports(None)
    with folder.with_suffix(".log").open("ab") as log:
        process = server.start(folder, ports, identities, log, LIMIT)
    try:
        server.wait_until_up(process, ports.s3)
        server.configure(folder, ports, pair, "evidence", "us-east-1", ["http://localhost:8000"])
        url = f"http://127.0.0.1:{ports.s3}"
        yield SeaweedAddress(url, pair.access_key, pair.secret_key, "evidence", process.pid)
    finally:
        server.stop(process)


def put(store: SeaweedAddress, client: Any, photo: bytes, at: int) -> float:
    """The store's CPU seconds for one photo, in a round of PHOTOS."""
    before = cpu_seconds(store.pid)
    for number in range(PHOTOS):
        client.put_object(Bucket=store.bucket, Key=f"jobs/{at}/{number}/original", Body=photo)
    return (cpu_seconds(store.pid) - before) / PHOTOS


def opened(store: SeaweedAddress) -> Any:
    keys = store.access_key, store.secret_key
    return open_client(
        S3Settings(store.url, store.url, *keys, store.bucket, "us-east-1"), store.url
    )


def photos(folder: Path) -> dict[str, list[float]]:
    """The CPU seconds of one photo in each round, in our store and in the limited one."""
    rounds: dict[str, list[float]] = defaultdict(list)
    photo = random.Random(1).randbytes(PHOTO)
    with (
        seaweed.running(folder / "ours") as ours,
        unless_alone(lambda: limited(folder / "limited")) as peer,
    ):
        stores = [("ours", ours, opened(ours))]
        if peer is not None:
            stores.append(("limited", peer, opened(peer)))
        for _name, store, client in stores:  # the first photos open volumes
            put(store, client, photo, 0)
        for number in range(ROUNDS):
            for name, store, client in stores[:: 1 if number % 2 else -1]:
                rounds[name].append(put(store, client, photo, number + 1))
            latest = {name: round(values[-1], 4) for name, values in rounds.items()}
            print(f"round {number + 1}: {latest}", file=sys.stderr)
    return rounds


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        folder = Path(name)
        idle = minutes(folder)
        puts = photos(folder)
    totals = [sum(services) for services in zip(*idle.values(), strict=True)]
    raw = {
        "idle_core_percent": round(100 * median(totals) / MINUTE, 2),
        "idle_seconds_a_minute": {key: round(median(values), 3) for key, values in idle.items()},
        **{f"put_{key}_ms": round(1000 * median(values), 1) for key, values in puts.items()},
        "rounds": ROUNDS,
    }
    against = {} if OURS_ALONE else {"put_cpu_vs_today": ratios(puts, "ours", "limited")}
    report("rest", against, raw)


if __name__ == "__main__":
    main()
