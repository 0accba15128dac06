"""An event of another process is pushed, and a login that ended there is closed, within a
second."""

import time
from collections.abc import Callable
from functools import partial
from statistics import median

from smarthands.people import sign_in
from tests.builders.jobs import note, open_job
from tests.builders.load import slack
from tests.builders.site import login
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import listening

ROUNDS = 5


def seconds_until(happened: Callable[[], bool]) -> float:
    began = time.monotonic()
    assert happened()
    return time.monotonic() - began


def test_an_event_of_another_process_is_pushed_within_a_second(
    web: WebProcess, shared: World
) -> None:
    job_id = open_job(shared, shared.tess)
    with listening(web, {"token": login(shared, "Eva")}) as eva:
        eva.follow(job_id)
        seconds = []
        for number in range(1, ROUNDS + 1):
            note(shared, shared.tess, job_id)
            seconds.append(seconds_until(partial(eva.hears_events, number)))
    assert median(seconds) < slack(), seconds


def test_a_login_that_ended_in_another_process_is_closed_within_a_second(
    web: WebProcess, shared: World
) -> None:
    seconds = []
    for _ in range(ROUNDS):
        token = login(shared, "Eva")
        with listening(web, {"token": token}) as listener:
            eva = sign_in.actor_for_token(shared.kit, token)
            assert eva is not None
            sign_in.sign_out(shared.kit, eva)
            seconds.append(seconds_until(listener.ends))
    assert median(seconds) < slack(), seconds
