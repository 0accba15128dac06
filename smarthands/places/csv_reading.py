"""CSV as spreadsheets write it: good lines become fields, wrong ones a number and a reason."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from smarthands.errors import Code, Problem

MAX_LINES = 5000
SLICE = 200
"""The lines between two pauses: a large file must not keep everybody else waiting."""
# Control characters except tabs and line breaks, and surrogates: halves of a character.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LENGTHS = {
    "name": 200,
    "address": 500,
    "time_zone": 64,
    "access_instructions": 4000,
    "video_path": 8,
    "tag": 100,
    "serial": 100,
    "rack": 100,
    "unit": 20,
    "model": 200,
}
Fields = dict[str, str]
Check = Callable[[Fields], tuple[str, str] | None]
"""A check of one line: the column at fault and the reason, None when the line is good."""


def read(
    text: str,
    columns: Sequence[str],
    *,
    key: str,
    check: Check,
    pause: Callable[[float], object],
) -> tuple[list[Fields], list[dict[str, Any]]]:
    """The lines in order, and `{line, column?, message}` of each that can't be taken.

    `key` names the column that every line must fill, each with another value. `pause` is called
    after each slice of lines.
    """
    rows: list[Fields] = []
    wrong: list[dict[str, Any]] = []
    line_by_key: dict[str, int] = {}
    records = _records(text, pause)
    try:
        header = [name.strip().lower() for name in next(records, (1, []))[1]]
        if message := _header_problem(header, columns, key):
            return [], [{"line": 1, "message": message}]
        for line, values in records:
            problem = _line_problem(header, values, key, line_by_key, check)
            if problem:
                wrong.append({"line": line} | problem)
            else:
                fields = {name: value.strip() for name, value in zip(header, values, strict=True)}
                line_by_key[fields[key]] = line
                rows.append(fields)
            if len(rows) + len(wrong) > MAX_LINES:
                raise Problem(Code.TOO_LARGE, f"A file may have up to {MAX_LINES} lines. Split it.")
    except NotCsv as error:
        wrong.append({"line": error.line, "message": f"This line is not CSV: {error}."})
    if not rows and not wrong:
        wrong.append({"line": 1, "message": "There is nothing below the header."})
    return rows, wrong


class NotCsv(Exception):
    """From this line on the text is not CSV."""

    def __init__(self, line: int, message: str) -> None:
        super().__init__(message)
        self.line = line


def _records(text: str, pause: Callable[[float], object]) -> Iterator[tuple[int, list[str]]]:
    """The records with the line that each begins in, for a quoted value may go over several. Empty
    records are skipped.

    The header decides on the delimiter: German spreadsheets write semicolons, since their comma is
    the decimal one.
    """
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header = text.partition("\n")[0]
    delimiter = ";" if header.count(";") > header.count(",") else ","
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    line = 1
    try:
        for count, values in enumerate(reader, 1):
            if line == 1 or any(value.strip() for value in values):
                yield line, values
            line = reader.line_num + 1
            if count % SLICE == 0:
                pause(0)
    except csv.Error as error:
        raise NotCsv(line, str(error)) from error


def _header_problem(header: list[str], columns: Sequence[str], key: str) -> str | None:
    if key not in header:
        return f"The first line must name the columns, {key} among them: {', '.join(columns)}."
    unknown = [name for name in header if name not in columns]
    if unknown:
        return f"There is no column {unknown[0]!r}. The columns are {', '.join(columns)}."
    if len(set(header)) != len(header):
        return "A column is named twice."
    return None


def _line_problem(
    header: list[str], values: list[str], key: str, line_by_key: dict[str, int], check: Check
) -> dict[str, Any] | None:
    if len(values) != len(header):
        return {"message": f"This line has {len(values)} values for {len(header)} columns."}
    fields = {name: value.strip() for name, value in zip(header, values, strict=True)}
    if not fields[key]:
        return {"column": key, "message": f"{key} is empty."}
    if fields[key] in line_by_key:
        message = f"{fields[key]!r} stands in line {line_by_key[fields[key]]} already."
        return {"column": key, "message": message}
    for name, value in fields.items():
        if len(value) > LENGTHS[name]:
            return {
                "column": name,
                "message": f"This value is longer than {LENGTHS[name]} characters.",
            }
        if UNPRINTABLE.search(value):
            return {"column": name, "message": "There is a control character in it."}
    if problem := check(fields):
        return {"column": problem[0], "message": problem[1]}
    return None
