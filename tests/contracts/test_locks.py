"""Every package that is installed is pinned by the hash of its files, for Python and for the pages.

`make lock` mends what these tests find.
"""

import json
import re
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

import pytest
from packaging.requirements import Requirement
from packaging.utils import canonicalize_name

ROOT = Path(__file__).resolve().parents[2]
LOCKS = sorted((ROOT / "locks").glob("*.txt"))
ASKED = {
    "runtime.txt": ("requirements.txt", "locks/build.in"),
    "dev.txt": ("requirements.txt", "requirements-dev.txt", "locks/build.in"),
    "tools.txt": ("locks/tools.in",),
    "node.txt": ("locks/node.in",),
}


def pins(lock: Path) -> dict[str, list[tuple[Requirement, list[str]]]]:
    """Name -> its pins with their hashes; a package has several where Pythons differ."""
    found: dict[str, list[tuple[Requirement, list[str]]]] = {}
    for entry in re.split(r"\n(?=\S)", lock.read_text(encoding="utf-8").strip()):
        line, *hashes = re.split(r"\s*\\?\n?\s+--hash=", entry.replace("\\\n", "\n"))
        requirement = Requirement(line)
        found.setdefault(canonicalize_name(requirement.name), []).append((requirement, hashes))
    return found


def asked(name: str) -> dict[str, str]:
    """What somebody has asked for by name, as name -> version."""
    lines = (
        line.partition("#")[0].strip()
        for path in ASKED[name]
        for line in (ROOT / path).read_text(encoding="utf-8").splitlines()
    )
    wanted = [Requirement(line) for line in lines if line and not line.startswith("-")]
    return {canonicalize_name(each.name): str(each.specifier) for each in wanted}


def test_there_is_a_lock_for_each_list() -> None:
    assert {lock.name for lock in LOCKS} == set(ASKED)


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_a_lock_has_what_was_asked_for_at_that_version(lock: Path) -> None:
    locked = pins(lock)
    for name, specifier in asked(lock.name).items():
        versions = {str(requirement.specifier) for requirement, _ in locked.get(name, ())}
        assert versions == {specifier}, f"{name} is not locked as it is asked for: run `make lock`"


@pytest.mark.parametrize("lock", LOCKS, ids=lambda lock: lock.name)
def test_every_entry_of_a_lock_is_pinned_by_hash_and_names_no_server(lock: Path) -> None:
    for name, entries in pins(lock).items():
        for requirement, hashes in entries:
            assert re.fullmatch(r"==[^,]+", str(requirement.specifier)), name
            assert hashes, name
            assert all(re.fullmatch(r"sha256:[0-9a-f]{64}", each) for each in hashes), name
    assert "://" not in lock.read_text(encoding="utf-8")


def test_what_is_installed_here_is_what_is_locked() -> None:
    differing = {}
    for name, entries in pins(ROOT / "locks" / "dev.txt").items():
        applying = [req for req, _ in entries if req.marker is None or req.marker.evaluate()]
        for requirement in applying:
            try:
                installed = version(name)
            except PackageNotFoundError:
                installed = "missing"
            if installed not in requirement.specifier:
                differing[name] = installed
    assert not differing, "run `make setup`"


def test_nothing_is_installed_past_the_locks() -> None:
    """An installation by name would take whatever the registry has under it by then."""
    for path in (ROOT / "Makefile", *(ROOT / "scripts").glob("*.sh")):
        for line in path.read_text(encoding="utf-8").splitlines():
            if re.search(r"pip\S* install|\$\(PIP\) ", line) and not line.startswith("PIP :="):
                locked = "--require-hashes" in line or "--no-deps --no-build-isolation" in line
                assert locked, f"{path.name}: {line}"


@pytest.mark.parametrize("folder", ["web", "bench/scenes/node"])
def test_every_package_of_the_pages_has_its_hash_in_the_lock(folder: str) -> None:
    lock = json.loads((ROOT / folder / "package-lock.json").read_text(encoding="utf-8"))
    asked_for = json.loads((ROOT / folder / "package.json").read_text(encoding="utf-8"))
    packages = lock["packages"]
    for kind in ("dependencies", "devDependencies"):
        assert packages[""].get(kind, {}) == asked_for.get(kind, {})
    for name, package in packages.items():
        if name:
            assert package["integrity"].startswith("sha512-"), name
            assert "resolved" not in package, name
