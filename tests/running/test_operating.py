"""The operator's commands on a real installation: run, backup, restore, admin create."""

import os
import re
import subprocess
import sys
from pathlib import Path

from tests.running.supervisor import ROOT, running_supervisor
from tests.running.web import answer

PROCFILE = (ROOT / "Procfile").read_text(encoding="utf-8").splitlines()
LINK = re.compile(r"http://localhost:\d+(/in/\S+)")
LONG = "3f9c1be07a5d42e8b6904c7d1a2f8e53"


def smarthands(environ: dict[str, str], *words: str) -> str:
    """The output of a command; fails when the command does."""
    done = subprocess.run(
        [sys.executable, "-m", "server.ops.cli", *words],
        cwd=ROOT,
        env=environ,
        capture_output=True,
        text=True,
        timeout=60,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout


def test_the_first_start_creates_example_data_and_the_second_none(tmp_path: Path) -> None:
    with running_supervisor(tmp_path, *PROCFILE) as first:
        first.wait_for("Smart Hands is ready")
        log = first.log()
        for name in ("Tess", "Eva", "Dan", "Cleo"):
            assert re.search(rf"seed +\| {name} .*/in/", log), log
        assert answer(f"{first.url}/readyz").status == 200
    with running_supervisor(tmp_path, *PROCFILE) as second:
        second.wait_for("Smart Hands is ready")
        assert second.log().count("/in/") == log.count("/in/")


def test_an_installation_is_backed_up_running_or_stopped_and_restored(tmp_path: Path) -> None:
    with running_supervisor(tmp_path / "old", *PROCFILE) as old:
        old.wait_for("Smart Hands is ready")
        smarthands(old.environ, "backup", str(tmp_path / "running"))
    output = smarthands(old.environ, "backup", str(tmp_path / "resting"))
    assert "objects are in" in output
    secret = (tmp_path / "old" / "var" / "secret").read_text()
    new = {
        **old.environ,
        "SMARTHANDS_DATA": str(tmp_path / "new" / "var"),
        "SMARTHANDS_SECRET": secret,
    }
    assert "are back" in smarthands(new, "restore", str(tmp_path / "resting"))
    environ = {name: new[name] for name in ("SMARTHANDS_DATA", "SMARTHANDS_SECRET")}
    with running_supervisor(tmp_path / "new", *PROCFILE, **environ) as restored:
        restored.wait_for("Smart Hands is ready")
        assert "/in/" not in restored.log()  # The people of the first start are there already.
        link = LINK.search(old.log())
        assert link
        peek = f"{restored.url}/api/links/{link[1].removeprefix('/in/')}"
        assert answer(peek).status == 200


def test_production_creates_no_person_but_the_administrator(tmp_path: Path) -> None:
    production = {
        "SMARTHANDS_ENV": "production",
        "SMARTHANDS_URL": "https://help.firm.test",
        "SMARTHANDS_S3_PUBLIC_URL": "https://objects.firm.test",
        "SMARTHANDS_SECRET": LONG,
        "SMARTHANDS_S3_ACCESS_KEY": "smarthands",
        "SMARTHANDS_S3_SECRET_KEY": LONG[::-1],
    }
    with running_supervisor(tmp_path, *PROCFILE, **production) as running:
        running.wait_for("Smart Hands is ready")
        assert "/in/" not in running.log()
        words = ["--name", "Ada", "--email", "ada@firm.test", "--organization", "Firm"]
        output = smarthands(running.environ, "admin", "create", *words)
        assert "https://help.firm.test/in/" in output


def test_production_without_its_secrets_does_not_start(tmp_path: Path) -> None:
    refused = subprocess.run(
        [sys.executable, "-m", "server.ops.cli", "run"],
        cwd=ROOT,
        env={
            "PATH": os.environ["PATH"],
            "SMARTHANDS_ENV": "production",
            "SMARTHANDS_URL": "https://help.firm.test",
            "SMARTHANDS_S3_PUBLIC_URL": "https://objects.firm.test",
            "SMARTHANDS_DATA": str(tmp_path / "var"),
        },
        capture_output=True,
        text=True,
        timeout=20,
        check=False,
    )
    assert refused.returncode == 1
    assert refused.stderr.startswith("smarthands: SMARTHANDS_SECRET is missing: ")
    assert not (tmp_path / "var").exists()
