"""Who comes next: whoever was served longest ago, each with one thing in work at a time."""

from dataclasses import dataclass, field

REMEMBERED = 100
"""The number of those whose turns are remembered. Others come first again."""


@dataclass(slots=True)
class TurnOrder:
    """The turns of jobs, or of senders, by their keys; `served` begins with the one of long ago."""

    in_work: set[str] = field(default_factory=set)
    served: list[str] = field(default_factory=list)

    def begin(self, key: str) -> None:
        self.in_work.add(key)
        self.served = [*(each for each in self.served if each != key), key][-REMEMBERED:]

    def end(self, key: str) -> None:
        self.in_work.discard(key)
