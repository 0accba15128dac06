"""The cost of our side of a bench in the working tree, over its cost at an earlier revision.

`make bench-against BASE=<revision> NAME=<bench>`. Each checkout runs its own bench with its own
dependencies, one round at a time, and the order turns with every pair: old new, new old, ...
BENCH_ROUNDS is the number of pairs (5). The last line is JSON; each ratio is new over old of one
figure (`figures.py` says which, and why), so that a ratio above 1 is a cost that grew.

The base is set up once and kept in `var/against/<commit>`. A base from before BENCH_OURS measures
its peers too; the working tree then does the same, so that both have the same work to do.
"""

import sys
from contextlib import nullcontext
from pathlib import Path

from bench.against.awake import awake
from bench.against.checkout import Checkout, at_revision
from bench.against.figures import AWAKE, FIGURES, figures, ratios
from bench.harness import ROUNDS, report

ROOT = Path(__file__).resolve().parents[2]


def main(root: Path, words: list[str]) -> None:
    revision, name = words
    if name not in FIGURES:
        raise SystemExit(f"no such bench to compare: {name!r}. One of: {', '.join(FIGURES)}")
    new = Checkout("the working tree", root)
    old = at_revision(root, revision)
    for checkout in (old, new):
        checkout.require(name)
    alone = old.knows_ours_alone and new.knows_ours_alone
    costs: dict[Checkout, list[dict[str, float]]] = {old: [], new: []}
    with awake() if name in AWAKE else nullcontext():
        for number in range(ROUNDS):
            for checkout in (new, old) if number % 2 else (old, new):
                cost = figures(name, checkout.label, checkout.raw(name, alone))
                costs[checkout].append(cost)
                print(f"round {number + 1}, {checkout.label}: {cost}", file=sys.stderr, flush=True)
    raw = {"base": old.folder.name, "rounds": ROUNDS, "ours_alone": alone, "awake": name in AWAKE}
    raw |= {"old": costs[old], "new": costs[new]}
    report(f"against-{name}", ratios(costs[old], costs[new]), raw)


if __name__ == "__main__":
    if len(sys.argv) != 3 or not all(sys.argv[1:]):
        raise SystemExit(f"make bench-against BASE=<revision> NAME={'|'.join(FIGURES)}")
    main(ROOT, sys.argv[1:])
