"""The source files of the repository, by the part to which they belong."""

import ast
from collections.abc import Iterator
from functools import cache
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
PRODUCT = (
    "smarthands",
    "server",
    "realtime",
    "storage",
    "edge",
    "workers",
    "schemas",
    "confinement",
)
BESIDES = ("bench", "scripts", "findings", "migrations")
WEB = ROOT / "web" / "src"


def python_files(*folders: str) -> Iterator[Path]:
    for folder in folders:
        yield from sorted((ROOT / folder).rglob("*.py"))


def web_files() -> Iterator[Path]:
    yield from sorted(path for path in WEB.rglob("*") if path.suffix in {".ts", ".tsx"})


@cache
def tree(path: Path) -> ast.Module:
    return ast.parse(path.read_text("utf-8"))


def name(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()
