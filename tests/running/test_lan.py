"""`LAN=1`: Smart Hands on an address of its own, over TLS, and nothing else beyond this machine."""

import re
import signal
import socket
import ssl
import subprocess
import sys
import time
from pathlib import Path

import psutil
import pytest
import websocket
import zxingcpp
from PIL import Image

from tests.builders.edge_process import ADDRESS, INSTALLING, three_ports
from tests.builders.load import slack
from tests.running.supervisor import (
    OBJECTS,
    ROOT,
    WEB,
    WORKER,
    RunningSupervisor,
    alive,
    running_supervisor,
    wait_until_gone,
)
from tests.running.test_supervisor import start_again
from tests.running.web import answer

EDGE = next(
    line
    for line in (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
    if line.startswith("edge:")
)
PROCFILE = (OBJECTS, WEB, WORKER, EDGE)


def on_lan() -> dict[str, str]:
    port = three_ports(ADDRESS)
    return {"LAN": "1", "SMARTHANDS_LAN_ADDRESS": ADDRESS, "SMARTHANDS_LAN_PORT": str(port)}


def trusting(running: RunningSupervisor) -> ssl.SSLContext:
    return ssl.create_default_context(cafile=running.folder / "var" / "lan" / "root.crt")


def port(running: RunningSupervisor) -> int:
    return int(running.environ["SMARTHANDS_LAN_PORT"])


def talk(running: RunningSupervisor) -> websocket.WebSocket:
    socket = websocket.create_connection(
        f"wss://{ADDRESS}:{port(running)}/echo", sslopt={"context": trusting(running)}
    )
    socket.send("Tess")
    assert socket.recv() == "Tess"
    return socket


def listeners(running: RunningSupervisor) -> set[tuple[str, int]]:
    """The addresses and ports that the installation listens on."""
    addresses = set()
    for process in [psutil.Process(running.process.pid), *running.family()]:
        for one in process.net_connections("inet"):
            if one.status == psutil.CONN_LISTEN:
                addresses.add((one.laddr.ip, one.laddr.port))
    return addresses


def test_without_lan_nothing_listens_beyond_this_machine(tmp_path: Path) -> None:
    with running_supervisor(tmp_path, *PROCFILE) as running:
        running.wait_for("Smart Hands is ready: http://localhost:")
        assert {address for address, _ in listeners(running)} == {"127.0.0.1"}
        assert running.those("-m edge") == []
        assert not (tmp_path / "var" / "lan").exists()
        assert "edge" not in running.log()


def test_with_lan_three_ports_listen_and_the_ready_line_has_the_code(tmp_path: Path) -> None:
    with running_supervisor(tmp_path, *PROCFILE, **on_lan()) as running:
        running.wait_for("SHA-256 of the root: ")
        first = port(running)
        shown = {(address, number) for address, number in listeners(running) if address == ADDRESS}
        assert shown == {(ADDRESS, first + place) for place in range(3)}
        assert {address for address, _ in listeners(running)} == {"127.0.0.1", ADDRESS}
        log = running.log()
        assert f"run     | Smart Hands is ready: https://{ADDRESS}:{first}\n" in log
        page = f"http://{ADDRESS}:{first + INSTALLING}"
        assert read_code(log) == page
        fingerprint = re.search(r"SHA-256 of the root: (\S+)", log)
        assert fingerprint
        assert fingerprint[1] in answer(f"{page}/").body.decode()
        wire = socket.create_connection((ADDRESS, first))
        with trusting(running).wrap_socket(wire, server_hostname=ADDRESS) as over:
            assert over.version() == "TLSv1.3"


def read_code(log: str) -> str:
    """The text of the QR code that a camera reads off the terminal, dark on light or the other way
    round."""
    rows = re.findall(r"^run +\| ([█▀▄ ]{20,})$", log, re.MULTILINE)
    image = Image.new("L", (len(rows[0]), 2 * len(rows)))
    for y, row in enumerate(rows):
        for x, block in enumerate(row):
            image.putpixel((x, 2 * y), 255 * (block in "█▀"))
            image.putpixel((x, 2 * y + 1), 255 * (block in "█▄"))
    [code] = zxingcpp.read_barcodes(image.resize((8 * image.width, 8 * image.height), 0))
    return str(code.text)


def test_a_websocket_passes_and_a_signal_ends_every_process_in_5_seconds(tmp_path: Path) -> None:
    with running_supervisor(tmp_path, *PROCFILE, **on_lan()) as running:
        running.wait_for("SHA-256 of the root: ")
        sockets = [talk(running) for _ in range(3)]
        idle = [socket.create_connection((ADDRESS, port(running) + place)) for place in range(3)]
        family = running.family()
        assert any("-m edge" in " ".join(one.cmdline()) for one in family)
        began = time.monotonic()
        running.process.send_signal(signal.SIGTERM)
        assert running.process.wait(10 * slack()) == 0
        assert time.monotonic() - began < 5 * slack(), running.log()
        assert alive(family) == []
        assert "edge did not end" not in running.log()
        assert "edge    | Traceback" not in running.log()
        for each in sockets:
            each.close()
        for wire in idle:
            wire.close()


def test_kill_9_of_the_supervisor_leaves_nothing_and_the_root_stays(tmp_path: Path) -> None:
    environ = on_lan()
    with running_supervisor(tmp_path, *PROCFILE, **environ) as running:
        running.wait_for("SHA-256 of the root: ")
        held = talk(running)
        family = running.family()
        running.process.kill()
        running.process.wait()
        wait_until_gone(family, 5)
        held.close()
    with running_supervisor(tmp_path, *PROCFILE, **environ) as again:
        again.wait_for("SHA-256 of the root: ")
        assert again.log().count("a new root was made") == 1
        assert len(set(re.findall(r"SHA-256 of the root: (\S+)", again.log()))) == 1


def test_an_edge_that_crashes_is_started_again(tmp_path: Path) -> None:
    with running_supervisor(tmp_path, *PROCFILE, **on_lan()) as running:
        running.wait_for("SHA-256 of the root: ")
        [first] = running.those("-m edge")
        first.kill()
        running.wait_for("edge was ended by SIGKILL; starting it again in 1 s")
        end = time.monotonic() + 15 * slack()
        while not running.those("-m edge") or not shows(running):
            assert time.monotonic() < end, running.log()
            time.sleep(0.05)
        talk(running).close()


def shows(running: RunningSupervisor) -> bool:
    try:
        return answer(f"http://{ADDRESS}:{port(running) + INSTALLING}/").status == 200
    except OSError:
        return False


def test_a_root_that_can_not_be_read_is_one_line(tmp_path: Path) -> None:
    kept = tmp_path / "var" / "lan"
    kept.mkdir(parents=True)
    (kept / "root.pem").write_text("nonsense")
    with running_supervisor(tmp_path, *PROCFILE, **on_lan()) as running:
        running.wait_for("remove it, and install the new root on the phones")
        assert "edge    | Traceback" not in running.log()


@pytest.mark.parametrize("place", range(3))
def test_a_port_in_use_is_one_line(tmp_path: Path, place: int) -> None:
    environ = on_lan()
    taken = int(environ["SMARTHANDS_LAN_PORT"]) + place
    with socket.create_server((ADDRESS, taken)):
        refused = start_again({"PATH": "/bin", "SMARTHANDS_DATA": str(tmp_path), **environ})
    assert refused.returncode == 1
    assert refused.stderr == (
        f"smarthands: {ADDRESS}:{taken} can't be used (Address already in use): "
        "set another SMARTHANDS_LAN_PORT\n"
    )


def test_an_address_that_is_not_ours_is_one_line(tmp_path: Path) -> None:
    environ = {"PATH": "/bin", "SMARTHANDS_DATA": str(tmp_path), **on_lan()}
    refused = start_again({**environ, "SMARTHANDS_LAN_ADDRESS": "192.168.254.253"})
    assert refused.returncode == 1
    assert refused.stderr.startswith("smarthands: 192.168.254.253:")
    assert refused.stderr.endswith(
        "can't be used (Cannot assign requested address): set another SMARTHANDS_LAN_ADDRESS\n"
    )


def test_make_passes_lan_to_the_supervisor(tmp_path: Path) -> None:
    """`make run LAN=1`: a variable on make's command line reaches the process that make starts."""
    makefile = tmp_path / "Makefile"
    run = re.search(
        r"^run:.*\n\t.*$", (ROOT / "Makefile").read_text(encoding="utf-8"), re.MULTILINE
    )
    assert run
    assert "smarthands run" in run[0]
    makefile.write_text(f"run:\n\t@{sys.executable} -c 'import os; print(os.environ[\"LAN\"])'\n")
    result = subprocess.run(
        ["make", "--no-print-directory", "-f", str(makefile), "run", "LAN=1"],
        capture_output=True,
        text=True,
        check=True,
        timeout=20,
    )
    assert result.stdout == "1\n"
