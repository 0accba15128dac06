"""The hook into aioice's sockets, the other half of hooks.py: what comes in at a leg's port, and
from whom. Here bytes of strangers meet parsers for the first time.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Any, Protocol

from aioice import Candidate
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import StunProtocol
from aioice.stun import Message, parse_message
from aiortc import RTCDtlsTransport

from realtime.media.transport.demux import StunType, is_handshake, stun_type
from realtime.media.transport.port_range import PortRange
from realtime.media.transport.udp import UdpTransport
from realtime.token_bucket import TokenBucket

MOST_WAITING = 32
MOST_PAIRS = 64
# A second, of a leg: ICE sends one each 20 ms, and DTLS some flights of ten.
MOST_CHECKS = 200
MOST_HANDSHAKES = 100
MOST_CONFLICTS = 4
CONSENT_RETRIES = 2


class SrtpSink(Protocol):
    """Whoever takes a leg's media as it comes off the network, still encrypted."""

    def media(self, datagram: bytes, came_at: float) -> None: ...

    def dropped(self, why: str) -> None: ...


class IceSocket(StunProtocol):
    """A socket of a leg. Replaces `datagram_received`, which parses each packet as STUN, answers
    strangers' requests, and puts what is no STUN into a queue without a bound, empty datagrams too
    (aiortc ends the connection at one). What hasn't this leg's name on it is dropped unread and
    unanswered."""

    def __init__(self, transport: RTCDtlsTransport, tap: SrtpSink) -> None:
        super().__init__(transport.transport._connection)
        self.tap = tap
        self.media = tap.media
        self._dtls = transport
        self._name = f"{self.receiver.local_username}:".encode()
        self._key = self.receiver.local_password.encode()
        self._conflicts = 0
        # Two buckets, by whether ICE knows the address: no stranger spends what is the browser's.
        self._checks = {known: TokenBucket(MOST_CHECKS, MOST_CHECKS) for known in (True, False)}
        self._handshakes = TokenBucket(MOST_HANDSHAKES, MOST_HANDSHAKES)

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        assert isinstance(data, bytes)
        first = data[0] if data else 255
        if first < 4:
            dropped = self._check(data, (addr[0], addr[1]))
            if dropped is not None:
                self.tap.dropped(dropped)
        elif 20 <= first < 64:
            self._handshake(data, (addr[0], addr[1]))
        else:
            self.tap.dropped("stranger")

    async def request(
        self,
        request: Message,
        addr: tuple[str, int],
        integrity_key: bytes | None = None,
        retransmissions: int | None = None,
    ) -> tuple[Message, tuple[str, int]]:
        """aioice asks for consent once each time and waits for half a second: over a path of more
        than that no answer ever counts, and the leg is closed after thirty."""
        again = CONSENT_RETRIES if retransmissions == 0 else retransmissions
        return await super().request(request, addr, integrity_key, again)

    def _handshake(self, data: bytes, where: tuple[str, int]) -> None:
        if not self._checked(where):
            self.tap.dropped("stranger")
        elif not is_handshake(data):
            self.tap.dropped("dtls")
        elif self.receiver._queue.qsize() >= MOST_WAITING:
            self.tap.dropped("waiting")
        elif not self._handshakes.take(monotonic()):
            self.tap.dropped("flood")
        else:
            self.receiver.data_received(data, self.local_candidate.component)

    def _check(self, data: bytes, where: tuple[str, int]) -> str | None:
        """Why it was dropped, if it was."""
        check = stun_type(data)
        if check is None:
            return "stun"
        known = (
            data[8:20] in self.transactions if check is not StunType.REQUEST else self._name in data
        )
        if not known:
            return "stranger"
        if not self._checks[self._checked(where)].take(monotonic()):
            return "flood"
        try:
            message = parse_message(data)
        except Exception:  # its parser raises whatever the bytes make it
            return "stun"
        if check is StunType.REQUEST:
            return self._requested(message, where)
        if message.error_code == 487:
            # aioice changes its role and asks anew, one call within the other, as often as told.
            self._conflicts += 1
            if self._conflicts > MOST_CONFLICTS:
                return "conflict"
        self.transactions[message.transaction_id].response_received(message, where)
        return None

    def _requested(self, message: Message, where: tuple[str, int]) -> str | None:
        # aioice would answer what it can't authenticate, and trip over a missing priority.
        if not message.check_message_integrity(self._key):
            return "stranger"
        if not {"USERNAME", "PRIORITY"} <= message.attributes.keys():
            return "stun"
        # Each new address that passes the check is kept as a pair for good.
        ice = self.receiver
        pairs = max(len(ice._check_list), len(ice._remote_candidates), len(ice._early_checks))
        if pairs >= MOST_PAIRS and not self._checked(where):
            return "pairs"
        try:
            ice.request_received(message, where, self)
        except (AssertionError, ValueError, OSError):
            return "stun"
        return None

    def _checked(self, where: tuple[str, int]) -> bool:
        """Whether ICE knows the address, by candidate or by a check that was authenticated:
        otherwise whoever guesses the port could begin DTLS before the browser."""
        ice = self.receiver
        return any(pair.remote_addr == where for pair in ice._check_list) or any(
            early[1] == where for early in ice._early_checks
        )


def gather_at(
    transport: RTCDtlsTransport, addresses: Sequence[str], port_range: PortRange, tap: SrtpSink
) -> None:
    """Replaces `gather_candidates`, which binds port 0 on every address but loopback. Ours takes
    `port_range` on `addresses`, with a `IceSocket` each; STUN and TURN servers are not asked."""
    connection = transport.transport._connection

    async def gather() -> None:
        for address in addresses:
            bound = port_range.bind(address)
            host, number = bound.getsockname()[:2]
            port = IceSocket(transport, tap)
            UdpTransport(bound, port, port_range.scheduler)
            port.local_candidate = Candidate(
                foundation=candidate_foundation("host", "udp", host),
                component=1,
                transport="udp",
                priority=candidate_priority(1, "host"),
                host=host,
                port=number,
                type="host",
            )
            connection._protocols.append(port)
            connection._local_candidates.append(port.local_candidate)
        connection._local_candidates_start = True
        connection._local_candidates_end = True

    connection.gather_candidates = gather  # type: ignore[method-assign]
