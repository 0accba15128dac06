"""Ringing: who is rung, how soon, when the ringing ends, and who is present."""

import os
import signal as signals
import time
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import pytest
from sqlalchemy import select

from smarthands.model import LiveSession
from smarthands.sessions import calls
from tests.builders.jobs import open_job
from tests.builders.load import slack
from tests.builders.site import login
from tests.builders.web_process import WebProcess, running_web_process
from tests.builders.world import World
from tests.sockets.page import Page, page, seated


@pytest.fixture
def job(shared: World) -> UUID:
    """A job, once nobody is in a call of an earlier test any more."""
    with shared.kit.reading() as db:
        left = db.execute(
            select(LiveSession.job_id, LiveSession.id).where(LiveSession.state != "ended")
        ).all()
    for job_id, session_id in left:
        calls.end(shared.kit, shared.dan, job_id, session_id)
    return open_job(shared, shared.tess)


def ask(
    web: WebProcess, world: World, job: UUID, who: str = "Tess"
) -> tuple[UUID, dict[str, object]]:
    session, token = uuid4(), login(world, who)
    status, seat, _ = web.ask(
        "POST", f"/api/jobs/{job}/sessions", {"id": str(session)}, token=token
    )
    assert status == 201, seat
    return session, seat


def of_session(page: Page, name: str, session: UUID) -> list[dict[str, Any]]:
    """The messages about this session that the page received, without those of earlier tests."""
    messages = []
    for each in page.received[name]:
        session_of_message = each["session"]
        if str(session) == (
            session_of_message["id"] if isinstance(session_of_message, dict) else session_of_message
        ):
            messages.append(each)
    return messages


def test_every_expert_is_rung_within_a_second(web: WebProcess, shared: World, job: UUID) -> None:
    with (
        page(web, shared, "Eva") as eva,
        page(web, shared, "Dan") as dan,
        page(web, shared, "Theo") as theo,
    ):
        began = time.monotonic()
        session, seat = ask(web, shared, job)
        assert eva.listener.hears(lambda: of_session(eva, "ring", session))
        assert time.monotonic() - began < slack()
        [call] = of_session(eva, "ring", session)
        assert (call["job_number"], call["site_name"]) == (call["job_number"], "Frankfurt 2")
        assert seat["session"]["experts_online"] == 1  # type: ignore[index]
        assert (dan.received["ring"], theo.received["ring"]) == ([], [])
        token = login(shared, "Eva")
        path = f"/api/jobs/{job}/sessions/{session}/claim"
        assert web.ask("POST", path, {}, token=token)[0] == 200
        assert eva.listener.hears(lambda: of_session(eva, "quiet", session))
        [hushed] = of_session(eva, "quiet", session)
        assert (hushed["state"], hushed["by"]["name"]) == ("live", "Eva")


def test_a_call_to_tess_rings_nobody_else(web: WebProcess, shared: World, job: UUID) -> None:
    with page(web, shared, "Tess") as tess, page(web, shared, "Theo") as theo:
        session, _ = ask(web, shared, job, "Eva")
        assert tess.hears("ring")
        path = f"/api/jobs/{job}/sessions/{session}/end"
        assert web.ask("POST", path, {}, token=login(shared, "Eva"))[0] == 200
        assert tess.hears("quiet")
        assert tess.received["quiet"][0]["state"] == "ended"
        assert theo.received["ring"] == []


def test_the_answer_says_that_nobody_is_online(web: WebProcess, shared: World, job: UUID) -> None:
    _, seat = ask(web, shared, job)
    assert seat["session"]["experts_online"] == 0  # type: ignore[index]


def test_a_dead_phone_is_known_within_ten_seconds(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session = seated(shared, job)
    with page(web, shared, "Tess") as tess, page(web, shared, "Eva") as eva:
        tess.enter(session)
        eva.enter(session)
        assert eva.sees("Tess", present=True)
        time.sleep(2.5)
        # Her phone is gone without a notice: the connection stands, and no answer comes back.
        tess.echoes = False
        began = time.monotonic()
        assert eva.sees("Tess", present=False, seconds=10)
        assert time.monotonic() - began > 4, "one lost echo is no death"
        tess.echoes = True
        assert eva.sees("Tess", present=True)


def test_the_same_pages_are_present_after_a_restart_of_the_web_process(
    shared: World, shared_folder: Path, job: UUID
) -> None:
    session = seated(shared, job)
    with (
        running_web_process(shared_folder) as first,
        page(first, shared, "Tess", "tess-page") as tess,
        page(first, shared, "Eva") as eva,
    ):
        tess.enter(session)
        eva.enter(session)
        before = eva.peer()
        os.kill(first.process.pid, signals.SIGKILL)
        assert eva.listener.ends()
    with (
        running_web_process(shared_folder) as second,
        page(second, shared, "Tess", "tess-page") as tess,
        page(second, shared, "Eva") as eva,
    ):
        eva.enter(session)
        assert eva.sees("Tess", present=False)
        tess.enter(session)
        assert eva.sees("Tess", present=True)
        assert eva.peer() == before
