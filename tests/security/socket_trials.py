"""The ways in which a socket is refused, each as somebody would try it."""

import time
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from typing import Any
from uuid import UUID, uuid4

import pytest
import websocket

from realtime.sockets.charges import MOST_PER_LOGIN
from realtime.sockets.lobby import ADMISSION_SECONDS, MOST_PER_ADDRESS
from realtime.sockets.refusals import FLOOD, SILENCE
from server.http.cookies import COOKIE
from server.http.rate_limits import LIMITS
from smarthands.errors import Code
from smarthands.jobs import shares
from tests.builders.people import named
from tests.builders.site import login, share_link
from tests.builders.web_process import WebProcess, proxy_headers
from tests.builders.world import World
from tests.sockets.event_listener import EventListener, listening
from tests.sockets.page import Page
from tests.sockets.test_floods import flood
from tests.sockets.test_lobby import unauthenticated


@dataclass(frozen=True)
class Scene:
    """A call of Tess and Eva, which Mallory has nothing to do with."""

    web: WebProcess
    world: World
    job: UUID
    session: UUID

    @contextmanager
    def socket(self, name: str, at: dict[str, str]) -> Iterator[EventListener]:
        with listening(self.web, {"token": login(self.world, name)}, at) as listener:
            assert listener.connected
            yield listener

    @contextmanager
    def call(self, at: dict[str, str]) -> Iterator[tuple[Page, Page]]:
        """The pages of Tess, at an address, and of Eva."""
        with self.socket("Tess", at) as one, self.socket("Eva", proxy_headers()) as other:
            tess, eva = Page(one), Page(other)
            assert tess.enter(self.session)["ok"]
            assert eva.enter(self.session)["ok"]
            yield tess, eva

    def refused(self, at: dict[str, str], auth: dict[str, Any] | None) -> None:
        with listening(self.web, auth, at) as nobody:
            assert not nobody.connected


@dataclass(frozen=True)
class Trial:
    """What somebody does from an address of its own, and the refusal that the log has of it."""

    act: Callable[[Scene, dict[str, str]], None]
    reason: Code
    message: str = "connect"
    person: str | None = None
    times: int = 1


def page_of_another_site(scene: Scene, at: dict[str, str]) -> None:
    scene.refused(at | {"Origin": "https://evil.test"}, {"token": login(scene.world, "Dan")})


def cookie_without_a_page(scene: Scene, at: dict[str, str]) -> None:
    scene.refused(at | {"Cookie": f"{COOKIE}={login(scene.world, 'Dan', 'cookie')}"}, None)


def ended_share(scene: Scene, at: dict[str, str]) -> None:
    token, share_id = share_link(scene.world, scene.job)
    shares.revoke(scene.world.kit, scene.world.dan, scene.job, share_id)
    scene.refused(at, {"share": token})


def too_many_guesses(scene: Scene, at: dict[str, str]) -> None:
    for _ in range(LIMITS["share"][0].amount + 3):
        scene.refused(at, {"share": "B" * 43})


def a_socket_more_than_a_login_may_have(scene: Scene, at: dict[str, str]) -> None:
    token = login(scene.world, "Mallory")
    with ExitStack() as stack:
        for number in range(MOST_PER_LOGIN + 1):
            one = stack.enter_context(listening(scene.web, {"token": token}, at))
            assert one.connected == (number < MOST_PER_LOGIN)


def a_crowd_that_does_not_sign_in(scene: Scene, at: dict[str, str]) -> None:
    with ExitStack() as stack:
        for _ in range(MOST_PER_ADDRESS):
            stack.enter_context(unauthenticated(scene.web, at))
        with pytest.raises(websocket.WebSocketBadStatusException, match="401"):
            stack.enter_context(unauthenticated(scene.web, at))


def silence(scene: Scene, at: dict[str, str]) -> None:
    with unauthenticated(scene.web, at):
        time.sleep(ADMISSION_SECONDS + 1)


def a_flood(scene: Scene, at: dict[str, str]) -> None:
    with unauthenticated(scene.web, at) as line:
        line.send(f'40{{"token":"{login(scene.world, "Mallory")}"}}')
        assert str(line.recv()).startswith("40{")
        assert flood(line, '42["beat"]', 1000, 20.0)


def following_anothers_job(scene: Scene, at: dict[str, str]) -> None:
    with scene.socket("Mallory", at) as mallory:
        assert not mallory.follow(scene.job)["ok"]


def entering_anothers_call(scene: Scene, at: dict[str, str]) -> None:
    with scene.socket("Mallory", at) as mallory:
        assert not Page(mallory).enter(scene.session)["ok"]


def a_signal_into_anothers_call(scene: Scene, at: dict[str, str]) -> None:
    signal = {"session": str(scene.session), "to": str(uuid4()), "page": "page-of-tess"}
    with scene.socket("Mallory", at) as mallory:
        assert not mallory.send("signal", signal | {"kind": "state", "data": None})["ok"]


def a_signal_that_another_role_sends(scene: Scene, at: dict[str, str]) -> None:
    with scene.call(at) as (tess, _eva):
        to = tess.peer()
        assert not tess.signal(scene.session, to, "pointer", None)["ok"]
        # This is how pages send: without an answer.
        for _ in range(4):
            tess.tell(scene.session, to, "pointer", {"x": 0.5, "y": 0.5})
        assert not tess.signal(scene.session, to, "ask", None)["ok"]


def a_signal_that_nodes_send(scene: Scene, at: dict[str, str]) -> None:
    with scene.call(at) as (tess, _eva):
        assert not tess.signal(scene.session, tess.peer(), "rate", {"video": "full"})["ok"]


def the_load_that_nodes_send(scene: Scene, at: dict[str, str]) -> None:
    load = {"cpu": 0.0, "packets": 0, "sessions": 0, "draining": False}
    with scene.socket("Mallory", at) as mallory:
        assert not mallory.send("load", load)["ok"]


MALLORY, TESS = str(named("Mallory")), str(named("Tess"))
TRIALS = {
    "another site": Trial(page_of_another_site, Code.FOREIGN_ORIGIN),
    "no page": Trial(cookie_without_a_page, Code.FOREIGN_ORIGIN),
    "no such login": Trial(lambda s, at: s.refused(at, {"token": "A" * 43}), Code.SIGNED_OUT),
    "no such share": Trial(lambda s, at: s.refused(at, {"share": "A" * 43}), Code.NOT_FOUND),
    "no such node": Trial(
        lambda s, at: s.refused(at, {"service": "A" * 43, "node": "node-of-mallory"}),
        Code.SIGNED_OUT,
    ),
    "ended share": Trial(ended_share, Code.GONE),
    "guesses": Trial(too_many_guesses, Code.TOO_MANY, times=3),
    "sockets of a login": Trial(a_socket_more_than_a_login_may_have, Code.TOO_MANY, person=MALLORY),
    "too many wait": Trial(a_crowd_that_does_not_sign_in, Code.TOO_MANY),
    "nobody came in": Trial(silence, Code.SIGNED_OUT, SILENCE),
    "too many messages": Trial(a_flood, Code.TOO_MANY, FLOOD, MALLORY),
    "follow": Trial(following_anothers_job, Code.NOT_FOUND, "follow", MALLORY),
    "enter": Trial(entering_anothers_call, Code.NOT_FOUND, "enter", MALLORY),
    "signal": Trial(a_signal_into_anothers_call, Code.NOT_FOUND, "signal", MALLORY),
    "role": Trial(a_signal_that_another_role_sends, Code.FORBIDDEN, "signal", TESS, times=6),
    "signal of nodes": Trial(a_signal_that_nodes_send, Code.FORBIDDEN, "signal", TESS),
    "load": Trial(the_load_that_nodes_send, Code.FORBIDDEN, "load", MALLORY),
}
