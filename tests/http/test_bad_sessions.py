"""A session request over HTTP from a hostile sender is refused, whether impossible, misshapen, lost
or sent twice."""

from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.sessions import report
from tests.builders.jobs import open_job
from tests.builders.site import jobs_path
from tests.http.call import Call, line

HUGE = 10**400

QUALITY = {
    "path": "direct",
    "rtt_ms": 42.5,
    "loss": 0.01,
    "kbps": 1400,
    "connected_seconds": 300,
    "gaps": 1,
    "gap_seconds": 2.5,
}
MEASURED: dict[str, tuple[str, Any]] = {
    "a way nobody knows": ("path", "pigeon"),
    "two ways": ("path", ["direct", "relay"]),
    "a negative round trip": ("rtt_ms", -1),
    "a round trip of years": ("rtt_ms", 1e12),
    "a round trip in words": ("rtt_ms", "42"),
    "NaN in words": ("rtt_ms", "NaN"),
    "true for a round trip": ("rtt_ms", True),
    "a loss of more than all": ("loss", 1.01),
    "a negative loss": ("loss", -0.01),
    "infinity in words": ("kbps", "Infinity"),
    "a rate of 401 digits": ("kbps", HUGE),
    "negative seconds": ("connected_seconds", -5),
    "seconds of ages": ("gap_seconds", 1e300),
    "half a gap": ("gaps", 0.5),
    "gaps in words": ("gaps", "1"),
    "gaps of 401 digits": ("gaps", HUGE),
    "null for gaps": ("gaps", None),
}


@pytest.mark.parametrize(("field", "value"), MEASURED.values(), ids=MEASURED)
def test_an_impossible_measurement_is_refused_by_its_field(
    call: Call, field: str, value: Any
) -> None:
    answer = call.tess.post(call.path("quality"), QUALITY | {field: value})
    assert (answer.status, answer.code) == (422, "invalid")
    assert list(answer.body["fields"]) == [field]


@pytest.mark.parametrize("number", ["NaN", "Infinity", "-Infinity", "1e999", "-1e999"])
def test_numbers_that_json_has_not_are_malformed(call: Call, number: str) -> None:
    fields = [f'"{name}": {number if name == "rtt_ms" else 1}' for name in QUALITY]
    body = "{" + ", ".join(fields) + "}"
    answer = call.tess.call(
        "POST", call.path("quality"), data=body, content_type="application/json"
    )
    assert (answer.status, answer.code) == (400, "malformed")


def test_the_last_possible_measurement_is_the_one_in_the_report(call: Call) -> None:
    """The refused measurements in between left no trace."""
    assert call.tess.post(call.path("quality"), QUALITY).status == 204
    assert call.tess.post(call.path("quality"), QUALITY | {"rtt_ms": None}).status == 204
    assert call.tess.post(call.path("quality"), QUALITY | {"loss": 2}).status == 422
    assert call.tess.post(call.path("quality"), {**QUALITY, "mood": "good"}).status == 422
    call.tess.post(call.path("end"), {})
    report.write_report(call.site.world.kit, call.session)
    session = call.document()["sessions"][str(call.session)]
    [connection] = session["report"]["connections"]
    assert connection == {
        **QUALITY,
        "rtt_ms": None,
        "name": "Tess",
        "participant": connection["participant"],
    }


VERBS: dict[str, dict[str, Any]] = {
    "claim": {},
    "join": {},
    "leave": {},
    "end": {},
    "messages": line("no light"),
    "stills": {"id": str(uuid4())},
    "quality": QUALITY,
}


@pytest.mark.parametrize("verb", VERBS)
def test_a_body_of_the_wrong_shape_changes_nothing(call: Call, verb: str) -> None:
    before = call.document()
    shapes: list[Any] = [[], "x", 5, {**VERBS[verb], "as": "Eva"}, {"__proto__": {}}]
    for wrong in shapes:
        answer = call.tess.post(call.path(verb), wrong)
        assert (answer.status, answer.code) == (422, "invalid"), wrong
    if VERBS[verb]:
        assert call.tess.post(call.path(verb), {}).code == "invalid"
    assert call.document() == before


@pytest.mark.parametrize("verb", VERBS)
def test_a_session_that_does_not_exist_here_is_not_found(call: Call, verb: str) -> None:
    theo = open_job(call.site.world, call.site.world.tess)
    elsewhere = jobs_path(theo, "sessions", call.session, verb)
    nowhere = jobs_path(call.job, "sessions", uuid4(), verb)
    answers = [call.tess.post(path, VERBS[verb]) for path in (elsewhere, nowhere)]
    assert [(answer.status, answer.code) for answer in answers] == [(404, "not_found")] * 2
    assert answers[0].body["detail"] == answers[1].body["detail"]
    for odd in ("42", "%00", "..%2f", "x" * 5000, f"{{{call.session}}}"):
        answer = call.tess.post(jobs_path(call.job, "sessions", odd, verb), VERBS[verb])
        assert (answer.status, answer.code) == (404, "not_found")


@pytest.mark.parametrize("id", ["", "42", 7, None, ["x"], f"{UUID(int=7)} ", "\u202e" * 36])
def test_a_session_id_that_is_no_uuid_is_refused(call: Call, id: Any) -> None:
    for path, body in (
        (jobs_path(call.job, "sessions"), {"id": id}),
        (call.path("messages"), line("x", id=id)),
        (call.path("stills"), {"id": id}),
        (jobs_path(call.job, "joins"), {"id": id, "name": "Gus", "expires_at": TOMORROW}),
    ):
        answer = call.eva.post(path, body)
        assert list(answer.body["fields"]) == ["id"], path


TOMORROW = "2026-03-03T08:00:00Z"


def test_an_id_taken_by_something_else_is_a_conflict_and_sent_again_the_same(call: Call) -> None:
    other = open_job(call.site.world, call.site.world.tess)
    taken = {"id": str(uuid4())}
    for path, first, second, foreign in (
        (call.path("messages"), {"text": "left"}, {"text": "right"}, None),
        (jobs_path(call.job, "joins"), {"name": "Gus"}, {"name": "Gil"}, jobs_path(other, "joins")),
    ):
        more = {"expires_at": TOMORROW} if "name" in first else {}
        answers = [call.eva.post(path, taken | first | more) for _ in range(2)]
        assert [answer.status for answer in answers] == [201, 201]
        assert answers[0].body == answers[1].body
        assert call.eva.post(path, taken | second | more).status == 409
        if foreign:
            assert call.eva.post(foreign, taken | first | more).status == 409
    still = call.path("stills")
    assert [call.eva.post(still, taken).status for _ in range(2)] == [201, 201]
    assert call.tess.post(still, taken).status == 409
    assert call.eva.post(jobs_path(other, "sessions"), {"id": str(call.session)}).status == 409
