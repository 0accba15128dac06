"""Each media node has a token of its own, which is renewed and ended without the others."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

from server.auth.node_auth import OWN, new_credential, node_of
from server.settings.error import SettingsError
from server.settings.settings import Settings

ROOT = Path(__file__).resolve().parents[2]


def read(tmp_path: Path, *entries: str) -> Settings:
    environ = {"SMARTHANDS_DATA": str(tmp_path), "SMARTHANDS_MEDIA_NODES": ",".join(entries)}
    return Settings.from_environment(environ)


def test_a_node_is_known_by_its_own_token_alone(tmp_path: Path) -> None:
    berlin, entry = new_credential("berlin")
    munich, other = new_credential("munich")
    settings = read(tmp_path, entry, other)
    assert node_of(settings, berlin) == "berlin"
    assert node_of(settings, munich) == "munich"
    assert node_of(settings, settings.media_token) == OWN
    for token in ("", "berlin", entry, entry.partition(":")[2], berlin + "x", "\udcff"):
        assert node_of(settings, token) is None


def test_a_token_is_renewed_while_the_older_one_still_counts_and_then_ended(
    tmp_path: Path,
) -> None:
    older, old_entry = new_credential("berlin")
    newer, new_entry = new_credential("berlin")
    both = read(tmp_path, old_entry, new_entry)
    assert node_of(both, older) == node_of(both, newer) == "berlin"
    after = read(tmp_path, new_entry)
    assert node_of(after, older) is None
    assert node_of(after, newer) == "berlin"


def test_the_command_prints_what_admits_the_node_beside_those_there_are(tmp_path: Path) -> None:
    munich, other = new_credential("munich")
    inherited = {k: v for k, v in os.environ.items() if not k.startswith("SMARTHANDS_")}
    printed = subprocess.run(
        [sys.executable, "-m", "server.ops.cli", "node", "berlin"],
        cwd=ROOT,
        env={**inherited, "SMARTHANDS_DATA": str(tmp_path), "SMARTHANDS_MEDIA_NODES": other},
        capture_output=True,
        text=True,
        timeout=60,
        check=True,
    ).stdout
    values = dict(word.split("=", 1) for word in printed.split() if word.startswith("SMARTHANDS_"))
    settings = read(tmp_path, values["SMARTHANDS_MEDIA_NODES"])
    assert node_of(settings, values["SMARTHANDS_MEDIA_TOKEN"]) == "berlin"
    assert node_of(settings, munich) == "munich"
    # The web process is told no token, so whoever reads its environment is no node.
    assert values["SMARTHANDS_MEDIA_TOKEN"] not in values["SMARTHANDS_MEDIA_NODES"]


@pytest.mark.parametrize("entry", ["berlin", "berlin:", "berlin:abc", f"a b:{'0' * 64}", ":" * 65])
def test_an_entry_that_says_nothing_is_refused(tmp_path: Path, entry: str) -> None:
    with pytest.raises(SettingsError, match="SMARTHANDS_MEDIA_NODES can't be used: give name"):
        read(tmp_path, entry)
