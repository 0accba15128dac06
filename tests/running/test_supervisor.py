"""The supervisor with real processes: gunicorn, its workers, SeaweedFS."""

import os
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest
import websocket

from storage import seaweed
from tests.builders.load import slack
from tests.running.supervisor import (
    OBJECTS,
    ROOT,
    WEB,
    WORKER,
    alive,
    running_supervisor,
    wait_until_gone,
)
from tests.running.web import answer


@pytest.mark.parametrize("end", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_every_process_in_5_seconds_with_sockets_open(
    tmp_path: Path, end: signal.Signals
) -> None:
    with running_supervisor(tmp_path) as running:
        running.wait_for("Smart Hands is ready: http://localhost:")
        sockets = [websocket.create_connection(running.socket_url) for _ in range(3)]
        for each in sockets:
            each.send("Tess")
            assert each.recv() == "Tess"
        family = running.family()
        # The processes are weed and its keeper, gunicorn and its worker, and the worker.
        assert len(family) >= 5
        began = time.monotonic()
        running.process.send_signal(end)
        assert running.process.wait(10 * slack()) == 0
        took = time.monotonic() - began
        assert took < 5 * slack(), running.log()
        assert alive(family) == []
        if slack() < 1.5:  # A starved machine may not end SeaweedFS in its four seconds.
            assert "killed" not in running.log()
        for each in sockets:
            each.close()


def test_kill_9_of_the_supervisor_leaves_nothing_behind(tmp_path: Path) -> None:
    with running_supervisor(tmp_path) as running:
        running.wait_for("Smart Hands is ready")
        held = websocket.create_connection(running.socket_url)
        family = running.family()
        running.process.kill()
        running.process.wait()
        wait_until_gone(family, 5)
        held.close()
    with running_supervisor(tmp_path) as again:
        again.wait_for("Smart Hands is ready")


def test_a_killed_web_process_takes_its_worker_along_and_comes_back(tmp_path: Path) -> None:
    with running_supervisor(tmp_path) as running:
        running.wait_for("Smart Hands is ready")
        web = running.those("gunicorn")
        master = next(one for one in web if one.ppid() == running.process.pid)
        master.kill()
        wait_until_gone(web, 2)
        end = time.monotonic() + 15 * slack()
        while not up(running.url):
            assert time.monotonic() < end, running.log()
            time.sleep(0.05)


def test_kill_9_of_make_ends_every_process(tmp_path: Path) -> None:
    makefile = tmp_path / "Makefile"
    makefile.write_text(
        "run:\n\t@exec $(SMARTHANDS) run --end-with-parent --procfile $(PROCFILE)\n"
    )
    with running_supervisor(tmp_path, start=["make", "-f", str(makefile), "run"]) as running:
        running.wait_for("Smart Hands is ready")
        family = running.family()
        running.process.kill()
        running.process.wait()
        wait_until_gone(family, 5)


@pytest.mark.parametrize("victim", ["storage.seaweed", "weed -logtostderr", "time.sleep"])
def test_a_process_that_crashes_is_started_again(tmp_path: Path, victim: str) -> None:
    with running_supervisor(tmp_path) as running:
        running.wait_for("Smart Hands is ready")
        [first] = running.those(victim)
        first.kill()
        running.wait_for("starting it again in 1 s")
        end = time.monotonic() + 15 * slack()
        while not running.those(victim) or not up(running.url):
            assert time.monotonic() < end, running.log()
            time.sleep(0.05)
        assert first not in running.those(victim)


def up(url: str) -> bool:
    try:
        return answer(f"{url}/readyz").status == 200
    except OSError:
        return False


def test_a_process_that_ends_at_once_is_started_again_less_and_less_often(tmp_path: Path) -> None:
    with running_supervisor(
        tmp_path, OBJECTS, WEB, "worker: python -c 'raise SystemExit(3)'"
    ) as running:
        running.wait_for("worker ended with code 3; starting it again in 1 s")
        running.wait_for("worker ended with code 3; starting it again in 2 s")
        running.wait_for("worker ended with code 3; starting it again in 4 s")


def test_a_process_that_ignores_sigterm_is_killed_with_its_children(tmp_path: Path) -> None:
    script = tmp_path / "deaf.py"
    script.write_text(
        "import signal, subprocess, sys\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "print('deaf', flush=True)\n"
        "subprocess.run([sys.executable, '-c', 'import time; time.sleep(600)'])\n"
    )
    with running_supervisor(tmp_path, OBJECTS, WEB, f"worker: python {script}") as running:
        running.wait_for("worker  | deaf")
        running.wait_for("Smart Hands is ready")
        family = running.family()
        began = time.monotonic()
        running.process.terminate()
        assert running.process.wait(10 * slack()) == 0
        assert time.monotonic() - began < 5 * slack()
        wait_until_gone(family, 1)
        assert "worker did not end in time and is killed" in running.log()


def test_every_log_line_has_its_process_name_even_one_without_a_newline(tmp_path: Path) -> None:
    worker = "worker: python -c 'import time; print(\"x\" * 200000); time.sleep(600)'"
    with running_supervisor(tmp_path, OBJECTS, WEB, worker) as running:
        running.wait_for("Smart Hands is ready")
        names = {line[:8].strip() for line in running.log().splitlines()}
        assert names <= {"run", "objects", "web", "worker", "migrate", "seed"}
        assert running.log().count("x" * 1000) >= 1


def test_a_folder_has_one_supervisor(tmp_path: Path) -> None:
    with running_supervisor(tmp_path) as running:
        running.wait_for("Smart Hands is ready")
        second = start_again({**running.environ, "PORT": "12999"})
        assert second.returncode == 1
        assert second.stderr == (
            f"smarthands: Smart Hands already runs on {tmp_path}/var: "
            "stop it, or set another SMARTHANDS_DATA\n"
        )


@pytest.mark.parametrize("name", ["PORT", "SMARTHANDS_S3_PORT"])
def test_a_port_in_use_is_one_line(tmp_path: Path, name: str) -> None:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        port = str(listener.getsockname()[1])
        refused = start_again(
            {"PATH": os.environ["PATH"], "SMARTHANDS_DATA": str(tmp_path), name: port}
        )
    assert refused.returncode == 1
    assert refused.stderr == (
        f"smarthands: 127.0.0.1:{port} can't be used (Address already in use): set another {name}\n"
    )


def test_a_bad_setting_is_reported_in_one_line(tmp_path: Path) -> None:
    refused = start_again({"PATH": os.environ["PATH"], "SMARTHANDS_DATE": str(tmp_path)})
    assert refused.returncode == 1
    assert refused.stderr == (
        "smarthands: SMARTHANDS_DATE is no setting: did you mean SMARTHANDS_DATA?\n"
    )


def start_again(environ: dict[str, str]) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "server.ops.cli", "run"],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )


def test_a_missing_program_is_reported_and_ends_the_other_processes(tmp_path: Path) -> None:
    with running_supervisor(tmp_path, OBJECTS, WEB, "worker: no-such-program") as running:
        assert running.process.wait(30 * slack()) == 1
        assert "no-such-program can't be started: No such file or directory" in running.log()


def test_an_external_s3_is_prepared_and_the_embedded_one_is_not_started(tmp_path: Path) -> None:
    with seaweed.running(tmp_path / "elsewhere", bucket="first") as s3:
        environ = {
            "SMARTHANDS_S3_URL": s3.url,
            "SMARTHANDS_S3_ACCESS_KEY": s3.access_key,
            "SMARTHANDS_S3_SECRET_KEY": s3.secret_key,
        }
        with running_supervisor(tmp_path / "house", OBJECTS, WEB, WORKER, **environ) as running:
            running.wait_for("Smart Hands is ready")
            assert running.those("weed") == []
            assert not (tmp_path / "house" / "var" / "objects").exists()
            # The status is 403, not 404: the bucket exists, and strangers are refused.
            assert answer(f"{s3.url}/evidence/").status == 403
