"""Files, functions and folders are small enough to be read, each cut at a noun or a verb."""

import ast
from collections import Counter
from pathlib import Path

from tests.contracts.sources import BESIDES, PRODUCT, WEB, name, python_files, tree, web_files

LONGEST_FILE = 250
LONGEST_FUNCTION = 40
FULLEST_FOLDER = 20
LONG_FILES = {
    "migrations/versions/0001_the_first_tables.py": "a migration that was applied never changes",
    "web/src/protocol/net/wire.ts": "written from the schemas by `make wire`",
}
LONG_FUNCTIONS = {
    "migrations/versions/": "a migration is one list of steps, and one that was applied stays",
}


def lines(path: Path) -> int:
    return len(path.read_text("utf-8").splitlines())


def test_no_source_file_is_too_long() -> None:
    files = [*python_files(*PRODUCT, *BESIDES), *web_files()]
    long = {name(path): lines(path) for path in files if lines(path) > LONGEST_FILE}
    assert {path: count for path, count in long.items() if path not in LONG_FILES} == {}
    assert LONG_FILES.keys() <= long.keys(), "an exception that is needed no more"


def test_no_function_is_too_long() -> None:
    long = {
        f"{name(path)}: {node.name}": length
        for path in python_files(*PRODUCT, *BESIDES)
        for node in ast.walk(tree(path))
        if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef)
        and (length := (node.end_lineno or 0) - node.lineno + 1) > LONGEST_FUNCTION
    }
    excused = tuple(LONG_FUNCTIONS)
    assert {place: length for place, length in long.items() if not place.startswith(excused)} == {}


def test_no_folder_is_too_full() -> None:
    """Python, TypeScript and C sources count."""
    paths = [*python_files(*PRODUCT), *web_files()]
    paths += [path for root in PRODUCT for path in (WEB.parents[1] / root).rglob("*.[ch]")]
    full = Counter(name(path.parent) for path in paths if path.name != "__init__.py")
    assert {folder: count for folder, count in full.items() if count > FULLEST_FOLDER} == {}
