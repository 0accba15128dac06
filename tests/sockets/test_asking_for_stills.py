"""A node is asked only for stills that the session waits for, since it has no database to look
in."""

from typing import Any
from uuid import UUID, uuid4

from smarthands.sessions import stills
from tests.builders.jobs import open_job, photo
from tests.builders.web_process import WebProcess
from tests.builders.world import World
from tests.sockets.fake_nodes import FakeNode, fake_node, goes
from tests.sockets.page import Page, page, seated


def wanted(world: World, job: UUID, session: UUID) -> UUID:
    id = uuid4()
    stills.request(world.kit, world.eva, job, session, id=id)
    return id


def ask(page: Page, session: UUID, value: Any) -> str | None:
    """The refusal's code, or None when the request was relayed, which nobody acknowledges."""
    question = {"what": "still", "value": str(value)}
    answer = page.signal(session, page.peer(), "ask", question)
    return answer["error"]["code"] if answer else None


def asked(node: FakeNode) -> list[str]:
    return [signal["data"]["value"] for signal in node.signals if signal["kind"] == "ask"]


def test_a_request_for_a_still_that_the_session_does_not_wait_for_is_not_relayed(
    web: WebProcess, shared: World, job: UUID
) -> None:
    session, other = seated(shared, job), open_job(shared, shared.tess)
    elsewhere = wanted(shared, other, seated(shared, other))
    answered, id = wanted(shared, job, session), wanted(shared, job, session)
    photo(shared, shared.tess, job, id=answered)
    with fake_node(web) as node, page(web, shared, "Eva") as eva:
        node.tell()
        assert eva.enter(session)["ok"]
        assert goes(eva, "node")
        assert ask(eva, session, uuid4()) == "not_found"
        assert ask(eva, session, elsewhere) == "not_found"
        assert ask(eva, session, "../../etc") == "malformed"
        assert ask(eva, session, answered) == "conflict"
        assert ask(eva, session, id) is None
        assert node.listener.hears(lambda: asked(node))
        assert asked(node) == [str(id)]


def test_every_other_signal_to_a_node_is_relayed(web: WebProcess, shared: World, job: UUID) -> None:
    session = seated(shared, job)
    with fake_node(web) as node, page(web, shared, "Eva") as eva:
        node.tell()
        assert eva.enter(session)["ok"]
        assert goes(eva, "node")
        eva.tell(session, eva.peer(), "ask", {"what": "torch", "value": "on"})
        eva.tell(session, eva.peer(), "ask", None)
        assert node.listener.hears(lambda: len(node.signals) == 2)
