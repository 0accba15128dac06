"""A line of a backup has the values of its row, whatever the types of the columns."""

import json
from datetime import UTC, datetime
from typing import Any
from uuid import uuid4

import pytest
from sqlalchemy import Table

from server.ops.archive import TABLES, dump_row, load_row

STORED: dict[str, Any] = {
    "BigInteger": 1 << 40,
    "Boolean": True,
    "Float": 80.5,
    "Instant": datetime(2026, 3, 29, 1, 30, tzinfo=UTC),
    "Integer": 7,
    "LargeBinary": b"\x00\xff",
    "String": "Lüfter 🔧",
    "Text": "Netzteil\nlinks",
    "Uuid": uuid4(),
}


@pytest.mark.parametrize("table", TABLES, ids=lambda table: table.name)
def test_a_value_of_each_column_comes_back_from_its_line(table: Table) -> None:
    row = {column.name: STORED[type(column.type).__name__] for column in table.c}
    assert load_row(table, json.loads(json.dumps(dump_row(row)))) == row
    nothing = dict.fromkeys(row)
    assert load_row(table, json.loads(json.dumps(dump_row(nothing)))) == nothing
