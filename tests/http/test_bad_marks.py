"""Invalid marks over HTTP, from hostile senders and from pages that draw impossible shapes."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest

from tests.builders.jobs import open_job
from tests.builders.marks import NOW, drawn_mark, frozen_photo
from tests.builders.sessions import live_session
from tests.builders.site import Caller, Site, jobs_path

HUGE = 10**400
TURNING = "\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069"
FEWEST_AND_MOST = {
    "line": (2, 512),
    "arrow": (2, 2),
    "ring": (2, 2),
    "number": (1, 1),
    "text": (1, 1),
}


@dataclass
class Board:
    """Eva draws on a picture in her session with Tess."""

    site: Site
    job: UUID
    session: UUID
    picture: UUID
    eva: Caller

    def path(self, *rest: object) -> str:
        return jobs_path(self.job, "sessions", self.session, "marks", *rest)

    def mark(self, **fields: Any) -> dict[str, Any]:
        mark = {"id": str(uuid4()), "evidence_id": str(self.picture), "kind": "arrow"}
        return {**mark, "points": [[0, 0], [10_000, 10_000]], **NOW, **fields}

    def document(self) -> Any:
        return self.eva.get(jobs_path(self.job)).body


@pytest.fixture
def board(site: Site) -> Board:
    world = site.world
    job = open_job(world, world.tess)
    return Board(
        site, job, live_session(world, job), frozen_photo(world, job), site.signed_in("Eva")
    )


def label_of(kind: str) -> str:
    return "1" if kind in {"number", "text"} else ""


def refused(board: Board, body: dict[str, Any], field: str) -> None:
    before = board.document()
    answer = board.eva.post(board.path(), body)
    assert (answer.status, answer.code) == (422, "invalid")
    assert {name.split(".")[0] for name in answer.body["fields"]} == {field}
    assert board.document() == before


@pytest.mark.parametrize("kind", FEWEST_AND_MOST)
def test_each_kind_has_the_points_that_it_needs_and_no_others(board: Board, kind: str) -> None:
    fewest, most = FEWEST_AND_MOST[kind]
    for count in {0, 1, 2, 3, fewest - 1, most + 1, 513, 700}:
        body = board.mark(kind=kind, points=[[7, 7]] * count, text=label_of(kind))
        if fewest <= count <= most:
            assert board.eva.post(board.path(), body).status == 201, count
        else:
            refused(board, body, "points")
    body = board.mark(kind=kind, points=[[0, 10_000]] * most, text=label_of(kind))
    assert board.eva.post(board.path(), body).body["points"] == [[0, 10_000]] * most


POINTS: dict[str, Any] = {
    "a fraction": [[0.5, 1], [2, 3]],
    "a number in words": [["1", 1], [2, 3]],
    "NaN in words": [["NaN", 1], [2, 3]],
    "true": [[True, 1], [2, 3]],
    "null": [[None, 1], [2, 3]],
    "left of the picture": [[-1, 1], [2, 3]],
    "below the picture": [[1, 10_001], [2, 3]],
    "401 digits": [[HUGE, 1], [2, 3]],
    "one number": [[1], [2, 3]],
    "three numbers": [[1, 2, 3], [2, 3]],
    "no number": [[], [2, 3]],
    "a list of lists": [[[1], [2]], [2, 3]],
    "deep lists": [[[[[[[1]]]]]], [2, 3]],
    "an object": [{"x": 1, "y": 2}, [2, 3]],
    "a number for a point": [5, [2, 3]],
    "text for a point": ["12", [2, 3]],
    "null for a point": [None, [2, 3]],
    "an object for all": {"0": [1, 2], "1": [2, 3]},
    "text for all": "[[1, 2], [2, 3]]",
    "a number for all": 12,
    "null for all": None,
}


@pytest.mark.parametrize("points", POINTS.values(), ids=POINTS)
def test_points_that_are_no_places_in_a_picture_are_refused(board: Board, points: Any) -> None:
    refused(board, board.mark(points=points), "points")


TEXTS: dict[str, Any] = {
    "nothing": "",
    "spaces alone": " \t ",
    "81 characters": "x" * 81,
    "nearly as much as a body may have": "x" * 25_000,
    "two lines": "left\nright",
    "a tab": "left\tright",
    "a bell": "no\x07light",
    "an escape for terminals": "\x1b]0;owned\x07",
    "DEL": "no\x7flight",
    "C1": "no\x9blight",
    **{f"U+{ord(char):04X}, which turns": f"gpj.{char}exe" for char in TURNING},
    "a number": 5,
    "a list": ["left"],
    "an object": {"en": "left"},
    "null": None,
    "true": True,
}


@pytest.mark.parametrize("text", ["1a", "1234", "-1", "1.5", "١", "one"])
def test_a_number_has_one_to_three_digits(board: Board, text: str) -> None:
    refused(board, board.mark(kind="number", points=[[1, 1]], text=text), "text")


@pytest.mark.parametrize("kind", ["number", "text"])
@pytest.mark.parametrize("text", TEXTS.values(), ids=TEXTS)
def test_the_text_of_a_mark_is_one_line_without_deceiving_characters(
    board: Board, kind: str, text: Any
) -> None:
    refused(board, board.mark(kind=kind, points=[[1, 2]], text=text), "text")
    refused(board, board.mark(kind=kind, points=[[1, 2]]), "text")


@pytest.mark.parametrize("kind", ["line", "arrow", "ring"])
def test_a_mark_without_words_has_no_text(board: Board, kind: str) -> None:
    refused(board, board.mark(kind=kind, text="left"), "text")
    assert board.eva.post(board.path(), board.mark(kind=kind, text="")).status == 201


@pytest.mark.parametrize("text", ["ß" * 80, "🔥" * 80, "<script>alert(1)</script>", "הכבל 1"])
def test_the_text_of_a_mark_is_kept_as_people_wrote_it(board: Board, text: str) -> None:
    body = board.mark(kind="text", points=[[1, 2]], text=f"  {text} ")
    assert board.eva.post(board.path(), body).body["text"] == text
    [mark] = board.document()["marks"].values()
    assert mark["text"] == text


WRONG: dict[str, tuple[str, Any]] = {
    "a kind nobody knows": ("kind", "star"),
    "a kind in capitals": ("kind", "ARROW"),
    "two kinds": ("kind", ["line", "arrow"]),
    "null for a kind": ("kind", None),
    "an id that is none": ("id", "42"),
    "a number for an id": ("id", 7),
    "a path for a picture": ("evidence_id", "../../evidence"),
    "null for a picture": ("evidence_id", None),
    "a colour": ("colour", "#f80"),
    "another author": ("author", {"id": str(uuid4()), "name": "Dan"}),
    "a time without a zone": ("drawn_at", "2026-03-02T08:00:00"),
    "no time": ("drawn_at", None),
    "a clock of another century": ("device_time", "1899-03-02T08:00:00Z"),
    "taken back beforehand": ("undone_at", "2026-03-02T08:00:00Z"),
    "another session": ("session_id", str(uuid4())),
    "a prototype": ("__proto__", {"kind": "line"}),
}


@pytest.mark.parametrize(("field", "value"), WRONG.values(), ids=WRONG)
def test_an_unknown_field_of_a_mark_is_refused_by_its_name(
    board: Board, field: str, value: Any
) -> None:
    refused(board, board.mark(**{field: value}), field)


@pytest.mark.parametrize("number", ["NaN", "-Infinity", "1e999", "9" * 5000, "[" * 2_000])
def test_numbers_that_json_has_not_are_malformed(board: Board, number: str) -> None:
    before = board.document()
    text = f'{{"id": "{uuid4()}", "evidence_id": "{board.picture}", "kind": "arrow", '
    body = (text + f'"points": [[{number}, 1], [2, 3]]}}').encode()
    answer = board.eva.call("POST", board.path(), data=body, content_type="application/json")
    assert (answer.status, answer.code) == (400, "malformed")
    assert board.document() == before


def test_a_mark_larger_than_a_body_may_be_is_not_even_read(board: Board) -> None:
    points = [[1234, 5678]] * 100_000
    answer = board.eva.post(board.path(), board.mark(kind="line", points=points))
    assert (answer.status, answer.code) == (413, "too_large")


def test_a_body_of_the_wrong_shape_changes_nothing(board: Board) -> None:
    id = drawn_mark(board.site.world, board.job, board.session, board.picture)
    before = board.document()
    shapes: list[Any] = [[], "x", 5, [board.mark()], {"__proto__": {}}]
    for wrong in ({}, *shapes):
        answer = board.eva.post(board.path(), wrong)
        assert (answer.status, answer.code) == (422, "invalid"), wrong
    for wrong in (*shapes, {"undone_at": None}, {"id": str(id)}):
        answer = board.eva.post(board.path(id, "undo"), wrong)
        assert (answer.status, answer.code) == (422, "invalid"), wrong
    assert board.document() == before


def test_a_mark_that_does_not_exist_here_is_not_found(board: Board) -> None:
    world = board.site.world
    other = open_job(world, world.tess)
    id = drawn_mark(world, board.job, board.session, board.picture)
    mark = board.mark()
    for job, session in ((other, board.session), (board.job, uuid4()), (uuid4(), board.session)):
        path = jobs_path(job, "sessions", session, "marks")
        assert board.eva.post(path, mark).code == "not_found"
        assert board.eva.post(f"{path}/{id}/undo", {}).code == "not_found"
    for odd in (uuid4(), "42", "%00", "..%2f", "x" * 5000, f"{{{id}}}"):
        assert board.eva.post(board.path(odd, "undo"), {}).code == "not_found"
    assert list(board.document()["marks"]) == [str(id)]
