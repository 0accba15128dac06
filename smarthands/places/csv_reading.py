"""CSV as spreadsheets write it: good lines become fields, wrong ones a number and a reason."""

import csv
import io
import re
from collections.abc import Callable, Iterator, Sequence
from typing import Any

from smarthands.errors import Code, Problem
from smarthands.spelling import composed, one_line

MAX_LINES = 5000
SLICE = 200
"""The lines between two pauses: a large file must not keep everybody else waiting."""
# Control characters except tabs and line breaks, and surrogates: halves of a character.
UNPRINTABLE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff]")
LOST_LETTER = "\ufffd"
"""A decoder writes it for bytes that are no letter in its encoding."""
SEVERAL_LINES = frozenset({"access_instructions"})
DELIMITERS = ",;\t"
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
        header = [one_line(name).lower() for name in next(records, (1, []))[1]]
        if message := _header_problem(header, columns, key):
            return [], [{"line": 1, "message": message}]
        for line, values in records:
            problem = _column_problem(header, values)
            fields = {} if problem else _fields(header, values)
            problem = problem or _line_problem(fields, key, line_by_key, check)
            if problem:
                wrong.append({"line": line} | problem)
            else:
                line_by_key[fields[key]] = line
                rows.append(fields)
            if len(rows) + len(wrong) > MAX_LINES:
                raise Problem(Code.TOO_LARGE, f"A file may have up to {MAX_LINES} lines. Split it.")
    except NotCsv as error:
        wrong.append({"line": error.line, "message": _why_not_csv(str(error))})
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
    the decimal one, and cells that were copied have tabs between them. A line such as `sep=;` above
    the header is Excel's own word for it.
    """
    pause(0)  # The request's JSON has been a piece of work of its own.
    text = text.removeprefix("\ufeff").replace("\r\n", "\n").replace("\r", "\n")
    header, _, rest = text.partition("\n")
    line = 1
    if told := re.fullmatch(r"sep=([,;\t])", header):
        text, line, delimiter = rest, 2, told[1]
    else:
        delimiter = max(DELIMITERS, key=header.count)
    before = line - 1
    reader = csv.reader(io.StringIO(text), delimiter=delimiter, strict=True)
    header_is_due = True
    try:
        for count, values in enumerate(reader, 1):
            if header_is_due or any(value.strip() for value in values):
                yield line, values
            header_is_due = False
            line = before + reader.line_num + 1
            if count % SLICE == 0:
                pause(0)
    except csv.Error as error:
        raise NotCsv(line, str(error)) from error


def _why_not_csv(reason: str) -> str:
    """What is wrong with a record, by the words of Python's reader."""
    if "unexpected end of data" in reason:
        return (
            "This line is not CSV: a quotation mark opens in it and is never closed. Close or "
            "remove it."
        )
    if "expected after" in reason:
        return (
            "This line is not CSV: text follows a closing quotation mark. Write a quotation mark "
            "that belongs to a value twice."
        )
    return "This line is not CSV: a value is far too long, or a quotation mark is missing."


def _header_problem(header: list[str], columns: Sequence[str], key: str) -> str | None:
    if LOST_LETTER in "".join(header):
        return "Letters of the first line were lost. Save the list as CSV UTF-8, and try again."
    if key not in header:
        return f"The first line must name the columns, {key} among them: {', '.join(columns)}."
    named = [name for name in header if name]
    unknown = [name for name in named if name not in columns]
    if unknown:
        return f"There is no column {unknown[0]!r}. The columns are {', '.join(columns)}."
    if len(set(named)) != len(named):
        return "A column is named twice."
    return None


def _column_problem(header: list[str], values: list[str]) -> dict[str, Any] | None:
    """A line has a value for each column. Spreadsheets also write cells that nobody filled, at the
    end of lines and in columns without a name: they are no values."""
    while len(values) > len(header) and not values[-1].strip():
        values.pop()
    if len(values) != len(header):
        return {"message": f"This line has {len(values)} values for {len(header)} columns."}
    for number, (name, value) in enumerate(zip(header, values, strict=True), 1):
        if not name and value.strip():
            return {"message": f"Column {number} has a value here and no name in the first line."}
    return None


def _fields(header: list[str], values: list[str]) -> Fields:
    return {
        name: composed(value).strip() if name in SEVERAL_LINES else one_line(value)
        for name, value in zip(header, values, strict=True)
        if name
    }


def _line_problem(
    fields: Fields, key: str, line_by_key: dict[str, int], check: Check
) -> dict[str, Any] | None:
    if not fields[key]:
        return {"column": key, "message": f"{key} is empty."}
    if fields[key] in line_by_key:
        message = f"{fields[key]!r} stands in line {line_by_key[fields[key]]} already."
        return {"column": key, "message": message}
    for name, value in fields.items():
        if reason := _value_problem(name, value):
            return {"column": name, "message": reason}
    if problem := check(fields):
        return {"column": problem[0], "message": problem[1]}
    return None


def _value_problem(name: str, value: str) -> str | None:
    if len(value) > LENGTHS[name]:
        return f"This value is longer than {LENGTHS[name]} characters."
    if UNPRINTABLE.search(value):
        return "There is a control character in it."
    if LOST_LETTER in value:
        return "A letter of it was lost. Save the list as CSV UTF-8, and try again."
    return None
