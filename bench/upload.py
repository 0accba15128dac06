"""CPU of the web process for a 5 MB photo: presigned PUT against a proxy that streams it to S3.

`make bench NAME=upload`. Both run our own gunicorn settings on the same SQLite and SeaweedFS; the
rounds of the two are interleaved. docs/benchmarks.md says more.
"""

import hashlib
import http.client
import json
import random
import sys
import tempfile
from collections import defaultdict
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from statistics import median
from typing import Any
from urllib.parse import urlsplit
from uuid import UUID, uuid4

from bench.harness import cpu_seconds, report
from bench.scenes.house import House, opened, started
from storage import seaweed

ROUNDS, PHOTOS = 5, 20
SIZE = 5_000_000


@dataclass
class Line:
    """A phone's kept-alive connection to one server."""

    url: str
    token: str
    connection: http.client.HTTPConnection = field(init=False)

    def __post_init__(self) -> None:
        parts = urlsplit(self.url)
        self.connection = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)

    def post(self, path: str, body: bytes, **headers: str) -> Any:
        return self.ask("POST", path, body, **headers)

    def ask(self, method: str, path: str, body: bytes | None = None, **headers: str) -> Any:
        sent = {"Authorization": f"Bearer {self.token}", **headers}
        try:
            self.connection.request(method, path, body=body, headers=sent)
            response = self.connection.getresponse()
        except (BrokenPipeError, ConnectionResetError, http.client.RemoteDisconnected):
            # It was idle for too long; the next request opens another, as browsers do.
            self.connection.close()
            self.connection.request(method, path, body=body, headers=sent)
            response = self.connection.getresponse()
        content = response.read()
        if response.status not in (200, 201):
            raise SystemExit(f"{path}: {response.status} {content[:300]!r}")
        return json.loads(content)


@dataclass
class Costs:
    """CPU seconds of one round, by what was measured."""

    spent: dict[str, float] = field(default_factory=lambda: defaultdict(float))

    @contextmanager
    def of(self, name: str, pid: int) -> Iterator[None]:
        before = cpu_seconds(pid)
        yield
        self.spent[name] += cpu_seconds(pid) - before


def presigned(line: Line, web: int, job: UUID, photo: bytes, costs: Costs) -> None:
    """The three requests of a phone."""
    id, sha256 = uuid4(), hashlib.sha256(photo).hexdigest()
    claim = {"id": str(id), "media_type": "image/jpeg", "size": len(photo), "sha256": sha256}
    moment = "2026-03-02T08:00:00.000000Z"
    body = json.dumps(claim | {"captured_at": moment, "device_time": moment}).encode()
    json_type = {"Content-Type": "application/json"}
    with costs.of("request", web):
        put = line.post(f"/api/jobs/{job}/uploads", body, **json_type)["put"]
    parts = urlsplit(put["url"])
    store = http.client.HTTPConnection(parts.hostname or "", parts.port, timeout=60)
    store.request("PUT", f"{parts.path}?{parts.query}", body=photo, headers=put["headers"])
    status = store.getresponse().status
    store.close()
    if status != 200:
        raise SystemExit(f"the store answered {status}")
    with costs.of("seal", web):
        line.post(f"/api/jobs/{job}/evidence/{id}/seal", b"{}", **json_type)


def proxied(
    line: Line, web: int, job: UUID, photo: bytes, costs: Costs, way: str = "proxied"
) -> None:
    sha256 = hashlib.sha256(photo).hexdigest()
    headers = {"Content-Type": "image/jpeg", "X-SHA-256": sha256}
    with costs.of(way, web):
        line.post(f"/{way}/{job}/{uuid4()}", photo, **headers)


def one_round(house: House, peer: House, job: UUID, token: str, objects: int) -> Costs:
    costs, chance = Costs(), random.Random()
    ours, theirs = Line(house.url, token), Line(peer.url, token)
    photos = [chance.randbytes(SIZE) for _ in range(PHOTOS)]
    for photo in photos:
        with costs.of("objects_presigned", objects):
            presigned(ours, house.pid, job, photo, costs)
        with costs.of("objects_proxied", objects):
            proxied(theirs, peer.pid, job, photo, costs)
        proxied(theirs, peer.pid, job, photo, costs, "proxied_hashed")
        with costs.of("empty", house.pid):
            ours.ask("GET", "/healthz")
    ours.connection.close()
    theirs.connection.close()
    return costs


def main() -> None:
    with tempfile.TemporaryDirectory(prefix="smarthands-bench-") as name:
        folder = Path(name)
        with (
            seaweed.running(folder / "objects") as store,
            opened(folder, store) as house,
            started(house, "bench.scenes.proxy:app") as peer,
        ):
            job, token = house.job_and_token()
            one_round(house, peer, job, token, store.pid)  # warms both
            rounds = []
            for number in range(ROUNDS):
                rounds.append(one_round(house, peer, job, token, store.pid).spent)
                print(f"round {number + 1}: {dict(rounds[-1])}", file=sys.stderr)
    ratios = [(cost["request"] + cost["seal"]) / cost["proxied"] for cost in rounds]
    names = sorted(rounds[0])
    micro = {f"{n}_us": round(median(c[n] for c in rounds) / PHOTOS * 1e6) for n in names}
    raw = {"rounds": ROUNDS, "photos_a_round": PHOTOS, "bytes_a_photo": SIZE, **micro}
    report("upload", {"cpu_presigned_vs_proxied": ratios}, raw)


if __name__ == "__main__":
    main()
