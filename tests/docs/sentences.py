"""The sentences in our sources that reach people as refusals, by their syntax trees.

A part that varies stands as `OPEN` where it is a name or a number, as `ENGLISH` where it is words
that no page should show; every other part is followed to all that it can be.
"""

import ast
from dataclasses import dataclass, field
from functools import cached_property
from itertools import product
from pathlib import Path

from server.http.errors import DETAILS
from server.http.rate_limits import LIMITS
from smarthands.access.verbs import Verb
from smarthands.jobs.progress import STATE_NAMES

OPEN, ENGLISH = "\0", "\1"
# Names, numbers, columns of a file: the same in every language.
SAME_EVERYWHERE = {
    "', '.join(columns)",
    "FIRST_YEAR",
    "LAST_YEAR",
    "LENGTHS[name]",
    "MAX_LINES",
    "MIN_PASSWORD",
    "MOST_MARKS",
    "fewest",
    "fields[key]",
    "key",
    "len(header)",
    "len(values)",
    "len(wrong)",
    "limit",
    "most",
    "name[:40]",
    "ord(char)",
    "line_by_key[fields[key]]",
    "session.claimed_by_name",
    "unknown[0]",
    "whom",
}
# Words of Python's, of the wire's, or a span of time.
ENGLISH_PARTS = {"', '.join(self.words)", "_words(wait)", "error", "str(error)"}
UNREADABLE = "The request can't be taken."
TOLD = {
    "verb.value": [verb.value for verb in Verb],
    "STATE_NAMES[JobState(job.state)]": list(STATE_NAMES.values()),
    "words": [words for _, words in LIMITS.values()],
    # What else Werkzeug describes gets the sentence of its code.
    f'DETAILS.get(status, error.description or "{UNREADABLE}")': [*DETAILS.values(), UNREADABLE],
    # Of a Problem, whose sentence is found where it is made.
    "problem[1]": [],
    "_flat(error.messages)": [],
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
    """An expression, and where to look for what its names mean."""

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
        """Parts and arguments that could not be followed."""

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
        found = set()
        for place in self._places:
            if place.path == "smarthands/places/csv_reading.py" and isinstance(
                place.node, ast.Dict
            ):
                for key, value in zip(place.node.keys, place.node.values, strict=True):
                    if isinstance(key, ast.Constant) and key.value == "message":
                        found |= set(self._values(place.at(value)))
        assert found, "CSV is read elsewhere"
        return found

    @cached_property
    def _places(self) -> list[Place]:
        """Every expression of every module."""
        found: list[Place] = []

        def walk(node: ast.AST, scope: Scope, module: ast.Module, path: str) -> None:
            for child in ast.iter_child_nodes(node):
                if isinstance(child, ast.expr):
                    found.append(Place(child, scope, module, path))
                inner = scope
                if isinstance(child, ast.FunctionDef | ast.AsyncFunctionDef):
                    inner = child
                walk(child, inner, module, path)

        for path, module in self._modules.items():
            walk(module, None, module, path)
        return found

    def _arguments(self, called: str, position: int | None, name: str) -> list[Place]:
        """What calls of this function give for one of its parameters."""
        found = []
        for place in self._places:
            call = place.node
            if isinstance(call, ast.Call) and _is(call.func, called):
                named = [each.value for each in call.keywords if each.arg == name]
                if not named and position is not None:
                    named = call.args[position : position + 1]
                found += [place.at(each) for each in named]
        return found

    def _values(self, place: Place) -> list[Sentence]:
        """All that this expression can be, each where it is written."""
        where = f"{place.path}:{place.node.lineno}"
        node, said = place.node, ast.unparse(place.node).replace("\\'", "'")
        for known, values in TOLD.items():
            if said == ast.unparse(ast.parse(known)).replace("\\'", "'"):
                return [Sentence(text, where) for text in values]
        match node:
            case _ if said in SAME_EVERYWHERE:
                return [Sentence(OPEN, where)]
            case _ if said in ENGLISH_PARTS:
                return [Sentence(ENGLISH, where)]
            case ast.Constant(value=str(text)):
                return [Sentence(text, where)]
            case ast.JoinedStr(values=parts):
                found = product(*(self._part(place, part) for part in parts))
                return [_joined(each, where) for each in found]
            case ast.IfExp(body=one, orelse=other):
                return self._values(place.at(one)) + self._values(place.at(other))
            case ast.Name(id=name) if places := self._meanings(name, place):
                return [value for each in places for value in self._values(each)]
            case ast.Call(func=ast.Name(id=name)) if returned := _returned(name, place):
                return [value for each in returned for value in self._values(each)]
        self.unknown.add(f"{where}: {said}")
        return []

    def _part(self, place: Place, part: ast.expr) -> list[Sentence]:
        inner = part.value if isinstance(part, ast.FormattedValue) else part
        assert isinstance(inner, ast.expr)
        return self._values(place.at(inner))

    def _meanings(self, name: str, place: Place) -> list[Place]:
        """What is assigned to this name in its function, or given for it as an argument."""
        if place.scope is None:
            return []
        found = []
        for node in ast.walk(place.scope):
            match node:
                case ast.Assign(targets=[ast.Name(id=target)], value=value) if target == name:
                    found.append(place.at(value))
                case ast.NamedExpr(target=ast.Name(id=target), value=value) if target == name:
                    found.append(place.at(value))
        names = [each.arg for each in place.scope.args.args]
        if name in names:
            at = names.index(name)
            found += self._arguments(place.scope.name, at, name)
            defaults = dict(zip(reversed(names), reversed(place.scope.args.defaults), strict=False))
            found += [place.at(defaults[name])] if name in defaults else []
        return found


def _joined(parts: tuple[Sentence, ...], where: str) -> Sentence:
    away = [part.where for part in parts if part.where.split(":")[0] != where.split(":")[0]]
    return Sentence("".join(part.text for part in parts), ", ".join([*away, where]))


def _is(function: ast.expr, name: str) -> bool:
    if isinstance(function, ast.Attribute):
        return function.attr == name and name in CARRIERS
    return isinstance(function, ast.Name) and function.id == name


def _messages(fields: ast.expr) -> list[ast.expr]:
    """Those of `{field: [message]}`."""
    if not isinstance(fields, ast.Dict):
        return [fields]
    return [
        message
        for value in fields.values
        for message in (value.elts if isinstance(value, ast.List) else [value])
    ]


def _returned(name: str, place: Place) -> list[Place]:
    """What a function of the same module returns, but for None."""
    return [
        Place(node.value, function, place.module, place.path)
        for function in place.module.body
        if isinstance(function, ast.FunctionDef) and function.name == name
        for node in ast.walk(function)
        if isinstance(node, ast.Return) and node.value and not _none(node.value)
    ]


def _none(node: ast.expr) -> bool:
    return isinstance(node, ast.Constant) and node.value is None
