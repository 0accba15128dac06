"""The media nodes that are connected, and which of them takes the next session."""

import time
from collections.abc import Container, Iterator
from dataclasses import dataclass, field
from typing import Any
from uuid import NAMESPACE_URL, uuid5

BUSY = 0.8
"""The part of a core from which on a node is handed no further session."""
OVERLOADED = 0.95
SHARE = 0.03
"""The part of a core that a session is taken to need until the node's load shows it."""
LAG_SECONDS = 4.0
"""The time over which a node averages its load."""
SILENT_SECONDS = 4.0
"""A node sends its load each second; a node that hangs does not."""


@dataclass(slots=True)
class Node:
    """One media node's process. `cpu` is in parts of a core, `packets` in and out a second; `ready`
    is true from its first load on, when it is back in the sessions that it had before; `confined`
    says whether its decoders of stills are."""

    name: str
    sid: str
    cpu: float = 0.0
    packets: int = 0
    sessions: int = 0
    draining: bool = False
    confined: bool = True
    ready: bool = False
    strained: int = 0
    heard_at: float = field(default_factory=time.monotonic)
    asked_at: list[float] = field(default_factory=list)
    """The moments at which it was handed a session that may not show in `cpu` yet."""

    def participant(self, session: str) -> str:
        """The node's participant in a session: the same id whenever the node comes back."""
        return str(uuid5(NAMESPACE_URL, f"smarthands:node/{self.name}/{session}"))

    def asked(self) -> None:
        self.asked_at.append(time.monotonic())

    def expected(self) -> float:
        """The `cpu` to expect once all sessions show that the node was handed."""
        since = time.monotonic() - LAG_SECONDS
        self.asked_at = [at for at in self.asked_at if at > since]
        return self.cpu + SHARE * len(self.asked_at)

    def told(self, load: "Load") -> None:
        self.cpu, self.packets, self.sessions = load.cpu, load.packets, load.sessions
        self.draining = self.draining or load.draining
        self.confined = load.confined
        self.strained = self.strained + 1 if load.cpu > OVERLOADED else 0
        self.heard_at = time.monotonic()
        self.ready = True


@dataclass(frozen=True, slots=True)
class Load:
    cpu: float
    packets: int
    sessions: int
    draining: bool
    confined: bool


_FIELDS = {"cpu", "packets", "sessions", "draining"}


def read_load(payload: Any) -> Load | None:
    """The load in a node's message; None for a payload that no node of ours sends."""
    # A node of the version before does not say `confined`.
    if not isinstance(payload, dict) or set(payload) - {"confined"} != _FIELDS:
        return None
    cpu, packets, sessions = payload["cpu"], payload["packets"], payload["sessions"]
    draining, confined = payload["draining"], payload.get("confined", True)
    if not isinstance(draining, bool) or not isinstance(confined, bool):
        return None
    if isinstance(cpu, bool) or not isinstance(cpu, int | float):
        return None
    counts = all(isinstance(n, int) and not isinstance(n, bool) for n in (packets, sessions))
    if not counts or not 0 <= cpu < 1_000 or min(packets, sessions) < 0:
        return None
    return Load(float(cpu), packets, sessions, draining, confined)


class Nodes:
    def __init__(self) -> None:
        self._by_sid: dict[str, Node] = {}

    def __len__(self) -> int:
        return sum(node.ready and not node.draining for node in self)

    def __iter__(self) -> Iterator[Node]:
        return iter(list(self._by_sid.values()))

    def add(self, sid: str, name: str) -> Node:
        node = self._by_sid[sid] = Node(name, sid)
        return node

    def get(self, sid: str) -> Node | None:
        return self._by_sid.get(sid)

    def remove(self, sid: str) -> Node | None:
        return self._by_sid.pop(sid, None)

    def confined(self) -> bool:
        """Whether the decoders of every node are walled off from all that they needn't reach."""
        return all(node.confined for node in self)

    def silent(self, now: float) -> list[Node]:
        return [node for node in self if now - node.heard_at > SILENT_SECONDS]

    def namesakes(self, node: Node) -> list[Node]:
        """The same node's earlier sockets, which broke and were not missed yet."""
        return [each for each in self if each.name == node.name and each is not node]

    def least_loaded(self, without: Container[str] = ()) -> Node | None:
        """The node to hand a session to, or None when none has room; `without` are sids."""
        free = [
            node
            for node in self
            if node.ready and not node.draining and node.sid not in without
            if node.expected() < BUSY
        ]
        free.sort(key=lambda node: (round(node.expected(), 2), node.sessions, node.name))
        return free[0] if free else None
