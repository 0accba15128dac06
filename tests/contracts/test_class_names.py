"""A class name stands for one thing in all Python of the product."""

import ast
from collections import defaultdict

from tests.contracts.sources import PRODUCT, name, python_files, tree


def repeated_names() -> dict[str, list[str]]:
    """The class names that are defined more than once, and the files that define them."""
    places: dict[str, list[str]] = defaultdict(list)
    for path in python_files(*PRODUCT):
        for node in ast.walk(tree(path)):
            if isinstance(node, ast.ClassDef):
                places[node.name].append(name(path))
    return {word: files for word, files in places.items() if len(files) > 1}


def test_no_class_name_stands_for_two_things() -> None:
    assert repeated_names() == {}


def test_every_marshmallow_schema_is_named_schema_and_nothing_else_is() -> None:
    wrong = [
        f"{name(path)}: {node.name}"
        for path in python_files(*PRODUCT)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.ClassDef)
        and any(ast.unparse(base).endswith("Schema") for base in node.bases)
        != node.name.endswith("Schema")
    ]
    assert wrong == []
