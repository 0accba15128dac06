"""Somebody who may add to a job may not flood it: beyond her budget she is told when to go on."""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any
from uuid import uuid4

import pytest

from server.auth.budgets import BUDGETS
from tests.builders.jobs import open_job
from tests.builders.marks import NOW, frozen_photo
from tests.builders.sessions import live_session
from tests.builders.site import Answer, Caller, Site, jobs_path

ROW = re.compile(r"^\| `(\w+)` \| (\d+) a minute \|", re.MULTILINE)
SECURITY = Path(__file__).parents[2] / "docs" / "security.md"


class FloodedJob:
    """A session of Eva and Tess on a job."""

    def __init__(self, site: Site) -> None:
        world = site.world
        self.job = open_job(world, world.tess)
        self.session = live_session(world, self.job)
        self.picture = frozen_photo(world, self.job)

    def say(self, caller: Caller) -> Answer:
        line = {"id": str(uuid4()), "text": "no light on port 3"}
        return caller.post(jobs_path(self.job, "sessions", self.session, "messages"), line)

    def draw(self, caller: Caller) -> Answer:
        points = [[0, 0], [10_000, 10_000]]
        body: dict[str, Any] = {"id": str(uuid4()), "evidence_id": str(self.picture), **NOW}
        body |= {"kind": "arrow", "points": points}
        return caller.post(jobs_path(self.job, "sessions", self.session, "marks"), body)


ADDS: dict[str, Callable[[FloodedJob, Caller], Answer]] = {
    "message": FloodedJob.say,
    "mark": FloodedJob.draw,
}


@pytest.mark.parametrize("kind", BUDGETS)
def test_beyond_her_budget_she_is_told_when_to_go_on_and_others_go_on(
    site: Site, kind: str
) -> None:
    room, other = FloodedJob(site), FloodedJob(site)
    add, eva = ADDS[kind], site.signed_in("Eva")
    for _ in range(BUDGETS[kind][0].amount):
        assert add(room, eva).status == 201
    refused = add(room, eva)
    assert (refused.status, refused.code) == (429, "too_many")
    assert 1 <= int(refused.headers["Retry-After"]) <= 60
    assert BUDGETS[kind][1] in refused.body["detail"]
    again = site.signed_in("Eva")  # another login of hers has the same budget
    assert add(room, again).status == 429
    assert add(other, eva).status == 201
    assert room.say(site.signed_in("Tess")).status == 201


def test_the_budgets_are_documented_as_they_are() -> None:
    described = {kind: int(number) for kind, number in ROW.findall(SECURITY.read_text())}
    assert described == {kind: limit.amount for kind, (limit, _) in BUDGETS.items()}
