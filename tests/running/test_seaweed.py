"""The embedded S3 server as a process: its listening addresses, and what a sudden end leaves."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest

from storage import seaweed
from tests.builders.ports import free_port
from tests.running.test_bucket import client_of
from tests.running.web import answer

ROOT = Path(__file__).resolve().parents[2]


def listening(pid: int) -> list[tuple[str, int]]:
    return [
        (connection.laddr.ip, connection.laddr.port)
        for connection in psutil.Process(pid).net_connections("inet")
        if connection.status == psutil.CONN_LISTEN
    ]


def gone(pid: int, seconds: float) -> bool:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if not psutil.pid_exists(pid) or psutil.Process(pid).status() == psutil.STATUS_ZOMBIE:
            return True
        time.sleep(0.05)
    return False


def test_seaweedfs_listens_on_this_machine_alone_and_serves_files_to_nobody(tmp_path: Path) -> None:
    with seaweed.running(tmp_path / "objects") as address:
        client_of(address).put_object(Bucket="evidence", Key="photo", Body=b"proof")
        doors = listening(address.pid)
        assert len(doors) == 10
        assert {host for host, _ in doors} == {"127.0.0.1"}
        for port in (port for _, port in doors if not address.url.endswith(str(port))):
            for method, path in (
                ("GET", "/buckets/evidence/photo"),
                ("GET", "/buckets/"),
                ("DELETE", "/buckets/evidence/photo"),
                ("PUT", "/buckets/evidence/planted"),
                ("GET", "/dir/assign"),
                ("GET", "/dir/status"),
                ("GET", "/vol/status"),
            ):
                assert refused(f"http://127.0.0.1:{port}{path}", method), (port, method, path)
        kept = client_of(address).get_object(Bucket="evidence", Key="photo")
        assert kept["Body"].read() == b"proof"


def refused(url: str, method: str) -> bool:
    """Whether an HTTP request fails; a gRPC port hangs up or does not answer in HTTP/1."""
    try:
        return answer(url, method).status >= 400
    except (OSError, ValueError):
        return True
    except Exception as error:
        return type(error).__module__ == "http.client"


def test_acknowledged_objects_survive_kill_9(tmp_path: Path) -> None:
    acknowledged = {}
    with seaweed.running(tmp_path / "objects") as address:
        client = client_of(address)
        for number in range(100):
            body = f"photo {number} ".encode() * 500
            put = client.put_object(Bucket="evidence", Key=f"photos/{number}", Body=body)
            acknowledged[f"photos/{number}", put["VersionId"]] = body
        os.kill(address.pid, signal.SIGKILL)
        assert gone(address.pid, 5)
    with seaweed.running(tmp_path / "objects") as address:
        client = client_of(address)
        for (key, version), body in acknowledged.items():
            answer = client.get_object(Bucket="evidence", Key=key, VersionId=version)
            assert answer["Body"].read() == body


@pytest.mark.parametrize("end", [signal.SIGKILL, signal.SIGTERM])
def test_seaweedfs_does_not_outlive_the_process_that_started_it(
    tmp_path: Path, end: signal.Signals
) -> None:
    port = free_port()
    command = f"-m storage.seaweed --port {port} --bucket evidence --origin http://localhost:8000"
    started = subprocess.Popen(
        [sys.executable, *command.split(), "--dir", str(tmp_path / "objects")],
        cwd=ROOT,
        env={
            **os.environ,
            "AWS_ACCESS_KEY_ID": "tess",
            "AWS_SECRET_ACCESS_KEY": "a long enough secret",
            "SWEEP_ACCESS_KEY_ID": "sweeper",
            "SWEEP_SECRET_ACCESS_KEY": "another long enough secret",
        },
    )
    ready = tmp_path / "objects" / "ready"
    deadline = time.monotonic() + 30
    while not ready.exists():
        assert started.poll() is None
        assert time.monotonic() < deadline
        time.sleep(0.05)
    [server] = psutil.Process(started.pid).children()
    started.send_signal(end)
    started.wait(10)
    assert gone(server.pid, 5)
