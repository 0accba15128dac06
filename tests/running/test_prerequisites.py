"""The command make names each missing prerequisite in one line that says what to install."""

import shutil
import subprocess
from pathlib import Path

import pytest

from tests.running.supervisor import ROOT

SHELL = ("sh", "dirname", "env")


@pytest.fixture
def programs(tmp_path: Path) -> Path:
    """A folder that stands for a machine: a shell, and the programs that a test adds."""
    folder = tmp_path / "bin"
    folder.mkdir()
    for name in SHELL:
        path = shutil.which(name)
        assert path
        (folder / name).symlink_to(path)
    return folder


def add(programs: Path, name: str, script: str) -> None:
    (programs / name).write_text(f"#!/bin/sh\n{script}\n")
    (programs / name).chmod(0o755)


def run(programs: Path, script: Path) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        ["sh", script, "--version"],
        env={"PATH": str(programs)},
        capture_output=True,
        text=True,
        timeout=30,
        check=False,
    )


def test_make_names_a_missing_python(programs: Path) -> None:
    result = run(programs, ROOT / "scripts" / "python.sh")
    assert result.returncode == 1
    assert result.stderr.startswith("Python 3.11 or newer is needed: install it (")
    assert result.stderr.count("\n") == 1


def test_make_takes_a_newer_python_beside_an_old_one(programs: Path) -> None:
    add(programs, "python3", "exit 1")
    assert run(programs, ROOT / "scripts" / "python.sh").returncode == 1
    add(programs, "python3.12", "exit 0")
    result = run(programs, ROOT / "scripts" / "python.sh")
    assert result.stdout == f"{programs}/python3.12\n"


def test_make_names_a_python_that_can_create_no_environment(programs: Path) -> None:
    add(programs, "python3", 'case "$2" in *venv*) exit 1;; esac')
    result = run(programs, ROOT / "scripts" / "python.sh")
    assert result.returncode == 1
    assert result.stderr == (
        "python3 cannot make virtual environments: install its venv module "
        "(Debian: apt-get install python3-venv)\n"
    )


@pytest.fixture
def checkout(tmp_path: Path) -> Path:
    """The script in a folder of its own, with an environment whose pip finds no package."""
    folder = tmp_path / "checkout"
    (folder / "scripts").mkdir(parents=True)
    (folder / ".venv" / "bin").mkdir(parents=True)
    shutil.copy(ROOT / "scripts" / "npm.sh", folder / "scripts")
    add(folder / ".venv" / "bin", "python", "exit 1")
    add(folder / ".venv" / "bin", "pip", "echo no such package >&2; exit 1")
    return folder


def test_make_names_a_missing_chromium_without_root(programs: Path, checkout: Path) -> None:
    shutil.copy(ROOT / "scripts" / "test_tools.sh", checkout / "scripts")
    add(programs, "id", "echo 1000")
    add(checkout / ".venv" / "bin", "playwright", "exit 1")
    result = run(programs, checkout / "scripts" / "test_tools.sh")
    assert result.returncode == 1
    assert result.stderr == (
        "Chromium is needed for the journeys: install it (Debian: apt-get install chromium)\n"
    )


def test_make_names_a_missing_node_without_its_wheel(programs: Path, checkout: Path) -> None:
    result = run(programs, checkout / "scripts" / "npm.sh")
    assert result.returncode == 1
    assert result.stderr == (
        "Node ^20.19 or >=22.12 is needed: install it with npm, then run make again\n"
    )


@pytest.mark.parametrize(
    ("version", "used"),
    [
        ("18.20.0", False),
        ("20.18.3", False),
        ("20.19.0", True),
        ("21.7.0", False),
        ("22.11.0", False),
        ("22.12.0", True),
        ("24.0.0", True),
    ],
)
def test_make_uses_a_node_on_which_vite_runs(
    programs: Path, checkout: Path, version: str, used: bool
) -> None:
    real = shutil.which("node")
    if not real:
        pytest.skip("needs a node to ask")
    pretend = f'Object.defineProperty(process.versions, "node", {{value: "{version}"}});'
    add(programs, "node", f"exec {real} -e '{pretend}'\"$2\"")
    add(programs, "npm", "echo the npm of this machine")
    result = run(programs, checkout / "scripts" / "npm.sh")
    assert (result.stdout == "the npm of this machine\n") is used
