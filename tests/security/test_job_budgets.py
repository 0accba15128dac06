"""Known callers have budgets: past one they are told when to try again, and nothing is lost."""

from collections.abc import Callable
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from sqlalchemy import insert, select

from server.http.request import context_of
from server.http.request_budgets import RequestBudgets
from smarthands.access.budgets import BUDGETS
from smarthands.model import EvidenceItem
from smarthands.model.evidence import EvidenceState
from smarthands.people.sign_in import actor_for
from smarthands.sessions import calls
from tests.builders.jobs import open_job
from tests.builders.sessions import join_login, live_session
from tests.builders.site import Answer, Caller, Site, jobs_path, note, share_link, upload

PHOTO = b"\xff\xd8\xff a photo"


class Gus:
    """A guest on a job, and as many rows of his as a test needs."""

    def __init__(self, site: Site) -> None:
        self.site, self.world = site, site.world
        self.job = open_job(self.world, self.world.tess)
        signed_in = join_login(self.world, self.job)
        self.actor = actor_for(signed_in.person, signed_in.login)
        self.caller = site.somebody()
        self.caller.token = signed_in.token

    def notes(self, body: object, by: Caller | None = None) -> Answer:
        return (by or self.caller).post(jobs_path(self.job, "notes"), body)

    def has(self, rows: int, **changed: object) -> None:
        """Adds rows like his first note, a second before now."""
        first = note(self.world)
        assert self.notes(first).status == 201
        with self.world.kit.transaction() as tx:
            columns = EvidenceItem.__table__.columns
            row = tx.db.execute(select(*columns).where(columns.id == UUID(first["id"]))).one()
            same = dict(row._mapping) | changed
            same["received_at"] = tx.now - timedelta(seconds=1)
            tx.db.execute(insert(EvidenceItem), [same | {"id": uuid4()} for _ in range(rows)])


@pytest.fixture
def gus(site: Site) -> Gus:
    return Gus(site)


def told_to_wait(answer: Answer) -> int:
    assert (answer.status, answer.code) == (429, "too_many")
    assert "Try again in" in answer.body["detail"]
    return int(answer.headers["Retry-After"])


def test_notes_past_the_budget_wait_and_are_taken_afterwards(gus: Gus) -> None:
    gus.has(BUDGETS["items"].hers - 2)
    assert gus.notes(note(gus.world)).status == 201
    late = note(gus.world)
    wait = told_to_wait(gus.notes(late))
    assert gus.notes(note(gus.world), by=gus.site.signed_in("Tess")).status == 201
    gus.world.clock.pass_by(seconds=wait)
    assert gus.notes(late).status == 201
    assert gus.notes(late).status == 201, "a retry finds its first attempt and costs nothing"


def test_everybody_on_a_job_together_has_a_budget(gus: Gus) -> None:
    theirs = gus.world.dan.person_id
    gus.has(BUDGETS["items"].all, author_id=theirs)
    told_to_wait(gus.notes(note(gus.world), by=gus.site.signed_in("Tess")))
    elsewhere = open_job(gus.world, gus.world.tess)
    path = jobs_path(elsewhere, "notes")
    assert gus.site.signed_in("Tess").post(path, note(gus.world)).status == 201


def test_long_notes_have_a_budget_of_characters(gus: Gus) -> None:
    gus.has(49, text="x" * 10_000)
    assert gus.notes(note(gus.world, "x" * 9_000)).status == 201
    told_to_wait(gus.notes(note(gus.world, "x" * 9_000)))
    assert gus.notes(note(gus.world, "short")).status == 201


def test_announced_bytes_have_a_budget(gus: Gus) -> None:
    gus.has(4, size=10**9 - 100)
    path = jobs_path(gus.job, "uploads")
    assert gus.caller.post(path, upload(gus.world, PHOTO)).status == 201
    told_to_wait(gus.caller.post(path, upload(gus.world, PHOTO * 40)))


def test_uploads_under_way_have_a_budget_and_asking_again_for_one_is_free(gus: Gus) -> None:
    path = jobs_path(gus.job, "uploads")
    known = upload(gus.world, PHOTO)
    assert gus.caller.post(path, known).status == 201
    gus.has(BUDGETS["pending"].hers - 1, state=EvidenceState.PENDING)
    assert told_to_wait(gus.caller.post(path, upload(gus.world, PHOTO))) == 60
    assert gus.caller.post(path, known).status == 201


def test_stills_have_a_budget(gus: Gus) -> None:
    session = live_session(gus.world, gus.job)
    eva = gus.site.signed_in("Eva")
    path = jobs_path(gus.job, "sessions", session, "stills")
    answers = [eva.post(path, {"id": str(uuid4())}) for _ in range(BUDGETS["stills"].hers + 1)]
    assert {answer.status for answer in answers[:-1]} == {201}
    told_to_wait(answers[-1])


def test_calls_have_a_budget_so_that_nobody_rings_everybody_all_the_time(gus: Gus) -> None:
    path = jobs_path(gus.job, "sessions")
    for _ in range(BUDGETS["calls"].hers):
        session = str(uuid4())
        assert gus.caller.post(path, {"id": session}).status == 201
        calls.end(gus.world.kit, gus.world.eva, gus.job, UUID(session))
    told_to_wait(gus.caller.post(path, {"id": str(uuid4())}))


def few_requests(site: Site, now: Callable[[], float] = lambda: 0.0) -> None:
    house = context_of(site.app)
    site.app.extensions["smarthands"] = type(house)(
        **{**vars(house), "request_budgets": RequestBudgets(60, now)}
    )


def test_requests_have_a_budget_by_person_whatever_they_ask_for(site: Site) -> None:
    now = [0.0]
    few_requests(site, lambda: now[0])
    tess, eva = site.signed_in("Tess"), site.signed_in("Eva")
    for number in range(60):
        assert tess.get("/api/jobs" if number % 2 else "/api/calls").status == 200
    other_device = site.signed_in("Tess")
    now[0] += told_to_wait(other_device.get("/api/jobs")) - 0.5
    assert eva.get("/api/jobs").status == 200
    assert tess.get("/api/jobs").status == 429
    now[0] += 0.5
    assert tess.get("/api/jobs").status == 200


def test_requests_by_a_share_have_a_budget_for_each_address(site: Site) -> None:
    few_requests(site)
    token, _id = share_link(site.world, open_job(site.world))
    path = f"/api/shares/{token}"
    holder = site.somebody()
    assert {holder.get(path).status for _ in range(60)} == {200}
    told_to_wait(holder.get(path))
    assert site.somebody().get(path).status == 200
