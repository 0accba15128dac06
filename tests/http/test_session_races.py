"""Races over HTTP: two claims, two ends, an end during a claim, one mark several times."""

from collections import Counter
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier
from typing import Any
from uuid import UUID, uuid4

import pytest

from smarthands.events import verify
from tests.builders.jobs import open_job
from tests.builders.marks import ARROW, NOW, frozen_photo
from tests.builders.sessions import ringing_session, token_of_join
from tests.builders.site import Answer, Caller, Site, jobs_path
from tests.builders.world import persistently

ROUNDS = 12
Ask = Callable[[], Answer]


def at_once(asks: Sequence[Ask]) -> list[Answer]:
    """The answers in order; a request that is answered `busy` is repeated, as pages do."""
    start = Barrier(len(asks))

    def ask(one: Ask) -> Answer:
        start.wait()
        answer = one()
        while answer.status == 503:
            answer = one()
        return answer

    with ThreadPoolExecutor(len(asks)) as pool:
        return list(pool.map(ask, asks))


class Ring:
    """A session on a job of its own in which Tess waits for somebody to come."""

    def __init__(self, site: Site, people: dict[str, Caller]) -> None:
        self.people = people
        self.job = persistently(lambda: open_job(site.world, site.world.tess))
        self.session = persistently(lambda: ringing_session(site.world, self.job))

    def ask(self, name: str, verb: str) -> Ask:
        path = jobs_path(self.job, "sessions", self.session, verb)
        return lambda: self.people[name].post(path, {})

    def shown(self) -> Any:
        document = self.people["Dan"].get(jobs_path(self.job)).body
        return document["sessions"][str(self.session)]

    def kinds(self) -> Counter[str]:
        events = self.people["Dan"].get(jobs_path(self.job, "events")).body["items"]
        assert verify(events) is None
        return Counter(event["body"]["kind"] for event in events)


@pytest.fixture
def people(site: Site) -> dict[str, Caller]:
    return {name: site.signed_in(name) for name in ("Ada", "Dan", "Eva", "Tess")}


def test_one_of_many_claims_wins_and_the_others_learn_whose(
    site: Site, people: dict[str, Caller]
) -> None:
    for _ in range(ROUNDS):
        ring, desk = Ring(site, people), ("Ada", "Dan", "Eva", "Ada", "Dan", "Eva")
        answers = at_once([ring.ask(name, "claim") for name in desk])
        winners = {name for name, answer in zip(desk, answers, strict=True) if answer.status == 200}
        [winner] = winners
        for name, answer in zip(desk, answers, strict=True):
            if name == winner:  # The same person's second press is no second claim.
                assert answer.body["session"]["claimed_by"]["name"] == winner
            else:
                assert (answer.status, answer.code) == (409, "claimed")
                assert answer.body["detail"] == f"{winner} has taken this call."
        assert ring.kinds()["session.claimed"] == 1
        assert len(ring.shown()["participants"]) == 2


def test_two_requests_to_end_a_session_end_it_once(site: Site, people: dict[str, Caller]) -> None:
    for _ in range(ROUNDS):
        ring = Ring(site, people)
        people["Eva"].post(jobs_path(ring.job, "sessions", ring.session, "claim"), {})
        first, second = at_once([ring.ask("Tess", "end"), ring.ask("Eva", "end")])
        assert (first.status, second.status) == (200, 200)
        assert first.body == second.body == ring.shown()
        assert first.body["ended_by"]["name"] in {"Tess", "Eva"}
        assert ring.kinds()["session.ended"] == 1


def test_an_end_during_a_claim_comes_before_it_or_after_it(
    site: Site, people: dict[str, Caller]
) -> None:
    for _ in range(ROUNDS):
        ring = Ring(site, people)
        claim, ended = at_once([ring.ask("Eva", "claim"), ring.ask("Tess", "end")])
        assert ended.status == 200
        session = ring.shown()
        assert session["state"] == "ended"
        if claim.status == 200:
            assert (session["end_reason"], session["claimed_by"]["name"]) == ("ended", "Eva")
        else:
            assert (claim.status, claim.code) == (409, "conflict")
            assert (session["end_reason"], session["claimed_by"]) == ("withdrawn", None)
            assert [seat["name"] for seat in session["participants"]] == ["Tess"]
        kinds = ring.kinds()
        assert kinds["session.ended"] == 1
        assert kinds["session.claimed"] == (claim.status == 200)


def test_a_help_request_and_a_call_at_the_same_moment_become_one_session(
    site: Site, people: dict[str, Caller]
) -> None:
    """Both want to talk, so that neither is left ringing."""
    for number in range(ROUNDS):
        job = persistently(lambda: open_job(site.world, site.world.tess))
        ids = [str(UUID(int=2 * number + side)) for side in (1, 2)]
        path = jobs_path(job, "sessions")
        tess, eva = at_once(
            [
                lambda: people["Tess"].post(path, {"id": ids[0]}),
                lambda: people["Eva"].post(path, {"id": ids[1]}),
            ]
        )
        assert (tess.status, eva.status) == (201, 201)
        [session] = people["Dan"].get(jobs_path(job)).body["sessions"].values()
        assert session["state"] == "live"
        assert tess.body["session"]["id"] == eva.body["session"]["id"] == session["id"]


def test_a_mark_that_is_sent_several_times_at_once_is_drawn_once(
    site: Site, people: dict[str, Caller]
) -> None:
    """A page that lost the answer repeats the request, and so does one that was opened in its
    place."""
    for _ in range(ROUNDS):
        ring, id = Ring(site, people), str(uuid4())
        people["Eva"].post(jobs_path(ring.job, "sessions", ring.session, "claim"), {})
        body = {"id": id, "evidence_id": str(frozen_photo(site.world, ring.job)), **ARROW, **NOW}
        path = jobs_path(ring.job, "sessions", ring.session, "marks")
        marks = at_once([lambda: people["Eva"].post(path, body)] * 4)
        assert [answer.status for answer in marks] == [201] * 4
        undone = at_once([lambda: people["Eva"].post(f"{path}/{id}/undo", {})] * 3)
        assert [answer.status for answer in undone] == [200] * 3
        assert (
            len({answer.data for answer in marks}) == len({answer.data for answer in undone}) == 1
        )
        assert (ring.kinds()["mark.drawn"], ring.kinds()["mark.undone"]) == (1, 1)


def test_one_of_many_who_press_join_becomes_the_guest(
    site: Site, people: dict[str, Caller]
) -> None:
    job = open_job(site.world, site.world.tess)
    for _ in range(ROUNDS):
        token = persistently(lambda: token_of_join(site.world, job))
        path, names = f"/api/joins/{token}", [f"Gus {number}" for number in range(6)]

        def press(name: str) -> Ask:
            caller = site.somebody()
            return lambda: caller.post(path, {"name": name, "bearer": True})

        answers = at_once([press(name) for name in names])
        assert Counter(answer.status for answer in answers) == {201: 1, 410: 5}
        [winner] = [answer.body for answer in answers if answer.status == 201]
        assert people["Dan"].get(f"/api/people/{winner['person']['id']}").status == 404
        joins = people["Dan"].get(jobs_path(job, "joins")).body["items"]
        [guest_join] = [join for join in joins if token in join["url"]]
        assert guest_join["name"] == winner["person"]["name"]
