"""Each delivery has a consumer, and each consumer and chore is one file that the registry finds."""

import ast
import sys
from importlib import import_module
from pathlib import Path

import pytest

import smarthands
from smarthands.evidence.file_kinds import FILE_KINDS
from tests.builders.stepped_worker import CONSUMERS
from workers import chores
from workers.consumers.renditions import KEEPERS
from workers.registry import Lane, chores_in, consumers_in

A_CONSUMER = """
from workers.registry import Consumer, Lane

def do(kit, delivery):
    ...

CONSUMER = Consumer("webhook", do, Lane.NETWORK)
"""


def names_delivered() -> set[str]:
    """The names that operations give as `deliver` when they record a fact."""
    names = set()
    [root] = smarthands.__path__
    for path in Path(root).rglob("*.py"):
        module = ".".join(path.relative_to(Path(root).parent).with_suffix("").parts)
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.FunctionDef):
                values = [
                    getattr(import_module(module), name, None) for name in names_in_deliver(node)
                ]
                names |= {value for value in values if isinstance(value, str)}
    return names


def names_in_deliver(function: ast.FunctionDef) -> set[str]:
    """The names in a function's `deliver=…`, and in the values of variables that stand there."""
    keywords = [node for node in ast.walk(function) if isinstance(node, ast.keyword)]
    names = {name for each in keywords if each.arg == "deliver" for name in names_in(each.value)}
    for node in ast.walk(function):
        if isinstance(node, ast.Assign) and names & set(names_in(*node.targets)):
            names |= names_in(node.value)
    return names


def names_in(*nodes: ast.AST) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def test_every_delivery_has_a_consumer_and_every_consumer_has_deliveries() -> None:
    assert names_delivered() == {consumer.name for consumer in CONSUMERS}
    assert len(CONSUMERS) > 1


def test_a_new_consumer_takes_one_file_in_the_folder(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "some_consumers"
    folder.mkdir()
    (folder / "__init__.py").touch()
    (folder / "webhook.py").write_text(A_CONSUMER)
    monkeypatch.syspath_prepend(tmp_path)
    try:
        [consumer] = consumers_in(import_module("some_consumers"))
    finally:
        for name in ("some_consumers", "some_consumers.webhook"):
            sys.modules.pop(name, None)
    assert (consumer.name, consumer.lane) == ("webhook", Lane.NETWORK)


def test_no_two_consumers_and_no_two_chores_share_a_name() -> None:
    for names in (
        [consumer.name for consumer in CONSUMERS],
        [chore.name for chore in chores_in(chores)],
    ):
        assert len(names) == len(set(names)) > 1


def test_renditions_have_a_lane_of_their_own() -> None:
    lanes = {consumer.name: consumer.lane for consumer in CONSUMERS}
    assert lanes["renditions"] == Lane.PICTURES
    assert [name for name, lane in lanes.items() if lane == Lane.PICTURES] == ["renditions"]


def test_each_kind_of_file_that_is_read_has_a_keeper_of_its_renditions() -> None:
    assert KEEPERS.keys() == {kind for kind, file in FILE_KINDS.items() if file.found}
