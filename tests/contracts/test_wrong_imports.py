"""Each import contract notices each wrong import that is planted into the graph of real imports.

The wrong imports are read from the contracts themselves.
"""

import re
from collections.abc import Iterator
from copy import deepcopy
from itertools import combinations
from pathlib import Path
from typing import Any

import grimp
import pytest
from importlinter.api import read_configuration
from importlinter.contracts.forbidden import ForbiddenContract
from importlinter.contracts.layers import LayersContract
from importlinter.domain.contract import Contract

ROOT = Path(__file__).resolve().parents[2]
CONFIGURATION = read_configuration(str(ROOT / "pyproject.toml"))
OPTIONS: dict[str, Any] = CONFIGURATION["session_options"]
CONTRACTS: list[dict[str, Any]] = CONFIGURATION["contracts_options"]
CLASSES: dict[str, type[Contract]] = {"forbidden": ForbiddenContract, "layers": LayersContract}

Import = tuple[str, str]
"""The importing module and the imported one."""


@pytest.fixture(scope="module")
def graph() -> grimp.ImportGraph:
    return grimp.build_graph(
        *OPTIONS["root_packages"], include_external_packages=True, cache_dir=None
    )


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: str(contract["name"]))
def test_a_wrong_import_breaks_the_contract(
    contract: dict[str, Any], graph: grimp.ImportGraph
) -> None:
    wrong = sorted(set(wrong_imports(contract, graph)))
    assert wrong, "a contract that forbids nothing"
    assert is_kept(contract, graph)
    assert [each for each in wrong if is_kept(contract, with_import(graph, each))] == []


@pytest.mark.parametrize("contract", CONTRACTS, ids=lambda contract: str(contract["name"]))
def test_every_exception_is_one_import_that_exists(contract: dict[str, Any]) -> None:
    assert "unmatched_ignore_imports_alerting" not in contract  # the default is an error
    assert [each for each in contract.get("ignore_imports", ()) if "*" in each] == []


def test_every_package_has_a_layer() -> None:
    packages = {path.parent.name for path in ROOT.glob("*/__init__.py")}
    assert packages - {"tests", "bench", "migrations", "findings"} <= set(OPTIONS["root_packages"])


def is_kept(contract: dict[str, Any], graph: grimp.ImportGraph) -> bool:
    options = {key: value for key, value in contract.items() if key not in {"name", "type"}}
    rule = CLASSES[contract["type"]](
        name=contract["name"],
        session_options=OPTIONS,
        contract_options=options,
    )
    return rule.check(deepcopy(graph), verbose=False).kept


def with_import(graph: grimp.ImportGraph, wrong: Import) -> grimp.ImportGraph:
    importer, imported = wrong
    changed = deepcopy(graph)
    if imported not in changed.modules:
        changed.add_module(imported, is_squashed=True)
    changed.add_import(importer=importer, imported=imported)
    return changed


def wrong_imports(contract: dict[str, Any], graph: grimp.ImportGraph) -> Iterator[Import]:
    excused = {each.split(" -> ")[0] for each in contract.get("ignore_imports", ())}
    pairs = {"forbidden": forbidden_pairs, "layers": layer_pairs}[contract["type"]]
    for importer, imported in pairs(contract, graph):
        yield some_module(importer, graph, excused), some_module(imported, graph, set())


def forbidden_pairs(contract: dict[str, Any], graph: grimp.ImportGraph) -> Iterator[Import]:
    for importer in contract["source_modules"]:
        for imported in contract["forbidden_modules"]:
            yield importer, imported


def layer_pairs(contract: dict[str, Any], graph: grimp.ImportGraph) -> Iterator[Import]:
    """A lower layer imports a higher one, or a layer imports its independent neighbour."""
    for container in contract.get("containers", [""]):
        layers = [
            [name for name in modules(layer, container) if name in graph.modules]
            for layer in contract["layers"]
        ]
        for higher, lower in combinations(layers, 2):
            yield from ((importer, imported) for importer in lower for imported in higher)
        for layer, text in zip(layers, contract["layers"], strict=True):
            if "|" in text:
                yield from ((one, other) for one in layer for other in layer if one != other)


def modules(layer: str, container: str) -> list[str]:
    """The modules that a layer such as `jobs | (recordings)` names."""
    names = re.findall(r"[\w.]+", layer)
    return [f"{container}.{name}" if container else name for name in names]


def some_module(package: str, graph: grimp.ImportGraph, excused: set[str]) -> str:
    """A module in the package that no exception of the contract excuses, or the package itself
    where it is a single module or a library."""
    if package not in graph.modules or graph.is_module_squashed(package):
        return package
    inside = graph.find_descendants(package)
    return next((name for name in sorted(inside) if name not in excused), package)
