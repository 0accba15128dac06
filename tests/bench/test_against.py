"""`make bench-against` measures an old and a new checkout in turn and compares our own cost."""

import importlib
import json
import os
import subprocess
import time
from pathlib import Path

import pytest

from bench.against import __main__ as against
from bench.against.awake import awake
from bench.against.figures import AWAKE, FIGURES, figures, ratios
from tests.builders.load import slack

BENCH = """
import json, os, pathlib
ROUNDS = 5
def main():
    with pathlib.Path("{log}").open("a") as log:
        print("{side}", ROUNDS, os.environ.get("BENCH_OURS"), file=log)
    print("a line before")
    print(json.dumps({{"bench": "signalling", "ratios": {{}}, "raw": {raw}}}))
"""
MAKEFILE = """
setup:
	mkdir -p .venv/bin
	ln -sf "$$(command -v python3)" .venv/bin/python
	echo "setup$(NAME)" >> {log}
"""


class Repository:
    """A repository whose one bench logs each run and reports the figures of a test."""

    def __init__(self, root: Path, log: Path) -> None:
        self.root, self.log = root, log
        (root / "bench").mkdir(parents=True)
        (root / "bench" / "harness.py").write_text("OURS = 'BENCH_OURS'\n")
        (root / "Makefile").write_text(MAKEFILE.format(log=log))
        (root / ".gitignore").write_text("/.venv/\n/var/\n")
        self.git("init", "--quiet")

    def git(self, *words: str) -> str:
        author = ("-c", "user.name=Eva", "-c", "user.email=eva@bench.test")
        command = ["git", *author, *words]
        return subprocess.run(
            command, cwd=self.root, check=True, capture_output=True, text=True
        ).stdout.strip()

    def reports(self, side: str, raw: str) -> None:
        bench = BENCH.format(side=side, raw=raw, log=self.log)
        (self.root / "bench" / "signalling.py").write_text(bench)

    def commit(self) -> str:
        self.git("add", "--all")
        self.git("commit", "--quiet", "--message", "as it was")
        return self.git("rev-parse", "HEAD")

    def lines(self) -> list[str]:
        return self.log.read_text().splitlines()


@pytest.fixture
def repository(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Repository:
    """A repository whose commit takes 100 µs and whose working tree takes 90, for three pairs."""
    monkeypatch.setattr(against, "ROUNDS", 3)
    repository = Repository(tmp_path / "repository", tmp_path / "log")
    repository.reports("old", "{'ours_us': 100}")
    repository.commit()
    subprocess.run(["make", "setup"], cwd=repository.root, check=True, capture_output=True)
    repository.log.unlink()
    repository.reports("new", "{'ours_us': 90}")
    return repository


def test_the_last_line_has_new_over_old_for_each_figure(
    repository: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    against.main(repository.root, ["HEAD", "signalling"])

    report = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert report == {
        "bench": "against-signalling",
        "ratios": {"cpu_us": {"median": 0.9, "min": 0.9, "max": 0.9}},
        "raw": {
            "base": repository.git("rev-parse", "HEAD")[:12],
            "rounds": 3,
            "ours_alone": True,
            "awake": False,
            "old": [{"cpu_us": 100}] * 3,
            "new": [{"cpu_us": 90}] * 3,
        },
    }


def test_the_order_alternates_and_the_base_is_set_up_once(
    repository: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("NAME", "signalling")  # make passes its variables on in this way

    against.main(repository.root, ["HEAD", "signalling"])
    against.main(repository.root, ["HEAD", "signalling"])

    old, new = "old 1 1", "new 1 1"
    pairs = [old, new, new, old, old, new]
    assert repository.lines() == ["setup", *pairs, *pairs]


def test_a_base_that_always_measures_its_peers_has_ours_do_the_same(
    repository: Repository, capfd: pytest.CaptureFixture[str]
) -> None:
    harness = repository.root / "bench" / "harness.py"
    repository.reports("old", "{'ours_us': 100}")
    harness.write_text("")
    base = repository.commit()
    harness.write_text("OURS = 'BENCH_OURS'\n")
    repository.reports("new", "{'ours_us': 110}")

    against.main(repository.root, [base, "signalling"])

    assert {line for line in repository.lines() if line != "setup"} == {"old 1 None", "new 1 None"}
    report = json.loads(capfd.readouterr().out.splitlines()[-1])
    assert report["raw"]["ours_alone"] is False
    assert report["ratios"]["cpu_us"]["median"] == pytest.approx(1.1)


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["nowhere", "signalling"], "there is no revision 'nowhere' in this repository"),
        (["--all", "signalling"], "there is no revision '--all' in this repository"),
        (["HEAD", "rooms"], "no such bench to compare: 'rooms'. One of: idle, join, media"),
        (["HEAD", "ring"], "the base HEAD has no bench ring: there is no bench/ring.py in it"),
    ],
)
def test_a_comparison_that_is_impossible_is_refused_in_a_sentence(
    repository: Repository, words: list[str], sentence: str
) -> None:
    (repository.root / "bench" / "ring.py").write_text("")
    with pytest.raises(SystemExit, match=f"^{sentence}"):
        against.main(repository.root, words)


def test_a_figure_that_one_side_lacks_is_named(repository: Repository) -> None:
    repository.reports("new", "{'cpu_us': 90}")
    with pytest.raises(SystemExit, match=r"^the working tree can't .* reports None as ours_us"):
        against.main(repository.root, ["HEAD", "signalling"])


def test_a_bench_that_fails_twice_ends_the_comparison_with_its_last_line(
    repository: Repository,
) -> None:
    bench = repository.root / "bench" / "signalling.py"
    bench.write_text(bench.read_text() + "    raise SystemExit('signals were lost')\n")
    with pytest.raises(SystemExit, match="failed 2 times in the working tree:\nsignals were lost"):
        against.main(repository.root, ["HEAD", "signalling"])
    assert repository.lines().count("new 1 1") == 2


def test_a_figure_may_be_a_sum_of_nested_values() -> None:
    raw = {
        "phone_us": {"request": 5000, "seal": 10_000, "empty": 1},
        "loopback_us": {"request": 1, "seal": 2},
    }
    assert figures("upload", "old", raw) == {"phone_cpu_us": 15_000, "loopback_cpu_us": 3}


def test_a_figure_of_zero_is_no_base_for_a_ratio() -> None:
    with pytest.raises(SystemExit, match="reports 0 as ours_us, where a figure above 0 is needed"):
        figures("signalling", "old", {"ours_us": 0})


def test_each_round_has_a_ratio_of_its_own() -> None:
    old = [{"a": 2.0, "b": 4.0}, {"a": 4.0, "b": 4.0}]
    new = [{"a": 1.0, "b": 4.0}, {"a": 6.0, "b": 5.0}]
    assert ratios(old, new) == {"a": [0.5, 1.5], "b": [1.0, 1.25]}


@pytest.mark.parametrize("name", FIGURES)
def test_each_bench_can_be_told_to_take_one_round(name: str) -> None:
    bench = importlib.import_module(f"bench.{name}")
    assert isinstance(bench.ROUNDS, int)
    assert callable(bench.main)


def test_each_core_is_busy_at_the_least_weight_until_the_measurement_is_over() -> None:
    assert set(FIGURES) >= AWAKE
    mine = str(os.getpid())
    with awake():
        end = time.monotonic() + 20 * slack()
        while (busy := children(mine)).count("19") < (os.cpu_count() or 1):
            assert time.monotonic() < end, busy
            time.sleep(0.05)
    assert children(mine) == []


def children(parent: str) -> list[str]:
    """The nice values of a process's children that keep a core busy."""
    command = ["ps", "-ww", "-o", "ni=,args=", "--ppid", parent]
    listed = subprocess.run(command, capture_output=True, text=True, check=False).stdout
    return [line.split()[0] for line in listed.splitlines() if "os.getppid()" in line]
