"""What can happen to a technician's network in a call, one function each: it happens, the call
comes back by itself, and the answer is how long the expert was without what she is due, in
seconds."""

import signal
import sqlite3
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import partial

from tests.builders.remote_phone import RemotePhoneCall
from tests.faults.lossy_network import NetworkConditions

SETTLED = 30.0
GONE = 6.0
"""Seconds. Chromium tells a call of a network that is back after two to three and a half."""
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
    """`act` makes it happen and waits until it is over; `limit` is what the expert may be without
    in seconds, on a machine that has nothing else to do."""

    act: Callable[[RemotePhoneCall], float]
    limit: float
    long: bool = False


def roams(told: bool, call: RemotePhoneCall) -> float:
    """From Wi-Fi to LTE, and back again: the worse of the two. `told`: the programs on the phone
    are, by its system."""
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
    """Nothing passes for a while; counted from when it does again."""
    with call.air.be(NetworkConditions(down=True)):
        call.desk.wait_for_timeout(seconds * 1000)
    return call.back(call.now(), SETTLED)


def is_gone(seconds: float, call: RemotePhoneCall) -> float:
    """A dead spot: no network for a while, for media and sockets alike; counted from when there is
    one again."""
    ways = (call.out.wifi, call.out.lte)
    call.air.gone = frozenset(map(call.out.address, ways))
    for way in ways:
        call.out.down(way)
    call.desk.wait_for_timeout(seconds * 1000)
    for way in ways:
        _arrive(call, way)
    return call.back(call.now(), SETTLED)


def is_bad(conditions: NetworkConditions, seconds: float, call: RemotePhoneCall) -> float:
    """The longest time without a picture while it lasts."""
    with call.air.be(conditions):
        began = call.now()
        call.desk.wait_for_timeout(seconds * 1000)
        worst = call.longest(began)
    call.back(call.now(), SETTLED)
    return worst


def node_dies(call: RemotePhoneCall) -> float:
    """The supervisor starts it again; until then the pages connect directly, or not at all."""
    [node] = call.home.house.those("realtime.media --web")
    began = call.now()
    node.send_signal(signal.SIGKILL)
    call.desk.wait_for_timeout(8000)
    worst = call.longest(began)
    call.back(call.now() - 500, SETTLED)
    return worst


def web_restarts(call: RemotePhoneCall) -> float:
    """Media doesn't notice."""
    began = call.now()
    for each in call.home.house.those("gunicorn"):
        each.send_signal(signal.SIGKILL)
    call.desk.wait_for_timeout(10_000)
    return call.longest(began)


def database_is_locked(call: RemotePhoneCall) -> float:
    """Facts wait, signals and media don't."""
    path = call.home.settings.data / "smarthands.db"
    began = call.now()
    with sqlite3.connect(path, isolation_level=None) as other:
        other.execute("BEGIN EXCLUSIVE")
        call.desk.wait_for_timeout(60_000)
        other.execute("ROLLBACK")
    other.close()
    return call.longest(began)


def store_hangs(call: RemotePhoneCall) -> float:
    """The objects' server is stopped as it stands."""
    stopped = call.home.house.those("weed")
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
    """The part of her sound that the expert's browser had to make up while it lasts."""
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
