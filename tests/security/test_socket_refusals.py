"""Each way in which a socket is refused is in the log of refusals: trials are made at a running web
process, and the log is read when it has ended."""

import ast
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
import structlog
from socketio import Server

from realtime.sockets.charges import ADDRESS_SHARE, HOPELESS_SECONDS, Charges
from realtime.sockets.client_sockets import ClientSockets
from realtime.sockets.costs import COSTS
from realtime.sockets.lobby import REFUSAL, Lobby
from realtime.sockets.refusals import FLOOD, SILENCE, Refusals
from realtime.sockets.repeated_lines import RepeatedLines
from server.callers import caller_key
from server.http.request_log import REFUSALS
from server.refusal_log import Refusal, RefusalLog, logged
from smarthands.actor import Actor
from smarthands.errors import Code
from tests.builders.jobs import open_job
from tests.builders.web_process import SECRET, proxy_headers, running_web_process, shared_world
from tests.security.socket_trials import TRIALS, Scene
from tests.sockets.page import seated

ROOT = Path(__file__).parents[2]
EVERYDAY = {
    Code.MALFORMED: "a page of another version sends it",
    Code.INTERNAL: "it is our own fault",
    Code.BUSY: "it is tried again",
    Code.CONFLICT: "a node was late",
    Code.PHOTO_POLICY: "a page has not heard yet what the site allows",
}
"""The codes that sockets answer with, and that say nothing of somebody who tried."""
SLOW = "it takes nothing in"
"""What closes a socket and refuses nothing: its phone reads more slowly than we send."""


@pytest.fixture(scope="module")
def log(
    sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory
) -> dict[str, Counter[Refusal]]:
    """What the log has of each trial, with the address left out that it is found by."""
    folder = tmp_path_factory.mktemp("refused")
    world = shared_world(sqlite_template, folder)
    digests = {}
    digest = RefusalLog(folder, SECRET, 30, lambda: datetime.now(UTC)).digest
    with running_web_process(folder) as web:
        job = open_job(world, world.tess)
        scene = Scene(web, world, job, seated(world, job))
        for name, trial in TRIALS.items():
            at = proxy_headers()
            digests[digest(caller_key(at["X-Forwarded-For"]))] = name
            trial.act(scene, at)
    found = {name: Counter[Refusal]() for name in TRIALS}
    for line in logged(folder, datetime.now(UTC).date() - timedelta(days=1)):
        name = digests[str(line.refusal.address)]
        assert line.refusal.door == "socket"
        found[name][line.refusal] += line.times
    return found


@pytest.mark.parametrize("name", TRIALS)
def test_the_log_has_each_refusal_with_its_reason_and_how_often(
    log: dict[str, Counter[Refusal]], name: str
) -> None:
    trial = TRIALS[name]
    counts = {(r.reason, r.route, r.person): times for r, times in log[name].items()}
    assert counts.pop((trial.reason.value, trial.message, trial.person)) == trial.times
    # Guesses are refused before they are too many.
    assert set(counts) <= {("not_found", "connect", None)}, counts


def test_a_flood_is_a_line_and_not_as_many_lines_as_messages(
    log: dict[str, Counter[Refusal]],
) -> None:
    assert sum(log["role"].values()) == 6
    assert len(log["role"]) == 1


def test_an_address_that_costs_too_much_is_told() -> None:
    told: list[tuple[str, str, str | None, str]] = []
    server = Server(async_mode="threading")
    charges = Charges(server.sleep)
    refusals = Refusals(server, ClientSockets(), lambda *refusal: told.append(refusal))
    Lobby(server, str, charges, refusals)
    assert charges.open("connection-0", "10.0.0.9")
    for account in charges._accounts.values():
        debt = account.burst + ADDRESS_SHARE * (HOPELESS_SECONDS + 1)
        account.spend(debt, time.monotonic(), least=float("-inf"))
    environ = {"REMOTE_ADDR": "10.0.0.9"}
    assert server.eio.handlers["connect"]("connection-1", environ) == REFUSAL
    assert told == [("too_many", "10.0.0.9", None, "connect")]


def test_the_name_of_a_media_node_is_not_noted() -> None:
    told: list[tuple[str, str, str | None, str]] = []
    server = Server(async_mode="threading")
    refusals = Refusals(server, ClientSockets(), lambda *refusal: told.append(refusal))
    node = Actor("system", "node-of-the-firm", "media")
    refusals.at_connect(Code.TOO_MANY, {"REMOTE_ADDR": "203.0.113.9"}, node)
    assert told == [("too_many", "203.0.113.9", None, "connect")]


def test_a_line_that_a_flood_repeats_is_written_with_its_count() -> None:
    clock = [0.0]
    lines = RepeatedLines(lambda: clock[0])
    with structlog.testing.capture_logs() as written:
        for second in range(25):
            clock[0] = float(second)
            for _ in range(200):
                lines.info("message dropped", "ValueError")
        lines.info("message dropped", "TypeError")
    counts = [(line["problem"], line["times"]) for line in written]
    assert counts == [
        ("ValueError", 1),
        ("ValueError", 200 * 10),
        ("ValueError", 200 * 10),
        ("TypeError", 1),
    ]


def test_every_event_and_every_reason_of_a_refusal_is_tried() -> None:
    """Whoever adds a reason adds a trial, or says why the log needn't have it."""
    sources = [ROOT / "server" / "auth" / "socket_auth.py"]
    sources += [path for path in (ROOT / "realtime").rglob("*.py") if "media" not in path.parts]
    codes, closings = set(), set()
    for source in sources:
        for node in ast.walk(ast.parse(source.read_text())):
            if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name):
                codes |= {Code[node.attr]} if node.value.id == "Code" else set()
            if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute):
                closings |= words_of(node) if node.func.attr == "info" else set()
    tried = {trial.reason for trial in TRIALS.values()}
    assert codes <= tried | EVERYDAY.keys()
    assert {code.value for code in tried} <= REFUSALS
    assert not REFUSALS & {code.value for code in EVERYDAY}
    assert closings == {"too many wait", "its address costs too much", "nobody came in", SLOW}
    # These two answer that a message is malformed, and refuse nothing else; a beat has no answer.
    assert {trial.message for trial in TRIALS.values()} - {FLOOD, SILENCE} == COSTS.keys() - {
        "exit",
        "unfollow",
        "beat",
    }


def words_of(call: ast.Call) -> set[str]:
    """What a line of the log says of a socket that is refused or closed."""
    words = [str(each.value) for each in call.args if isinstance(each, ast.Constant)]
    return set(words[1:]) if words and words[0].startswith("socket ") else set()
