"""Each process has the secrets that it needs, and no other: read from the running processes."""

import os
import stat
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from server.ops.environments import child_environ, store_environ
from server.settings.needs import NEEDS, SECRETS
from server.settings.settings import Settings
from server.settings.table import SETTINGS
from tests.builders.installation import Installation, running_installation

# What the operator's own shell happens to hold is nobody's business.
OPERATORS = {"CLOUD_ACCESS_TOKEN": "the operator's own token", "SMARTHANDS_METRICS_TOKEN": "m" * 20}
TURN = {
    "SMARTHANDS_TURN_URLS": "turn:turn.example.com:3478",
    "SMARTHANDS_TURN_SECRET": "the-secret-of-the-turn-server",
}
SERVICES = {
    "web": ("gunicorn",),
    "worker": ("-m workers",),
    "media": ("realtime.media",),
    "objects": ("storage.seaweed", "weed -logtostderr"),
}
# The store is told its keys by the names that S3's own tools use.
STORES = frozenset(name for name in SECRETS if "_S3_" in name)
HELD = {**NEEDS, "objects": STORES}


@dataclass(frozen=True)
class Child:
    words: str
    is_own: bool
    environment: bytes
    command: str


@pytest.fixture(scope="module")
def house(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("secrets")
    (folder / "var").mkdir(mode=0o755)
    left_open = folder / "var" / "left-open"
    left_open.write_text("a key that somebody copied here")
    left_open.chmod(0o644)
    with running_installation(folder, **OPERATORS, **TURN) as started:
        yield started


def values(settings: Settings) -> dict[str, bytes]:
    """The secrets of the installation by their settings' names."""
    attributes = {setting.name: setting.attribute for setting in SETTINGS}
    held = {name: getattr(settings, attributes[name]) for name in SECRETS}
    return {name: str(value).encode() for name, value in held.items() if value}


def children(house: Installation, service: str) -> list[Child]:
    processes = [each for words in SERVICES[service] for each in house.supervisor.those(words)]
    assert len(processes) >= len(SERVICES[service])
    return [
        Child(
            " ".join(process.cmdline()[:4]),
            process.ppid() == house.supervisor.process.pid,
            Path(f"/proc/{process.pid}/environ").read_bytes(),
            " ".join(process.cmdline()),
        )
        for process in processes
    ]


def test_the_table_speaks_of_every_secret_setting(house: Installation) -> None:
    told = {name for name in SECRETS if name != "SMARTHANDS_QUEUE_URL"}  # this house has no queue
    assert values(house.settings).keys() == told


@pytest.mark.parametrize("service", SERVICES)
def test_a_process_has_its_own_secrets_and_no_others(house: Installation, service: str) -> None:
    secrets = values(house.settings)
    for child in children(house, service):
        held = {name for name, value in secrets.items() if value in child.environment}
        own = HELD[service] & secrets.keys()
        # What it starts in turn has at most the same. SeaweedFS reads its keys from a file that is
        # its owner's alone, and decoders have none.
        assert held == own if child.is_own else held <= own, child.words
        assert not held or "weed -logtostderr" not in child.command


@pytest.mark.parametrize("service", SERVICES)
def test_the_operators_own_variables_reach_no_process(house: Installation, service: str) -> None:
    for child in children(house, service):
        assert b"CLOUD_ACCESS_TOKEN" not in child.environment, child.words


def test_no_command_line_holds_a_secret(house: Installation) -> None:
    for process in house.supervisor.family():
        line = " ".join(process.cmdline()).encode()
        for name, value in values(house.settings).items():
            assert value not in line, name


def test_the_processes_work_with_what_they_have(house: Installation) -> None:
    """A house whose worker lacked a key would not say that it is ready."""
    cleo = house.invite("Cleo Vance", "technician")
    job = house.job(house.ada, "Pump 4", cleo)
    assert cleo.ask("GET", f"/api/jobs/{job['id']}")["job"]["id"] == job["id"]


def test_no_file_of_the_house_is_open_to_other_accounts(house: Installation) -> None:
    data = house.settings.data
    entries = [data, *(Path(f) / name for f, d, n in os.walk(data) for name in (*d, *n))]
    assert any(entry.name == "left-open" for entry in entries)
    for entry in entries:
        mode = stat.S_IMODE(entry.lstat().st_mode)
        assert mode & 0o077 == 0, f"{entry} is {mode:o}"
    assert "closed 2 files and folders" in house.supervisor.log()


def test_the_stores_unix_sockets_are_its_owners_alone(house: Installation) -> None:
    [server] = house.supervisor.those("weed -logtostderr")
    sockets = [Path(str(each.laddr)) for each in server.net_connections("unix") if each.laddr]
    assert sockets
    for path in sockets:
        assert stat.S_IMODE(path.stat().st_mode) & 0o077 == 0, path


def test_the_edge_and_a_process_of_the_operators_own_get_no_secret(house: Installation) -> None:
    environ = house.supervisor.environ
    for part in ("edge", "somebody-elses"):
        given = child_environ(house.settings, environ, part)
        assert not [name for name in given if name.startswith("SMARTHANDS_")]
        joined = "\n".join(given.values()).encode()
        assert not [name for name, value in values(house.settings).items() if value in joined]
    assert "SMARTHANDS_SECRET" not in store_environ(house.settings, environ)


def test_the_worker_reads_no_secret_that_it_does_not_need(tmp_path: Path) -> None:
    """Also where an operator starts it by hand, with everything in the environment."""
    environ = {
        "SMARTHANDS_DATA": str(tmp_path),
        "SMARTHANDS_SECRET": "f" * 16 + "3f9c1be07a5d42e8",
        **TURN,
    }
    settings = Settings.from_environment(environ, part="worker")
    assert (settings.secret, settings.media_token) == ("", "")
    assert settings.turn_secret is None
    assert not (tmp_path / "secret").exists()
