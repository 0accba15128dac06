"""Every signal is sent by the roles of its row in the table alone, whoever else tries."""

from collections.abc import Iterator
from contextlib import ExitStack
from itertools import product
from typing import Any
from uuid import UUID

import pytest

from schemas.signals.read import CHECKS, SENDERS
from schemas.signals.topology import ROLES
from smarthands.people import join_links
from smarthands.people.sign_in import actor_for
from tests.builders.jobs import open_job
from tests.builders.sessions import token_of_join
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.event_listener import EventListener, listening
from tests.sockets.fake_nodes import fake_node, goes
from tests.sockets.page import OFFER, Page, page, seated

LEG = {"leg": "leg-1"}
DATA: dict[str, Any] = {
    "offer": OFFER,
    "answer": OFFER,
    "candidate": None,
    "pointer": {"x": 0.5, "y": 0.5},
    "state": {"camera": "on"},
    "power": {"battery": None, "lowered": "heat"},
    "ask": {"what": "torch", "value": "on"},
    "lost": LEG,
    "retired": LEG,
    "flow": {"audio": True},
    "still": {"jpeg": ""},
    "stored": {"seconds": 1.0},
    "rate": {"video": "full"},
}


class Call:
    """A call of Tess, Gus and Eva by way of a node, in which Dan listens."""

    def __init__(
        self, session: UUID, senders: dict[str, tuple[EventListener, str]], dan: Page
    ) -> None:
        self.session = session
        self.senders = senders
        """The socket and the participant of each role."""
        self.dan = dan

    def send(self, role: str, kind: str) -> str | None:
        """The code of the refusal of a signal to Dan; None when it was relayed."""
        listener, me = self.senders[role]
        [to] = [seat for seat in self.dan.topology["participants"] if seat["name"] == "Dan"]
        before = len(self.dan.received["signal"])
        signal = {"session": str(self.session), "to": to["id"], "page": to["page"]}
        answer = listener.send("signal", signal | {"kind": kind, "data": DATA[kind]})
        if answer:
            assert len(self.dan.received["signal"]) == before
            return str(answer["error"]["code"])
        assert self.dan.hears("signal", before + 1)
        relayed = self.dan.received["signal"][-1]
        assert (relayed["from"], relayed["kind"]) == (me, kind)
        return None


@pytest.fixture(scope="module")
def call(web: WebProcess, shared: World) -> Iterator[Call]:
    job = open_job(shared, shared.tess)
    gus = join_links.take(shared.kit, token_of_join(shared, job), name="Gus", kind="bearer")
    session = seated(shared, job, actor_for(gus.person, gus.login), shared.dan)
    with ExitStack() as stack:
        node = stack.enter_context(fake_node(web))
        node.tell()
        guest = Page(stack.enter_context(listening(web, {"token": gus.token})))
        tess, eva, dan = (
            stack.enter_context(page(web, shared, name)) for name in ("Tess", "Eva", "Dan")
        )
        entries = {
            "technician": (tess.listener, tess.enter(session)["participant"]),
            "guest": (guest.listener, guest.enter(session)["participant"]),
            "expert": (eva.listener, eva.enter(session)["participant"]),
        }
        assert dan.enter(session)["ok"]
        assert goes(dan, "node")
        [media] = [seat for seat in dan.topology["participants"] if seat["role"] == "media"]
        yield Call(session, entries | {"media": (node.listener, media["id"])}, dan)


def test_the_table_has_a_row_for_every_signal_and_no_role_that_has_no_seat() -> None:
    assert set(SENDERS) == set(CHECKS) == set(DATA)
    assert set().union(*SENDERS.values()) == set(ROLES)


@pytest.mark.parametrize(("kind", "role"), list(product(CHECKS, ROLES)))
def test_a_signal_is_taken_from_the_roles_of_its_row_alone(
    call: Call, kind: str, role: str
) -> None:
    assert call.send(role, kind) == (None if role in SENDERS[kind] else "forbidden")


def test_a_technician_neither_points_nor_asks(call: Call) -> None:
    """This one row is written out, in case that the table itself is wrong."""
    refusals = {kind: call.send("technician", kind) for kind in ("pointer", "ask", "state")}
    assert refusals == {"pointer": "forbidden", "ask": "forbidden", "state": None}
