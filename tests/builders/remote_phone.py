"""A call between a phone in a network of its own and a desk beside the installation, over a network
that a test makes bad."""

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Page

from server.settings import lan
from tests.builders.browsers import DESK, FULL_RATE_CAMERA, PHONE, chromium, launched, window
from tests.builders.installation import Guest, Installation, running_installation
from tests.builders.phone_network import PhoneNetwork, phone_network
from tests.builders.ports import free_port
from tests.faults.lossy_network import LossyNetwork
from tests.faults.relay import Relay
from tests.journeys import calling

PORTS = (28_000, 28_079)
SOUND = "--autoplay-policy=no-user-gesture-required"
# `window.shown` has the time of each frame that the desk showed, by its own clock, in milliseconds.
SHOWN = """() => {
  window.shown = [];
  let watched = null;
  const look = () => {
    const video = document.querySelector("video.stage-video");
    if (video && video !== watched) {
      watched = video;
      const next = () => video.requestVideoFrameCallback((now) => {
        window.shown.push(now);
        if (video === watched) next();
      });
      next();
    }
    setTimeout(look, 50);
  };
  look();
}"""
# The longest time without a frame from a moment up to now.
LONGEST = """(since) => {
  const all = [since, ...window.shown.filter((at) => at > since), performance.now()];
  return Math.max(...all.slice(1).map((at, turn) => at - all[turn]));
}"""
# The time from a moment until three frames came within a fifth of a second; -1 while they haven't.
BACK = """(since) => {
  const later = window.shown.filter((at) => at > since);
  const turn = later.findIndex((at, k) => k + 2 < later.length && later[k + 2] - at < 200);
  return turn < 0 ? -1 : later[turn] - since;
}"""


@dataclass
class RemotePhoneCall:
    """The call in progress; `phone` is the page in the far network."""

    home: Installation
    out: PhoneNetwork
    air: LossyNetwork
    phone: Page
    desk: Page
    tess: Guest
    eva: Guest
    job: str

    def now(self) -> float:
        """The time by the desk's clock, in milliseconds."""
        return float(self.desk.evaluate("performance.now()"))

    def longest(self, since: float) -> float:
        """The longest time without a frame at the desk, in seconds."""
        return float(self.desk.evaluate(LONGEST, since)) / 1000

    def back(self, since: float, within: float) -> float:
        """The seconds until the picture flows again."""
        for _ in range(int(within * 20)):
            milliseconds = float(self.desk.evaluate(BACK, since))
            if milliseconds >= 0:
                return milliseconds / 1000
            self.desk.wait_for_timeout(50)
        raise AssertionError(f"no picture {within} s after: {self.home.supervisor.log()[-3000:]}")


@contextmanager
def installation_behind_loss(
    folder: Path, net: int, seed: int
) -> Iterator[tuple[Installation, PhoneNetwork, LossyNetwork]]:
    with ExitStack() as stack:
        out = stack.enter_context(phone_network(folder, net))
        own = ",".join(f"{each}/32" for each in lan.every_address())
        port, objects = free_port(), free_port()
        air = stack.enter_context(
            LossyNetwork(out.here, "127.0.0.1", PORTS, bad=out.phone, seed=seed)
        )
        store = stack.enter_context(Relay(("127.0.0.1", objects), address=out.here))
        home = stack.enter_context(
            running_installation(
                folder,
                PORT=str(port),
                SMARTHANDS_S3_PORT=str(objects),
                SMARTHANDS_S3_PUBLIC_URL=store.url,
                SMARTHANDS_HOST=out.here,
                SMARTHANDS_URL=f"http://{out.here}:{port}",
                SMARTHANDS_MEDIA_ADDRESSES=f"{out.here}/127.0.0.1",
                SMARTHANDS_MEDIA_PORTS=f"{PORTS[0]}-{PORTS[1]}",
                # No packet finds a way past the lossy network.
                SMARTHANDS_MEDIA_REFUSED=f"{out.network},{own}",
            )
        )
        home.supervisor.wait_for("signed in", seconds=30)
        yield home, out, air


@contextmanager
def browsers(home: Installation, out: PhoneNetwork) -> Iterator[tuple[Browser, Browser]]:
    """The phone's browser in its own network, and the desk's."""
    flags = (
        *FULL_RATE_CAMERA,
        SOUND,
        f"--unsafely-treat-insecure-origin-as-secure={home.url}",
    )
    with chromium(*flags, program=str(out.wrapper)) as far:
        near = launched(far.browser_type, *flags)
        yield far, near
        near.close()


@contextmanager
def remote_phone_call(
    home: Installation,
    out: PhoneNetwork,
    air: LossyNetwork,
    far: Browser,
    near: Browser,
    camera: str = "",
) -> Iterator[RemotePhoneCall]:
    """A live session of Tess and Eva in which Eva sees the picture; `camera` is a script that
    replaces the browser's fake camera."""
    tess, eva = home.invite("Tess Vogel", "technician"), home.invite("Eva Lindqvist", "expert")
    dan = home.invite("Dan Okafor", "dispatcher")
    job = calling.job_on_site(home, dan, tess)
    with window(far, PHONE, tess) as phone, window(near, DESK, eva) as desk:
        for browser_window in (phone, desk):
            calling.watch(browser_window)
        if camera:
            phone.context.add_init_script(camera)
        desk.page.goto(home.url)
        calling.get_help(phone.page, home.url, job)
        calling.answer(desk.page)
        calling.sees(desk.page, 30)
        desk.page.evaluate(SHOWN)
        desk.page.wait_for_timeout(1000)
        call = RemotePhoneCall(home, out, air, phone.page, desk.page, tess, eva, job)
        call.back(call.now() - 900, 10)
        try:
            yield call
        finally:
            air.gone = frozenset()
            out.up(out.wifi)
            out.up(out.lte)
        for browser_window in (phone, desk):
            browser_window.complaints.clear()  # The network was bad on purpose.
