"""Who pays for what sockets cost: each actor and each address has an account of CPU time.

An account that is overdrawn slows all its sockets, so that a hundred of them get no more than one.
Messages that cost much take turns, one of each actor at a time, and between two of them everybody
else is read, so that a crowd of sockets delays a bystander by one message of theirs, and no more.
"""

import threading
import time
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field

from realtime.sockets.costs import BYTE, FRAME, HANDSHAKE, HEAVY
from realtime.token_bucket import TokenBucket
from realtime.turns import no_turns
from smarthands.actor import Actor
from smarthands.errors import Code, Problem

ACTOR_SHARE, ACTOR_BURST = 0.1, 1.0
ADDRESS_SHARE, ADDRESS_BURST = 0.3, 3.0
"""The part of a core that an account is filled with, and the seconds of CPU that it holds at most.
An expert who comes back to a wall of 20 sites has her second in hand; an office of 100 comes back
after a restart within seconds."""
MOST_PER_LOGIN, MOST_PER_SHARE, MOST_PER_ADDRESS = 40, 50, 1000
HOPELESS_SECONDS = 5.0
"""An address whose account needs longer than this to recover gets no further connection."""
SLICE = 0.002
"""What one socket may cost, in seconds of CPU, before others are read."""
YIELD_SECONDS = 0.0005
"""A pause of no length would let no socket be read, since gevent polls only once all that is ready
has run."""
KEPT_SECONDS = 60.0


class Account(TokenBucket):
    """The CPU time of one actor or address. `turn` is held by the socket whose turn it is."""

    __slots__ = ("turn",)

    def __init__(self, share: float, burst: float, now: float) -> None:
        super().__init__(share, burst, now)
        self.turn = threading.Lock()

    def debt_seconds(self, now: float) -> float:
        """The seconds until the account is balanced again."""
        return max(0.0, -self.available(now) / self.rate)


@dataclass(slots=True)
class Payer:
    """One connection, the accounts that pay for it, and the crowds in which it is counted."""

    address: str
    accounts: list[Account]
    crowds: list[str] = field(default_factory=list)
    since_yield: float = 0.0


class Charges:
    """The accounts of all connections of this process. `sleep` lets others run, and `wait_turn`
    returns when a dear message of the caller may be worked on."""

    def __init__(
        self,
        sleep: Callable[[float], object],
        clock: Callable[[], float] = time.monotonic,
        wait_turn: Callable[[str], object] = no_turns,
    ) -> None:
        self._sleep = sleep
        self._wait_turn = wait_turn
        self._clock = clock
        self._payers: dict[str, Payer] = {}
        self._accounts: dict[str, Account] = {}
        self._crowds: Counter[str] = Counter()
        self._pruned_at = clock()

    def __contains__(self, connection: str) -> bool:
        return connection in self._payers

    def open(self, connection: str, address: str) -> bool:
        """Charge an address for a handshake; False when it has cost too much already."""
        account = self._account(f"address/{address}", ADDRESS_SHARE, ADDRESS_BURST)
        if account.debt_seconds(self._clock()) > HOPELESS_SECONDS:
            return False
        account.spend(HANDSHAKE, self._clock(), least=float("-inf"))
        self._payers[connection] = Payer(address, [account])
        return True

    def sign_in(self, connection: str, actor: Actor) -> None:
        """Have the actor pay as well. Raises Problem where there are too many sockets already."""
        payer = self._payers[connection]
        crowds = {f"address/{payer.address}": MOST_PER_ADDRESS} | _crowd(actor)
        for crowd, most in crowds.items():
            if self._crowds[crowd] >= most:
                raise _crowded(crowd)
        self._crowds.update(crowds.keys())
        payer.crowds = list(crowds)
        payer.accounts = [self._account(actor.key, ACTOR_SHARE, ACTOR_BURST), payer.accounts[-1]]

    def sign_out(self, connection: str) -> None:
        """Nobody is signed in on the connection any more: its address alone pays."""
        if payer := self._payers.get(connection):
            self._crowds.subtract(payer.crowds)
            payer.crowds, payer.accounts = [], payer.accounts[-1:]

    def close(self, connection: str) -> None:
        self.sign_out(connection)
        self._payers.pop(connection, None)
        if self._clock() - self._pruned_at > KEPT_SECONDS:
            self._prune()

    def frame(self, connection: str, size: int) -> None:
        """Charge for a frame, and wait until it may be read."""
        payer = self._payers.get(connection)
        if payer is None:
            return
        self._pay(payer, FRAME + size * BYTE)
        if payer.since_yield >= SLICE:
            with payer.accounts[0].turn:
                self._sleep(YIELD_SECONDS)
            payer.since_yield = 0.0

    @contextmanager
    def message(self, connection: str, cost: float) -> Iterator[None]:
        """Charge for a message, and have its work wait for its turn. What costs nothing besides its
        frame is done at once, and so is what a node sends."""
        payer = self._payers.get(connection)
        if payer is None or not cost:
            yield
            return
        self._pay(payer, cost)
        if cost < HEAVY:
            yield
            return
        with payer.accounts[0].turn:
            self._wait_turn(payer.address)
            yield
        payer.since_yield = 0.0

    def free(self, connection: str) -> None:
        """A media node is a process of our own that speaks for many sessions: it pays nothing."""
        self.close(connection)

    def _pay(self, payer: Payer, cost: float) -> None:
        now = self._clock()
        payer.since_yield += cost
        for account in payer.accounts:
            account.spend(cost, now, least=float("-inf"))
        wait = max(account.debt_seconds(now) for account in payer.accounts)
        if wait > 0:
            self._sleep(wait)

    def _account(self, key: str, share: float, burst: float) -> Account:
        account = self._accounts.get(key)
        if account is None:
            account = self._accounts[key] = Account(share, burst, self._clock())
        return account

    def _prune(self) -> None:
        """Forget accounts that nobody has a connection on and that are full again."""
        now = self._pruned_at = self._clock()
        used = {id(account) for payer in self._payers.values() for account in payer.accounts}
        self._accounts = {
            key: account
            for key, account in self._accounts.items()
            if id(account) in used or account.available(now) < account.burst
        }
        self._crowds = +self._crowds


def _crowd(actor: Actor) -> dict[str, int]:
    if actor.kind == "share":
        return {f"share/{actor.id}": MOST_PER_SHARE}
    return {f"login/{actor.login_id}": MOST_PER_LOGIN}


def _crowded(crowd: str) -> Problem:
    where = {
        "login": "Too many pages are open with this login. Close some of them.",
        "share": "Too many people have this link open just now. Try again in a moment.",
        "address": "Too many pages are open from your address. Try again in a moment.",
    }
    return Problem(Code.TOO_MANY, where[crowd.partition("/")[0]])
