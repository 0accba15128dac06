"""A STUN server that never answers costs a call nothing: a direct call connects as fast as without
it, and a call through a node doesn't ask it."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

import pytest
from playwright.sync_api import Browser

from tests.builders.browsers import DESK, PHONE, window
from tests.builders.installation import Guest, Installation, running_installation
from tests.builders.load import slack
from tests.journeys import calling

pytestmark = [pytest.mark.journey, pytest.mark.live, pytest.mark.soak, pytest.mark.timeout(300)]
CALLS = 2
"""The number of calls of each kind; the fastest counts, since the machine is shared."""
MOST_ADDED = 0.2
"""The seconds that asking the server may add."""
# The page keeps when it made its first connection, and when one was connected.
TIMED = """(() => {
  const Plain = window.RTCPeerConnection;
  window.RTCPeerConnection = class extends Plain {
    constructor(config) {
      super(window.unasked ? { ...config, iceServers: [] } : config);
      window.made ??= performance.now();
      this.addEventListener("connectionstatechange", () => {
        if (this.connectionState === "connected") window.linked ??= performance.now();
      });
    }
  };
})()"""
UNASKED = "window.unasked = true"


@dataclass
class SilentServer:
    """A STUN server that counts what it receives and answers nothing."""

    receiver: socket.socket
    requests: int = 0
    over: threading.Event = field(default_factory=threading.Event)

    @property
    def url(self) -> str:
        return f"stun:127.0.0.1:{self.receiver.getsockname()[1]}"

    def swallow(self) -> None:
        while not self.over.is_set():
            try:
                self.receiver.recv(2048)
            except TimeoutError:
                continue
            self.requests += 1


@contextmanager
def silent_server() -> Iterator[SilentServer]:
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as receiver:
        receiver.bind(("127.0.0.1", 0))
        receiver.settimeout(0.2)
        server = SilentServer(receiver)
        thread = threading.Thread(target=server.swallow)
        thread.start()
        try:
            yield server
        finally:
            server.over.set()
            thread.join()


@pytest.fixture(scope="module")
def server() -> Iterator[SilentServer]:
    with silent_server() as server:
        yield server


@pytest.fixture(scope="module")
def home(server: SilentServer, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    folder = tmp_path_factory.mktemp("stun")
    with running_installation(folder, SMARTHANDS_STUN_URLS=server.url) as opened:
        opened.supervisor.wait_for("signed in")
        yield opened


def set_video_path(home: Installation, path: str) -> None:
    home.ada.ask("PATCH", f"/api/sites/{home.site['id']}", {"video_path": path})


def call(home: Installation, patterned: Browser, crew: tuple[Guest, ...], *scripts: str) -> float:
    """The seconds from when the expert's page made a connection until one is connected."""
    tess, eva, dan = crew
    job = calling.job_on_site(home, dan, tess)
    with window(patterned, PHONE, tess) as phone, window(patterned, DESK, eva) as desk:
        for opened in (phone, desk):
            calling.watch(opened)
            for script in (TIMED, *scripts):
                opened.context.add_init_script(script)
        desk.page.goto(home.url)
        calling.get_help(phone.page, home.url, job)
        calling.answer(desk.page)
        calling.sees(desk.page, 10)
        took = float(desk.page.evaluate("window.linked - window.made")) / 1000
        for session in calling.document(eva, job)["sessions"]:
            eva.ask("POST", f"/api/jobs/{job}/sessions/{session}/end", {})
    return took


@pytest.fixture(scope="module")
def crew(home: Installation) -> tuple[Guest, ...]:
    tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lind", "expert")
    return tess, eva, home.invite("Dan Okafor", "dispatcher")


def test_a_direct_call_connects_as_fast_as_without_the_server(
    home: Installation, server: SilentServer, patterned: Browser, crew: tuple[Guest, ...]
) -> None:
    set_video_path(home, "direct")
    before = server.requests
    without = min(call(home, patterned, crew, UNASKED) for _ in range(CALLS))
    assert server.requests == before
    asking = min(call(home, patterned, crew) for _ in range(CALLS))
    print(f"{asking:.3f} s asking the dead server, {without:.3f} s without it")
    assert server.requests > before, "no page has asked the server"
    assert asking < without + MOST_ADDED * slack()


def test_a_call_through_a_node_asks_no_server(
    home: Installation, server: SilentServer, patterned: Browser, crew: tuple[Guest, ...]
) -> None:
    set_video_path(home, "node")
    before = server.requests
    call(home, patterned, crew)
    assert server.requests == before
