"""Guessing is counted, and people sign in, also while the Valkey that counts is away."""

import socket
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from threading import Thread

import pytest

from server.http.rate_limits import LIMITS, RateLimits
from server.http.request import context_of
from server.http.shared_counts import AWAY_SECONDS, SharedCounts
from smarthands.errors import Code, Problem
from tests.builders.ports import free_port
from tests.builders.site import Site, link, token_in
from tests.http.signing_in import sign_in

PASSWORDS = LIMITS["password"][0]


@contextmanager
def silent_server() -> Iterator[tuple[str, list[socket.socket]]]:
    """A server that accepts connections and never answers, as one whose machine is stuck; its
    address, and the connections so far."""
    listener, accepted = socket.create_server(("127.0.0.1", 0)), []

    def accept() -> None:
        try:
            while True:
                accepted.append(listener.accept()[0])
        except OSError:
            return

    thread = Thread(target=accept)
    thread.start()
    try:
        yield f"redis://127.0.0.1:{listener.getsockname()[1]}/0", accepted
    finally:
        listener.shutdown(socket.SHUT_RDWR)
        listener.close()
        thread.join()
        for connection in accepted:
            connection.close()


def test_tries_are_counted_in_memory_while_nobody_listens() -> None:
    limits = RateLimits(f"redis://127.0.0.1:{free_port()}/0")
    for _ in range(PASSWORDS.amount):
        limits.count("password", "10.9.0.1")
    with pytest.raises(Problem) as refused:
        limits.count("password", "10.9.0.1")
    assert refused.value.code == Code.TOO_MANY
    assert refused.value.retry_after
    limits.count("password", "10.9.0.2")


def test_a_server_that_does_not_answer_is_waited_for_once() -> None:
    now = 100.0
    with silent_server() as (url, accepted):
        counts = SharedCounts(url, lambda: now)
        assert all(counts.hit(PASSWORDS, "password", "10.9.0.1") for _ in range(5))
        asked = len(accepted)
        assert asked >= 1
        now += AWAY_SECONDS
        assert counts.hit(PASSWORDS, "password", "10.9.0.1")
        assert len(accepted) > asked


def test_people_sign_in_and_a_wrong_link_is_refused_while_it_is_away(site: Site) -> None:
    limits = RateLimits(f"redis://127.0.0.1:{free_port()}/0")
    site.app.extensions["smarthands"] = replace(context_of(site.app), rate_limits=limits)
    assert sign_in(site.somebody(), token_in(link(site.world, "Tess").url)).status == 201
    stranger = site.somebody()
    statuses = [sign_in(stranger, "x" * 43).status for _ in range(LIMITS["link"][0].amount + 1)]
    assert set(statuses[:-1]) == {404}
    assert statuses[-1] == 429
    password = {"email": "tess@firm.test", "password": "a guess of a stranger's"}
    answer = site.somebody().post(
        "/api/logins", password, headers={"Origin": "http://localhost:8000"}
    )
    assert answer.status == 401
