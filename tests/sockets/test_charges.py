"""Sockets are charged by cost: an actor's are slowed together, and only so many are admitted."""

from contextlib import ExitStack
from uuid import uuid4

import pytest

from realtime.sockets import charges
from realtime.sockets.charges import ACTOR_BURST, ACTOR_SHARE, Charges
from realtime.sockets.costs import COSTS, FRAME, STILL, cost_of
from smarthands.actor import Actor
from smarthands.errors import Code, Problem
from smarthands.model.person import Role
from tests.builders.jobs import open_job
from tests.builders.site import login, share_link
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World
from tests.sockets.test_lobby import heard, unauthenticated


class Time:
    """The time, which passes while somebody sleeps."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now

    def sleep(self, seconds: float) -> None:
        self.now += seconds


def person(name: str = "Eva") -> Actor:
    return Actor("person", str(uuid4()), name, Role.EXPERT, login_id=uuid4())


def connected(till: Charges, actor: Actor, number: int = 1, address: str = "10.0.0.1") -> list[str]:
    connections = [f"{actor.id}-{number}-{uuid4()}" for number in range(number)]
    for connection in connections:
        assert till.open(connection, address)
        till.sign_in(connection, actor)
    return connections


def entered(till: Charges, connection: str) -> None:
    with till.message(connection, COSTS["enter"]):
        pass


def test_twelve_sockets_of_one_actor_get_no_more_than_one() -> None:
    time = Time()
    till = Charges(time.sleep, time)
    sockets = connected(till, person(), 12)
    for number in range(600):
        entered(till, sockets[number % 12])
    spent = 600 * COSTS["enter"]
    assert spent <= ACTOR_BURST + time.now * ACTOR_SHARE + COSTS["enter"]


def test_who_comes_back_to_a_wall_of_twenty_sites_waits_for_nothing_but_the_others() -> None:
    time = Time()
    till = Charges(time.sleep, time)
    [socket] = connected(till, person())
    for _ in range(20):
        entered(till, socket)
    assert time.now < 21 * charges.YIELD_SECONDS


def test_one_actor_does_not_pay_for_another() -> None:
    time = Time()
    till = Charges(time.sleep, time)
    [mallory] = connected(till, person("Mallory"), address="10.0.0.2")
    for _ in range(200):
        entered(till, mallory)
    [eva] = connected(till, person())
    before = time.now
    entered(till, eva)
    assert time.now - before < 2 * charges.YIELD_SECONDS


def test_a_flood_of_small_frames_lets_others_be_read() -> None:
    time = Time()
    till = Charges(time.sleep, time)
    [socket] = connected(till, person())
    for _ in range(200):
        till.frame(socket, 50)
    slices = 200 * FRAME / charges.SLICE
    assert time.now >= (slices - 2) * charges.YIELD_SECONDS


def test_a_media_node_is_not_slowed() -> None:
    time = Time()
    till = Charges(time.sleep, time)
    assert till.open("node", "10.0.0.3")
    till.free("node")
    for _ in range(1000):
        till.frame("node", 60_000)
        entered(till, "node")
    assert time.now == 0


def test_an_address_that_has_cost_too_much_gets_no_further_connection() -> None:
    time = Time()
    till = Charges(lambda _seconds: None, time)  # nobody waits, as where thousands knock at once
    number = 0
    while till.open(f"stranger-{number}", "10.0.0.4"):
        number += 1
        assert number < 10_000
    assert till.open("neighbour", "10.0.0.5")
    time.now += charges.HOPELESS_SECONDS
    assert till.open("later", "10.0.0.4")


def test_asking_for_a_still_costs_a_look_into_the_database() -> None:
    assert cost_of("signal", {"kind": "ask"}) == STILL
    assert cost_of("signal", {"kind": "pointer"}) == 0
    assert cost_of(["signal"], None) == 0
    assert cost_of("an event of nobody's", {}) == 0


@pytest.mark.parametrize(
    ("actor", "most"),
    [
        (person(), charges.MOST_PER_LOGIN),
        (Actor("share", str(uuid4()), "Cleo", job_id=uuid4()), charges.MOST_PER_SHARE),
    ],
    ids=["login", "share"],
)
def test_so_many_sockets_and_no_more_until_one_ends(actor: Actor, most: int) -> None:
    time = Time()
    till = Charges(time.sleep, time)
    sockets = connected(till, actor, most)
    assert till.open("one-more", "10.0.0.6")
    with pytest.raises(Problem) as refused:
        till.sign_in("one-more", actor)
    assert refused.value.code == Code.TOO_MANY
    till.close(sockets[0])
    till.sign_in("one-more", actor)


def test_so_many_sockets_of_one_address(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(charges, "MOST_PER_ADDRESS", 3)
    time = Time()
    till = Charges(time.sleep, time)
    for _ in range(3):
        connected(till, person())
    with pytest.raises(Problem, match="from your address"):
        connected(till, person())
    connected(till, person(), address="10.0.0.7")


def test_a_share_link_opens_fifty_sockets_and_everybody_else_connects(
    web: WebProcess, shared: World
) -> None:
    token, _share = share_link(shared, open_job(shared, shared.tess))
    with ExitStack() as crowd:
        for _ in range(charges.MOST_PER_SHARE):
            one = crowd.enter_context(unauthenticated(web, proxy_headers()))
            one.send(f'40{{"share":"{token}"}}')
            assert heard(one).startswith("40{")
        one = crowd.enter_context(unauthenticated(web, proxy_headers()))
        one.send(f'40{{"share":"{token}"}}')
        refusal = heard(one)
        assert refusal.startswith("44")
        assert '"too_many"' in refusal
        dan = crowd.enter_context(unauthenticated(web, proxy_headers()))
        dan.send(f'40{{"token":"{login(shared, "Dan")}"}}')
        assert heard(dan).startswith("40{")
