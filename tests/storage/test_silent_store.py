"""Every request to a store that accepts connections and never answers ends in time."""

import socket
import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from uuid import uuid4

from smarthands.evidence import uploads
from smarthands.jobs import document
from storage.s3 import S3Objects, S3Settings
from tests.builders.jobs import open_job, request
from tests.builders.world import World

# A request takes two tries of five seconds each and the pause between them; the rest is slack.
PATIENCE = 18.0


def end_of(ask: Callable[[], object]) -> tuple[bool, float]:
    """Whether the request ended in a ConnectionError, and after how many seconds."""
    start = time.monotonic()
    try:
        ask()
    except ConnectionError:
        return True, time.monotonic() - start
    return False, time.monotonic() - start


def test_every_request_ends_in_a_connection_error_in_time(world: World, tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0), backlog=50) as silent:
        url = f"http://127.0.0.1:{silent.getsockname()[1]}"
        objects = S3Objects(S3Settings(url, url, "key", "secret", "evidence", "us-east-1"))
        kit, job, id = replace(world.kit, objects=objects), open_job(world, world.tess), uuid4()
        request(world, world.tess, job, id)
        requests: list[Callable[[], object]] = [
            lambda: uploads.seal(kit, world.tess, job, id),
            lambda: objects.put("key", b"x", media_type="image/jpeg"),
            lambda: objects.download("key", "v", tmp_path / "x"),
            lambda: objects.versions("key"),
            lambda: objects.delete("key", "v"),
        ]
        with ThreadPoolExecutor(len(requests)) as pool:
            ends = list(pool.map(end_of, requests))
    assert [refused for refused, _ in ends] == [True] * len(requests)
    assert max(seconds for _, seconds in ends) < PATIENCE
    assert document.document(world.kit, world.tess, job)["evidence"] == {}
