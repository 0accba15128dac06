"""A page that receives only some of the pushed events, and fetches what it missed, equals a fresh
one."""

from pathlib import Path
from random import Random
from typing import Any
from uuid import UUID

import pytest

from smarthands.events import verify
from tests.builders.job_document import apply
from tests.builders.jobs import open_job
from tests.builders.sessions import join_login
from tests.builders.site import jobs_path, login, share_link
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.domain.walk import Walk
from tests.sockets.event_listener import EventListener, listening

STEPS, LOST = 40, 0.4


class Page:
    """A page's copy of a job: fetch once, apply what is pushed, and fetch what is missing in
    between."""

    def __init__(
        self, web: WebProcess, listener: EventListener, path: str, token: str | None, random: Random
    ):
        self.web, self.listener, self.path, self.token, self.random = (
            web,
            listener,
            path,
            token,
            random,
        )
        self.document = self.fresh()
        self.taken = self.fetched = 0
        self.ended = False

    def fresh(self) -> Any:
        body = self.web.ask("GET", self.path, token=self.token)[1]
        return body.get("document", body)

    def receive(self) -> None:
        """Applies what was pushed, some of which is lost on its way."""
        pushed = self.listener.events[self.taken :]
        self.taken += len(pushed)
        for event in pushed:
            if self.random.random() < LOST:
                continue
            if event["seq"] > self.document["seq"] + 1:
                self.catch_up()
            if self.ended:
                return
            self.document = apply(self.document, event)

    def catch_up(self) -> None:
        after = self.document["seq"]
        while after is not None:
            path = f"{self.path}/events?after={after}&limit=5"
            status, page, _headers = self.web.ask("GET", path, token=self.token)
            if status == 401:  # the guest's login has ended with the job
                self.ended = True
                return
            self.fetched += len(page["items"])
            for event in page["items"]:
                self.document = apply(self.document, event)
            after = page["next_after"]

    def chain(self) -> Any:
        return self.web.ask("GET", f"{self.path}/events", token=self.token)[1]["items"]


@pytest.mark.parametrize("seed", [1, 2])
def test_pushes_and_catching_up_equal_a_fresh_fetch(
    web: WebProcess, shared: World, tmp_path: Path, seed: int
) -> None:
    random = Random(seed)
    job_id = open_job(shared, shared.tess)
    dan, cleo, gus = login(shared, "Dan"), login(shared, "Cleo"), join_login(shared, job_id).token
    holder, _id = share_link(shared, job_id)
    with (
        listening(web, {"token": dan}) as dans,
        listening(web, {"token": cleo}) as cleos,
        listening(web, {"token": gus}) as guests,
        listening(web, {"share": holder}) as holders,
    ):
        ears = (dans, cleos, guests, holders)
        for listener in ears:
            listener.follow(job_id)
        path = jobs_path(job_id)
        pages = [
            Page(web, dans, path, dan, random),
            Page(web, cleos, path, cleo, random),
            Page(web, guests, path, gus, random),
            Page(web, holders, f"/api/shares/{holder}", None, random),
        ]
        walked(shared, job_id, random, tmp_path, pages)
        last = pages[0].fresh()["seq"]
        for listener, page in zip(ears, pages, strict=True):
            page.catch_up()
            if page.ended:  # a guest's login ends with the job
                assert listener is guests
                assert "join.revoked" in shared.announced.kinds
                continue
            assert listener.reaches(last)
            page.receive()
            page.catch_up()
            assert page.document == page.fresh(), f"seed {seed}"
            assert verify(page.chain()) is None
            assert page.fetched, "nothing was lost, so nothing was tried"
        for listener in (cleos, guests):
            assert any("body" not in event for event in listener.events)


def walked(shared: World, job_id: UUID, random: Random, folder: Path, pages: list[Page]) -> None:
    walk = Walk(shared, job_id, random, folder)
    for _ in range(STEPS):
        walk.step()
        for page in pages:
            page.receive()
