"""A checkout of the repository with its own dependencies, and one round of a bench in it."""

import json
import os
import subprocess
import sys
from dataclasses import dataclass
from pathlib import Path
from typing import Any

TRIES = 2
"""The number of tries, since a run may fail for what the machine did, as when Chromium sends too
few frames."""
MOST_SECONDS = 1800
READY = ".set-up"
# Not every bench of every revision reads BENCH_ROUNDS, but each has this constant.
ONE_ROUND = """
import importlib, sys
bench = importlib.import_module("bench." + sys.argv[1])
bench.ROUNDS = 1
bench.main()
"""
# The base's make would obey the options and variables of the make that started us.
OF_MAKE = ("MAKEFLAGS", "MFLAGS", "MAKELEVEL", "MAKEOVERRIDES", "BASE", "NAME")


@dataclass(frozen=True)
class Checkout:
    """A checkout; `label` is its name in sentences for people."""

    label: str
    folder: Path

    @property
    def knows_ours_alone(self) -> bool:
        harness = self.folder / "bench" / "harness.py"
        return "BENCH_OURS" in harness.read_text(encoding="utf-8")

    def require(self, name: str) -> None:
        if not (self.folder / "bench" / f"{name}.py").is_file():
            raise SystemExit(f"{self.label} has no bench {name}: there is no bench/{name}.py in it")

    def raw(self, name: str, alone: bool) -> dict[str, Any]:
        """The absolute figures of one round."""
        for _ in range(TRIES):
            code, output, errors = self._run(name, alone)
            if code == 0:
                return reported(output)
            print(f"{self.label}: bench {name} failed", file=sys.stderr, flush=True)
        last = "\n".join(errors.strip().splitlines()[-5:])
        raise SystemExit(f"bench {name} failed {TRIES} times in {self.label}:\n{last}")

    def _run(self, name: str, alone: bool) -> tuple[int, str, str]:
        """The exit code, the output and the errors of a command."""
        command = [str(self.folder / ".venv" / "bin" / "python"), "-c", ONE_ROUND, name]
        try:
            run = subprocess.run(
                command,
                cwd=self.folder,
                env=environment() | ({"BENCH_OURS": "1"} if alone else {}),
                stdin=subprocess.DEVNULL,
                capture_output=True,
                text=True,
                timeout=MOST_SECONDS,
                check=False,
            )
        except subprocess.TimeoutExpired:
            return 1, "", f"it was not through after {MOST_SECONDS} s"
        return run.returncode, run.stdout, run.stderr


def reported(output: str) -> dict[str, Any]:
    """The `raw` part of the report, which is the last line."""
    raw: dict[str, Any] = json.loads(output.strip().splitlines()[-1])["raw"]
    return raw


def environment() -> dict[str, str]:
    ours = ("BENCH_OURS", "BENCH_ROUNDS", "PYTHONPATH", "VIRTUAL_ENV")
    return {key: value for key, value in os.environ.items() if key not in (*OF_MAKE, *ours)}


def at_revision(root: Path, revision: str) -> Checkout:
    """A checkout of the revision in a folder of its own below `var`, set up when it is first asked
    for."""
    commit = commit_of(root, revision)
    folder = root / "var" / "against" / commit[:12]
    if not (folder / READY).exists():
        print(f"setting up {revision} in {folder}: some minutes", file=sys.stderr, flush=True)
        set_up(root, commit, folder)
    return Checkout(f"the base {revision}", folder)


def commit_of(root: Path, revision: str) -> str:
    command = [
        "git",
        "rev-parse",
        "--verify",
        "--quiet",
        "--end-of-options",
        revision + "^{commit}",
    ]
    answer = subprocess.run(command, cwd=root, capture_output=True, text=True, check=False)
    if answer.returncode:
        raise SystemExit(f"there is no revision {revision!r} in this repository")
    return answer.stdout.strip()


def set_up(root: Path, commit: str, folder: Path) -> None:
    """Writes the tree of the commit and runs its own `make setup`; the stamp READY comes last."""
    folder.mkdir(parents=True, exist_ok=True)
    tree = subprocess.run(["git", "archive", commit], cwd=root, capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", str(folder)], input=tree.stdout, check=True)
    result = subprocess.run(
        ["make", "setup"], cwd=folder, env=environment(), stdout=sys.stderr, check=False
    )
    if result.returncode:
        raise SystemExit(f"make setup failed at {commit}, in {folder}")
    (folder / READY).touch()
