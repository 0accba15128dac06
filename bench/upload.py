"""The CPU of the web process for a 5 MB photo: a presigned PUT against a proxy that streams it to
S3.

`make bench NAME=upload`. Both run our own gunicorn settings on the same SQLite and SeaweedFS; the
rounds of the two are interleaved. The photo comes as from a phone, at the pace of its uplink, and
in other rounds as fast as loopback goes. docs/benchmarks.md says more.
"""

import hashlib
import http.client
import json
import random
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from bench.harness import OURS_ALONE, ROUNDS, cpu_seconds, report, unless_alone
from bench.scenes.house import House, opened, started
from storage import seaweed

SIZE = 5_000_000
BURST_SECONDS = 0.001
"""The radio is given to an LTE phone a millisecond at a time (3GPP TS 36.211, one subframe)."""


@dataclass(frozen=True)
class Pace:
    """The pace of photos: `bits` a second, or as fast as it goes, and how many in a round."""

    bits: float | None
    photos: int

    def pieces(self, photo: bytes) -> Iterator[bytes]:
        if self.bits is None:
            yield photo
            return
        size = int(self.bits / 8 * BURST_SECONDS)
        due = time.perf_counter()
        for start in range(0, len(photo), size):
            yield photo[start : start + size]
            due += BURST_SECONDS
            time.sleep(max(0.0, due - time.perf_counter()))


PACES = {"phone": Pace(10e6, 4), "loopback": Pace(None, 20)}


Body = bytes | Callable[[], Iterator[bytes]]


@dataclass
class Line:
    """A phone's kept-alive connection to one server."""

    url: str
    token: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def post(self, path: str, body: Body, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def ask(self, method: str, path: str, body: Body | None = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        try:
            self._send(method, path, body, sent)
            response = self.connection.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            # The connection was idle for too long; the next request opens another, as browsers do.
            self.connection.close()
            self._send(method, path, body, sent)
            response = self.connection.getresponse()
        content = response.read()
        if response.status not in (200, 201):
            raise SystemExit(f"{path}: {response.status} {content[:300]!r}")
        return json.loads(content)

    def _send(self, method: str, path: str, body: Body | None, headers: dict[str, str]) -> None:
        whole = body() if callable(body) else body
        self.connection.request(method, path, body=whole, headers=headers)


@dataclass
class Costs:
    """The CPU seconds of one round, by what was measured."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def of(self, name: str, pid: int) -> Iterator[None]:
        before = cpu_seconds(pid)
        yield
        self.spent[name] += cpu_seconds(pid) - before


def presigned(line: Line, web: int, job: UUID, photo: bytes, pace: Pace, costs: Costs) -> None:
    """Sends the three requests of a phone."""
    id, sha256 = uuid4(), hashlib.sha256(photo).hexdigest()
    claim = {"id": str(id), "media_type": "image/jpeg", "size": len(photo), "sha256": sha256}
    moment = "2026-03-02T08:00:00.000000Z"
    body = json.dumps(claim | {"captured_at": moment, "device_time": moment}).encode()
    json_type = {"Content-Type": "application/json"}
    with costs.of("request", web):
        put = line.post(f"/api/jobs/{job}/uploads", body, **json_type)["put"]
    parts = urlsplit(put["url"])
    store = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    headers = put["headers"] | {"Content-Length": str(len(photo))}
    store.request("PUT", f"{parts.path}?{parts.query}", body=pace.pieces(photo), headers=headers)
    status = store.getresponse().status
    store.close()
    if status != 200:
        raise SystemExit(f"the store answered {status}")
    with costs.of("seal", web):
        line.post(f"/api/jobs/{job}/evidence/{id}/seal", b"{}", **json_type)


def proxied(
    line: Line, web: int, job: UUID, photo: bytes, pace: Pace, costs: Costs, way: str = "proxied"
) -> None:
    headers = {
        "Content-Type": "image/jpeg",
        "Content-Length": str(len(photo)),
        "X-SHA-256": hashlib.sha256(photo).hexdigest(),
    }
    with costs.of(way, web):
        line.post(f"/{way}/{job}/{uuid4()}", lambda: pace.pieces(photo), **headers)


@dataclass(frozen=True)
class Scene:
    """The servers of a run, and the job that its photos go to."""

    house: House
    peer: House | None
    objects: int
    job: UUID
    token: str

    def round(self, pace: Pace) -> Costs:
        costs, chance = Costs(), random.Random()
        ours = Line(self.house.url, self.token)
        theirs = Line(self.peer.url, self.token) if self.peer else None
        photos = [chance.randbytes(SIZE) for _ in range(pace.photos)]
        for photo in photos:
            with costs.of("objects_presigned", self.objects):
                presigned(ours, self.house.pid, self.job, photo, pace, costs)
            if self.peer and theirs:
                with costs.of("objects_proxied", self.objects):
                    proxied(theirs, self.peer.pid, self.job, photo, pace, costs)
                if pace.bits is None:
                    proxied(theirs, self.peer.pid, self.job, photo, pace, costs, "proxied_hashed")
            with costs.of("empty", self.house.pid):
                ours.ask("GET", "/healthz")
        ours.connection.close()
        if theirs:
            theirs.connection.close()
        return costs


def compare(folder: Path) -> dict[str, list[Costs]]:
    """The costs of each round, by the pace."""
    rounds: dict[str, list[Costs]] = {name: [] for name in PACES}
    with (
        seaweed.running(folder / "objects") as store,
        opened(folder, store) as house,
        unless_alone(lambda: started(house, "bench.scenes.proxy:app")) as peer,
    ):
        scene = Scene(house, peer, store.pid, *house.job_and_token())
        scene.round(PACES["loopback"])  # The first photo warms both.
        for number in range(ROUNDS):
            for name, pace in PACES.items():
                costs = scene.round(pace)
                rounds[name].append(costs)
                print(f"round {number + 1}, {name}: {dict(costs.spent)}", file=sys.stderr)
    return rounds


def summed(rounds: list[Costs], pace: Pace) -> dict[str, int]:
    """The microseconds of CPU for one photo in the median round."""
    names = sorted(rounds[0].spent)
    return {n: round(median(c.spent[n] for c in rounds) / pace.photos * 1e6) for n in names}


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        rounds = compare(Path(name))
    keys = {"phone": "cpu_presigned_vs_proxied", "loopback": "cpu_presigned_vs_proxied_loopback"}
    to_proxy = {
        keys[name]: [(c.spent["request"] + c.spent["seal"]) / c.spent["proxied"] for c in costs]
        for name, costs in rounds.items()
        if not OURS_ALONE
    }
    micro = {f"{name}_us": summed(rounds[name], pace) for name, pace in PACES.items()}
    raw: dict[str, object] = {
        "rounds": ROUNDS,
        "bytes_a_photo": SIZE,
        "phone_bits_a_second": PACES["phone"].bits,
    }
    report("upload", to_proxy, raw | micro)


if __name__ == "__main__":
    main()
