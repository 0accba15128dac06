"""The tables of limits in docs/security.md say what the constants and settings say."""

import re
from datetime import timedelta
from pathlib import Path

from flask import Flask

from server.http import (
    bodies,
    body_limits,
    errors,
    rate_limits,
    routing,
    streamed_bodies,
    strict_json,
    web_worker,
)
from server.settings.table import SETTINGS
from smarthands.access.budgets import BUDGETS
from smarthands.evidence import marks
from smarthands.jobs import document, parts

PAGE = (Path(__file__).resolve().parents[2] / "docs" / "security.md").read_text(encoding="utf-8")
OVERALL, BODIES = "what", "route"
"""The first word of each table's head."""


def count(number: float) -> str:
    return f"{number:,}"


def rate(secret: str) -> str:
    limit = rate_limits.LIMITS[secret][0]
    minutes = f"{limit.multiples} minutes" if limit.multiples > 1 else "minute"
    return f"{limit.amount} in {minutes}" if limit.multiples > 1 else f"{limit.amount} a {minutes}"


def default(name: str) -> str:
    return count(int(next(each.default for each in SETTINGS if each.name == name)))


def counts(name: str) -> str:
    return f"{count(BUDGETS[name].hers)}, {count(BUDGETS[name].all)}"


def budget(name: str) -> str:
    minutes = BUDGETS[name].span // timedelta(minutes=1)
    return f"{counts(name)} {'a minute' if minutes == 1 else f'in {minutes} minutes'}"


LIMITS: dict[str, str] = {
    "a body, unless its route is named below": f"{count(body_limits.SMALL.size)} bytes",
    "strings, commas and brackets in a body": count(body_limits.SMALL.items),
    "keys of one object in a body": count(strict_json.MOST_KEYS),
    "nesting of a body": count(strict_json.DEEPEST),
    "reasons in the refusal of a body": count(routing.MOST_FIELDS),
    "lines in the refusal of a file": count(errors.MOST_LINES),
    "characters of one reason": count(errors.LONGEST_MESSAGE),
    "requests without a login that change something, by address": rate("door"),
    "the head of a connection's first request": (
        f"{web_worker.FIRST_SECONDS:g} s; for more than {web_worker.MOST_PATIENT} connections "
        "of one address at once, 2 s"
    ),
    "a body on its way": (
        f"{bodies.BODY_SECONDS:g} s, and 1 s more for each {count(bodies.BYTES_A_SECOND)} bytes "
        f"that it declares; for more than {bodies.MOST_PATIENT} of one address at once, "
        f"{bodies.SHORT_SECONDS:g} s instead of {bodies.BODY_SECONDS:g}"
    ),
    "files of one person, of all that go through one web process to the store at once": (
        f"{streamed_bodies.MOST_OF_ONE}, {streamed_bodies.MOST}"
    ),
    "a file on its way through the server": (
        f"as a body; and {streamed_bodies.SILENT_SECONDS:g} s without a byte"
    ),
    "requests of one person, or of one share from one address": (
        f"`SMARTHANDS_REQUESTS_A_MINUTE` ({default('SMARTHANDS_REQUESTS_A_MINUTE')})"
    ),
    "photos, voice notes and notes that one person, all together add to a job": budget("items"),
    "bytes of files that one person, all together announce on a job": budget("bytes"),
    "characters of notes by one person, by all together on a job": budget("text"),
    "uploads under way of one person, of all together on a job": counts("pending"),
    "stills that one person, all together ask for on a job": budget("stills"),
    "calls that one person, all together begin on a job": budget("calls"),
    "bytes of one part of a job's document": count(parts.PART_BYTES),
    "bytes of one page of events": count(document.EVENT_BYTES),
    "marks on one picture": count(marks.MOST_MARKS),
}
"""Each limit by its words in the table. Whoever adds a limit adds its row here and there."""


def rows(head: str) -> list[list[str]]:
    """The cells of the table whose head begins with this word."""
    lines = re.search(rf"^\| {head} \|.*\n\|[-|]+\n((?:\|.*\n)*)", PAGE, re.MULTILINE)
    assert lines, head
    return [
        [cell.strip() for cell in line.strip("|").split(" | ")] for line in lines[1].splitlines()
    ]


def test_every_limit_stands_in_the_table_as_it_is() -> None:
    assert {what: limit for what, limit, *_ in rows(OVERALL)} == LIMITS


def test_every_larger_body_stands_in_the_table_as_it_is(app: Flask) -> None:
    by_route = {
        f"`{method} {path_of(rule.rule)}`": limit
        for rule in app.url_map.iter_rules()
        if (limit := body_limits.BODY_LIMITS.get(rule.endpoint))
        for method in (rule.methods or set()) - {"OPTIONS"}
    }
    expected = [
        [route, count(by_route[route].size), count(by_route[route].items)]
        for route in sorted(by_route)
    ]
    assert rows(BODIES) == expected


def path_of(rule: str) -> str:
    """`/api/jobs/<uuid:job_id>` -> `/api/jobs/{job_id}`."""
    return re.sub(r"<(?:[^:<>]+:)?(\w+)>", r"{\1}", rule)
