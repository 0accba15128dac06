"""The types of the pages are written from the schemas."""

from pathlib import Path

from schemas.typescript.wire import wire_ts

WIRE = Path(__file__).parents[2] / "web" / "src" / "protocol" / "net" / "wire.ts"


def test_the_pages_types_are_written_from_the_schemas() -> None:
    assert WIRE.read_text() == wire_ts(), "run `make wire`"
