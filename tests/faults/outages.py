"""The outages of a technician's network or of our processes in a call, one function each.

Each function brings the outage about, lets the call recover by itself, and returns for how many
seconds the expert was without what she is due.
"""

import signal
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tests.builders.remote_phone import RemotePhoneCall
from tests.faults.lossy_network import NetworkConditions

SETTLED = 30.0
GONE = 6.0
"""The limit is in seconds: Chromium notices within two to three and a half that a network is
back."""
SOUND = """async () => {
  const found = { samples: 0, concealed: 0 };
  for (const one of window.connections) {
    if (one.connectionState === "closed") continue;
    for (const stat of (await one.getStats()).values()) {
      if (stat.type !== "inbound-rtp" || stat.kind !== "audio") continue;
      found.samples += stat.totalSamplesReceived ?? 0;
      found.concealed += (stat.concealedSamples ?? 0) - (stat.silentConcealedSamples ?? 0);
    }
  }
  return found;
}"""


@dataclass(frozen=True)
class Outage:
    """An outage: `act` brings it about and waits until it is over; `limit` is for how many seconds
    the expert may be without her due on a machine that has nothing else to do."""

    act: Callable[[RemotePhoneCall], float]
    limit: float
    long: bool = False


def roams(told: bool, call: RemotePhoneCall) -> float:
    """Roams from Wi-Fi to LTE and back, and returns the worse of the two; `told` says whether the
    programs on the phone get a notice of the system."""
    worst = 0.0
    for gone, there in ((call.out.wifi, call.out.lte), (call.out.lte, call.out.wifi)):
        _arrive(call, there)
        call.desk.wait_for_timeout(1000)
        began = call.now()
        call.air.gone = frozenset({call.out.address(gone)})
        call.out.leave(gone) if told else call.out.down(gone)
        call.desk.wait_for_timeout(8000)
        worst = max(worst, call.longest(began))
        call.back(call.now() - 500, SETTLED)
    _arrive(call, call.out.lte)
    return worst


def _arrive(call: RemotePhoneCall, way: str) -> None:
    call.air.gone -= {call.out.address(way)}
    call.out.up(way)


def is_down(seconds: float, call: RemotePhoneCall) -> float:
    """Lets nothing pass for a while; the time counts from when packets pass again."""
    with call.air.be(NetworkConditions(down=True)):
        call.desk.wait_for_timeout(seconds * 1000)
    return call.back(call.now(), SETTLED)


def is_gone(seconds: float, call: RemotePhoneCall) -> float:
    """Takes the network away for a while, for media and sockets alike, as in a dead spot; the time
    counts from its return."""
    ways = (call.out.wifi, call.out.lte)
    call.air.gone = frozenset(map(call.out.address, ways))
    for way in ways:
        call.out.down(way)
    call.desk.wait_for_timeout(seconds * 1000)
    for way in ways:
        _arrive(call, way)
    return call.back(call.now(), SETTLED)


def is_bad(conditions: NetworkConditions, seconds: float, call: RemotePhoneCall) -> float:
    """The longest time without a picture while the conditions last."""
    with call.air.be(conditions):
        began = call.now()
        call.desk.wait_for_timeout(seconds * 1000)
        worst = call.longest(began)
    call.back(call.now(), SETTLED)
    return worst


def node_dies(call: RemotePhoneCall) -> float:
    """Kills the node, which the supervisor starts again; until then the pages connect directly, or
    not at all."""
    [node] = call.home.supervisor.those("realtime.media --web")
    began = call.now()
    node.send_signal(signal.SIGKILL)
    call.desk.wait_for_timeout(8000)
    worst = call.longest(began)
    call.back(call.now() - 500, SETTLED)
    return worst


def web_restarts(call: RemotePhoneCall) -> float:
    """Restarts the web process, which media does not notice."""
    began = call.now()
    for each in call.home.supervisor.those("gunicorn"):
        each.send_signal(signal.SIGKILL)
    call.desk.wait_for_timeout(10_000)
    return call.longest(began)


def database_is_locked(call: RemotePhoneCall) -> float:
    """Locks the database: facts wait, signals and media don't."""
    path = call.home.settings.data / "smarthands.db"
    began = call.now()
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        call.desk.wait_for_timeout(60_000)
        other.execute("ROLLBACK")
    other.close()
    return call.longest(began)


def store_hangs(call: RemotePhoneCall) -> float:
    """Stops the process of the objects' server with SIGSTOP."""
    stopped = call.home.supervisor.those("weed")
    began = call.now()
    for each in stopped:
        each.suspend()
    try:
        call.desk.wait_for_timeout(60_000)
    finally:
        for each in stopped:
            each.resume()
    return call.longest(began)


def concealed(call: RemotePhoneCall, conditions: NetworkConditions, seconds: float) -> float:
    """The share of her sound that the expert's browser had to conceal while the conditions
    lasted."""
    with call.air.be(conditions):
        call.desk.wait_for_timeout(2000)
        before = call.desk.evaluate(SOUND)
        call.desk.wait_for_timeout(seconds * 1000)
        after = call.desk.evaluate(SOUND)
    samples = after["samples"] - before["samples"]
    assert samples > 0
    return float((after["concealed"] - before["concealed"]) / samples)


OUTAGES: Mapping[str, Outage] = {
    "wifi_to_lte": Outage(partial(roams, True), 3.0),
    "wifi_to_lte_untold": Outage(partial(roams, False), 3.0),
    "down_5_s": Outage(partial(is_down, 5.0), 3.0, long=True),
    "down_25_s": Outage(partial(is_down, 25.0), 3.0, long=True),
    "down_84_s": Outage(partial(is_down, 84.0), 3.0, long=True),
    "gone_8_s": Outage(partial(is_gone, 8.0), GONE, long=True),
    "gone_25_s": Outage(partial(is_gone, 25.0), GONE, long=True),
    "gone_84_s": Outage(partial(is_gone, 84.0), GONE, long=True),
    "loss_2": Outage(partial(is_bad, NetworkConditions(loss=0.02), 15.0), 1.0, long=True),
    "loss_10": Outage(partial(is_bad, NetworkConditions(loss=0.10), 15.0), 2.0, long=True),
    "loss_20": Outage(partial(is_bad, NetworkConditions(loss=0.20), 15.0), 6.0, long=True),
    "far_1_s": Outage(partial(is_bad, NetworkConditions(delay=0.5), 20.0), 6.0, long=True),
    "reordered": Outage(partial(is_bad, NetworkConditions(jitter=0.03), 15.0), 1.0, long=True),
    "narrow_150_kbps": Outage(
        partial(is_bad, NetworkConditions(rate=150_000), 40.0), 8.0, long=True
    ),
    "web_restarts": Outage(web_restarts, 1.0, long=True),
    "database_locked": Outage(database_is_locked, 1.0, long=True),
    "store_hangs": Outage(store_hangs, 1.0, long=True),
    "node_dies": Outage(node_dies, 3.0, long=True),
}
