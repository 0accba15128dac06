"""The seconds that the expert is without her due while the technician's network fails, fault by
fault.

`make bench NAME=recover`. A real Chromium films in a network namespace of its own, and another one
watches beside the installation; between them are all processes and a lossy network, which is
seeded. It needs root, for the networks. There is no peer: each figure is set against its limit.
docs/benchmarks.md says more. `RECOVER_ROUNDS=n` takes more rounds, `RECOVER_ONLY=a,b` some of the
faults.
"""

import os
import sys
import tempfile
from pathlib import Path
from statistics import median, quantiles

from bench.harness import report
from tests.builders.phone_network import can_create_networks
from tests.builders.remote_phone import browsers, installation_behind_loss, remote_phone_call
from tests.faults.lossy_network import NetworkConditions
from tests.faults.outages import OUTAGES, concealed

ROUNDS = int(os.environ.get("RECOVER_ROUNDS", "5"))
CHOSEN = [name for name in os.environ.get("RECOVER_ONLY", "").split(",") if name] or list(OUTAGES)
SEED = 11


def main() -> None:
    if not can_create_networks():
        raise SystemExit("making networks takes root and iproute2")
    seconds: dict[str, list[float]] = {name: [] for name in CHOSEN}
    made_up: list[float] = []
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder)
        with installation_behind_loss(path, 2, SEED) as house, browsers(house[0], house[1]) as pair:
            for turn in range(ROUNDS):
                for name in CHOSEN:
                    with remote_phone_call(*house, *pair) as call:
                        seconds[name].append(OUTAGES[name].act(call))
                    print(f"{turn + 1}/{ROUNDS} {name}: {seconds[name][-1]:.2f} s", file=sys.stderr)
                with remote_phone_call(*house, *pair) as call:
                    made_up.append(concealed(call, NetworkConditions(loss=0.10), 10.0))
    ratios = {
        f"{name}_vs_limit": [took / OUTAGES[name].limit for took in taken]
        for name, taken in seconds.items()
    }
    raw: dict[str, object] = {
        name: {
            "p50": round(median(taken), 2),
            "p95": round(late(taken), 2),
            "limit": OUTAGES[name].limit,
        }
        for name, taken in seconds.items()
    }
    report("recover", ratios, raw | {"sound_made_up_at_loss_10": [round(x, 4) for x in made_up]})


def late(values: list[float]) -> float:
    """The 95th percentile, which of so few values is almost the longest, interpolated."""
    return quantiles(values, n=20, method="inclusive")[18] if len(values) > 1 else values[0]


if __name__ == "__main__":
    main()
