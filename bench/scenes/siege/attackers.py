"""What a stranger, the holder of a share link and a guest may ask for at the most, as orders for
`bench.scenes.siege.attacker`."""

import json
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any
from uuid import UUID, uuid4

from bench.scenes.crowd import Crowd, Guest, Pair
from bench.scenes.house import ROOT
from smarthands.jobs import shares
from smarthands.people import join_links
from smarthands.people.sign_in import actor_for
from smarthands.sessions import calls

CONNECTIONS, SOCKETS = 8, 12
Order = dict[str, Any]


@dataclass(frozen=True)
class Besieged:
    """A job with a session that a share link and a guest's login lead to."""

    job: UUID
    session: UUID
    share: str
    guest: str


def besieged(crowd: Crowd, pair: Pair) -> Besieged:
    """Makes a share link to the pair's job, and a guest in its session."""
    job, share = pair.job, uuid4()
    end = datetime.now(UTC) + timedelta(days=1)
    link = shares.create(crowd.kit, crowd.dan, job, id=share, label="siege", expires_at=end)
    invited = join_links.create(crowd.kit, crowd.dan, job, id=uuid4(), name="Gus", expires_at=end)
    signed_in = join_links.take(crowd.kit, _last(invited["url"]), name="Gus", kind="bearer")
    guest = Guest(actor_for(signed_in.person), signed_in.token)
    calls.join(crowd.kit, guest.actor, job, pair.session)
    return Besieged(job, pair.session, _last(link["url"]), guest.token)


def _last(url: str) -> str:
    return url.rpartition("/")[2]


def move(method: str, path: str, body: Any = None, token: str | None = None) -> Order:
    headers = {"Content-Type": "application/json"} if body is not None else {}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    text = json.dumps(body) if body is not None else ""
    return {"method": method, "path": path, "body": text, "headers": headers}


def stranger() -> Order:
    """Nobody's: doors, guesses, what is large without a login, and sockets that never get in."""
    password = {"email": "dan@bench.test", "password": "x" * 100, "bearer": True}
    moves = [
        move("POST", "/api/logins", password),
        move("POST", "/api/logins", {f"k{n}": n for n in range(90)}),
        move("GET", "/api/links/NEW"),
        move("GET", "/api/shares/NEW"),
        move("GET", "/api/joins/NEW"),
        move("GET", "/api/openapi.json"),
        move("GET", "/api/jobs", token="x" * 43),
        move("POST", "/api/joins/NEW", {"name": "Mallory", "bearer": True}),
    ]
    return {"moves": moves, "auth": {"token": "x" * 43}, "texts": ["41", '40{"token":"no"}']}


def holder(place: Besieged) -> Order:
    """A share's: the whole document, its events, and follow after follow."""
    base = f"/api/shares/{place.share}"
    moves = [move("GET", base), move("GET", f"{base}/events?after=0")]
    follow = json.dumps(["follow", {"job": str(place.job)}])
    return {"moves": moves, "auth": {"share": place.share}, "texts": [f"42{follow}"]}


def guest(place: Besieged) -> Order:
    """A guest's: she writes, announces, reads, and sits down and stands up."""
    job, session = f"/api/jobs/{place.job}", f"/api/jobs/{place.job}/sessions/{place.session}"
    now = datetime.now(UTC).isoformat().replace("+00:00", "Z")
    moments = {"captured_at": now, "device_time": now}
    note = {"id": "NEW", "text": "x" * 9_900, **moments}
    photo = {"id": "NEW", "media_type": "image/jpeg", "size": 4_000_000, "sha256": "0" * 64}
    moves = [
        move("POST", f"{job}/notes", note, place.guest),
        move("POST", f"{job}/uploads", photo | moments, place.guest),
        move("POST", f"{session}/messages", {"id": "NEW", "text": "x" * 1_900}, place.guest),
        move("GET", job, token=place.guest),
        move("GET", f"{job}/events?after=0", token=place.guest),
    ]
    enter = json.dumps(["enter", {"session": str(place.session), "page": "page-of-gus"}])
    leave = json.dumps(["exit", {"session": str(place.session)}])
    return {"moves": moves, "auth": {"token": place.guest}, "texts": [f"42{enter}", f"42{leave}"]}


@contextmanager
def siege(url: str, orders: Sequence[Order], seconds: float) -> Iterator[list[dict[str, int]]]:
    """Has each attacker do what it may, from an address of its own; what each counted is in the
    list after the end."""
    command = [sys.executable, "-m", "bench.scenes.siege.attacker"]
    counted: list[dict[str, int]] = []
    processes = [
        subprocess.Popen(
            command, cwd=ROOT, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
        )
        for _ in orders
    ]
    try:
        for number, (process, order) in enumerate(zip(processes, orders, strict=True)):
            where = {"url": url, "address": f"10.66.0.{number + 1}", "seconds": seconds}
            sizes = {"connections": CONNECTIONS, "sockets": SOCKETS}
            assert process.stdin
            process.stdin.write(json.dumps(where | sizes | order))
            process.stdin.close()
        yield counted
        for process in processes:
            assert process.stdout
            counted.append(json.loads(process.stdout.readline()))
    finally:
        for process in processes:
            process.kill()
            process.wait(20)
