"""The sentences of our sources that reach people as refusals, read from the syntax trees.

A part that varies stands as `OPEN` where it is a name or a number, and as `ENGLISH` where it is
words that no page should show; every other part is followed to all of its values.
"""

import ast
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path

from server.auth.budgets import BUDGETS as ROOM_BUDGETS
from server.http.errors import DETAILS
from server.http.rate_limits import LIMITS
from server.http.request_budgets import WORDS
from smarthands.access.budgets import BUDGETS
from smarthands.access.verbs import Verb
from smarthands.evidence.file_kinds import FILE_KINDS
from smarthands.jobs.steps import STEPS
from smarthands.jobs.transitions import STATE_NAMES
from smarthands.link_tokens import EXPIRED, REVOKED

OPEN, ENGLISH = "\0", "\1"
# Names, numbers and columns of a file are the same in every language.
SAME_EVERYWHERE = {
    "', '.join(columns)",
    "FIRST_YEAR",
    "LAST_YEAR",
    "LENGTHS[name]",
    "MAX_LINES",
    "MIN_PASSWORD",
    "MOST_MARKS",
    "days",
    "fewest",
    "fields[key]",
    "key",
    "len(header)",
    "len(values)",
    "len(wrong)",
    "limit",
    "most",
    "name[:40]",
    "number",
    "ord(char)",
    "line_by_key[fields[key]]",
    "session.claimed_by_name",
    "unknown[0]",
    "whom",
}
# These parts are English words of Python or of the protocol, or a span of time.
ENGLISH_PARTS = {"', '.join(self.words)", "_words(wait)", "error", "str(error)"}
UNREADABLE = "The request can't be taken."
VALUES = {
    "verb.value": [verb.value for verb in Verb],
    "STATE_NAMES[JobState(job.state)]": list(STATE_NAMES.values()),
    "step.done": [step.done for step in STEPS.values()],
    "file_kind.noun": [kind.noun for kind in FILE_KINDS.values() if kind.is_sent_by_people],
    "how_ended(share)": [REVOKED, EXPIRED],
    "how_ended(join)": [REVOKED, EXPIRED],
    "words": [
        WORDS,
        *(words for _, words in (*LIMITS.values(), *ROOM_BUDGETS.values())),
        *(budget.words for budget in BUDGETS.values()),
    ],
    # Another error of Werkzeug gets the sentence of its code.
    f'DETAILS.get(status, error.description or "{UNREADABLE}")': [*DETAILS.values(), UNREADABLE],
    # The sentence of a Problem is found where the Problem is made.
    "problem[1]": [],
    "_first_fields(error.messages)": [],
}
CARRIERS = {"Problem": (1, "detail"), "ValidationError": (0, "message")}
Scope = ast.FunctionDef | ast.AsyncFunctionDef | None


@dataclass(frozen=True)
class Sentence:
    text: str
    where: str = field(compare=False)

    def __str__(self) -> str:
        return self.text.replace(OPEN, "{…}").replace(ENGLISH, "{English}")


@dataclass(frozen=True)
class Place:
    """An expression, with the scope and module in which its names have a meaning."""

    node: ast.expr
    scope: Scope
    module: ast.Module
    path: str

    def at(self, node: ast.expr) -> "Place":
        return Place(node, self.scope, self.module, self.path)


class Sources:
    def __init__(self, root: Path, *folders: str) -> None:
        paths = sorted(path for folder in folders for path in (root / folder).rglob("*.py"))
        self._modules = {
            str(path.relative_to(root)): ast.parse(path.read_text("utf-8")) for path in paths
        }
        self.unknown: set[str] = set()
        """The parts and arguments that could not be followed."""

    def problems(self) -> set[Sentence]:
        places = [
            place
            for carrier, (position, name) in CARRIERS.items()
            for place in self._arguments(carrier, position, name)
        ]
        for place in self._arguments("Problem", None, "fields"):
            places += [place.at(each) for each in _messages(place.node)]
        return {sentence for place in places for sentence in self._values(place)}

    def csv_lines(self) -> set[Sentence]:
        sentences = set()
        for place in self._places:
            if place.path == "smarthands/places/csv_reading.py" and isinstance(
                place.node, ast.Dict
            ):
                for key, value in zip(place.node.keys, place.node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "message":
                        sentences |= set(self._values(place.at(value)))
        assert sentences, "CSV is read elsewhere"
        return sentences

    @cached_property
    def _places(self) -> list[Place]:
        """Every expression of every module."""
        places: list[Place] = []

        def walk(node: ast.AST, scope: Scope, module: ast.Module, path: str) -> None:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    places.append(Place(child, scope, module, path))
                inner = scope
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                    inner = child
                walk(child, inner, module, path)

        for path, module in self._modules.items():
            walk(module, None, module, path)
        return places

    def _arguments(self, called: str, position: int | None, name: str) -> list[Place]:
        """The arguments that calls of this function pass for one of its parameters."""
        arguments = []
        for place in self._places:
            call = place.node
            if isinstance(call, ast.Call) and _is(call.func, called):
                values = [each.value for each in call.keywords if each.arg == name]
                if not values and position is not None:
                    values = call.args[position : position + 1]
                arguments += [place.at(each) for each in values]
        return arguments

    def _values(self, place: Place) -> list[Sentence]:
        """The values that this expression can have, each where it is written."""
        where = f"{place.path}:{place.node.lineno}"
        node, code = place.node, ast.unparse(place.node).replace("\\'", "'")
        for expression, values in VALUES.items():
            if code == ast.unparse(ast.parse(expression)).replace("\\'", "'"):
                return [Sentence(text, where) for text in values]
        match node:
            case _ if code in SAME_EVERYWHERE:
                return [Sentence(OPEN, where)]
            case _ if code in ENGLISH_PARTS:
                return [Sentence(ENGLISH, where)]
            case ast.Constant(value=str(text)):
                return [Sentence(text, where)]
            case ast.JoinedStr(values=parts):
                choices = product(*(self._part(place, part) for part in parts))
                return [_joined(each, where) for each in choices]
            case ast.IfExp(body=one, orelse=other):
                return self._values(place.at(one)) + self._values(place.at(other))
            case ast.Name(id=name) if places := self._meanings(name, place):
                return [value for each in places for value in self._values(each)]
            case ast.Call(func=ast.Name(id=name)) if returned := _returned(name, place):
                return [value for each in returned for value in self._values(each)]
        self.unknown.add(f"{where}: {code}")
        return []

    def _part(self, place: Place, part: ast.expr) -> list[Sentence]:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        assert isinstance(inner, ast.expr)
        return self._values(place.at(inner))

    def _meanings(self, name: str, place: Place) -> list[Place]:
        """The values that its function assigns to this name, or that calls pass for it."""
        if place.scope is None:
            return []
        meanings = []
        for node in ast.walk(place.scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    meanings.append(place.at(value))
                case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                    meanings.append(place.at(value))
        names = [each.arg for each in place.scope.args.args]
        if name in names:
            at = names.index(name)
            meanings += self._arguments(place.scope.name, at, name)
            defaults = dict(zip(reversed(names), reversed(place.scope.args.defaults), strict=False))
            meanings += [place.at(defaults[name])] if name in defaults else []
        return meanings


def _joined(parts: tuple[Sentence, ...], where: str) -> Sentence:
    away = [part.where for part in parts if part.where.split(":")[0] != where.split(":")[0]]
    return Sentence("".join(part.text for part in parts), ", ".join([*away, where]))


def _is(function: ast.expr, name: str) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr == name and name in CARRIERS
    return isinstance(function, ast.Name) and function.id == name


def _messages(fields: ast.expr) -> list[ast.expr]:
    """The messages of `{field: [message]}`."""
    if not isinstance(fields, ast.Dict):
        return [fields]
    return [
        message
        for value in fields.values
        for message in (value.elts if isinstance(value, ast.List) else [value])
    ]


def _returned(name: str, place: Place) -> list[Place]:
    """The values that a function of the same module returns, but for None."""
    return [
        Place(node.value, function, place.module, place.path)
        for function in place.module.body
        if isinstance(function, ast.FunctionDef) and function.name == name
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value and not _none(node.value)
    ]


def _none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
