"""The hook into aioice's sockets, beside aiortc_hooks.py: what comes in at a leg's UDP port, and
from whom. Bytes of strangers meet a parser here for the first time.
"""

from collections.abc import Sequence
from time import monotonic
from typing import Any, Protocol

from aioice import Candidate
from aioice.candidate import candidate_foundation, candidate_priority
from aioice.ice import StunProtocol
from aioice.stun import Message, parse_message
from aiortc import RTCDtlsTransport

from realtime.media.transport.demux import StunType, is_handshake, stun_type_of
from realtime.media.transport.port_range import PortRange
from realtime.media.transport.udp import UdpTransport
from realtime.token_bucket import TokenBucket

MOST_WAITING = 32
MOST_PAIRS = 64
# Each in a second, for a leg: ICE sends a check each 20 ms, and DTLS some flights of ten.
MOST_CHECKS = 200
MOST_HANDSHAKES = 100
MOST_CONFLICTS = 4
CONSENT_RETRIES = 2


class SrtpSink(Protocol):
    """The receiver of a leg's media as it comes off the network, still encrypted."""

    def media(self, datagram: bytes, came_at: float) -> None: ...

    def dropped(self, reason: str) -> None: ...


class IceSocket(StunProtocol):
    """One socket of a leg.

    Replaces `datagram_received`, which parses each packet as STUN, answers strangers' requests, and
    puts what is no STUN into a queue without a bound, empty datagrams too (aiortc ends the
    connection at one). A datagram that doesn't bear this leg's name is dropped unread and
    unanswered.
    """

    def __init__(self, transport: RTCDtlsTransport, sink: SrtpSink) -> None:
        super().__init__(transport.transport._connection)
        self.sink = sink
        self.media = sink.media
        self._dtls = transport
        self._name = f"{self.receiver.local_username}:".encode()
        self._key = self.receiver.local_password.encode()
        self._conflicts = 0
        # One bucket for addresses that ICE knows and one for all others, so that no stranger spends
        # what belongs to the browser.
        self._checks = {known: TokenBucket(MOST_CHECKS, MOST_CHECKS) for known in (True, False)}
        self._handshakes = TokenBucket(MOST_HANDSHAKES, MOST_HANDSHAKES)

    def datagram_received(self, data: bytes | str, addr: tuple[Any, ...]) -> None:
        assert isinstance(data, bytes)
        first = data[0] if data else 255
        if first < 4:
            reason = self._check(data, (addr[0], addr[1]))
            if reason is not None:
                self.sink.dropped(reason)
        elif 20 <= first < 64:
            self._handshake(data, (addr[0], addr[1]))
        else:
            self.sink.dropped("stranger")

    async def request(
        self,
        request: Message,
        addr: tuple[str, int],
        integrity_key: bytes | None = None,
        retransmissions: int | None = None,
    ) -> tuple[Message, tuple[str, int]]:
        """aioice asks for consent once each time and waits for half a second: over a path of more
        than that no answer ever counts, and the leg is closed after thirty seconds."""
        retries = CONSENT_RETRIES if retransmissions == 0 else retransmissions
        return await super().request(request, addr, integrity_key, retries)

    def _handshake(self, data: bytes, address: tuple[str, int]) -> None:
        if not self._is_known(address):
            self.sink.dropped("stranger")
        elif not is_handshake(data):
            self.sink.dropped("dtls")
        elif self.receiver._queue.qsize() >= MOST_WAITING:
            self.sink.dropped("waiting")
        elif not self._handshakes.take(monotonic()):
            self.sink.dropped("flood")
        else:
            self.receiver.data_received(data, self.local_candidate.component)

    def _check(self, data: bytes, address: tuple[str, int]) -> str | None:
        """The reason why the message was dropped, if it was."""
        stun_type = stun_type_of(data)
        if stun_type is None:
            return "stun"
        if stun_type is StunType.REQUEST:
            ours = self._name in data
        else:
            ours = data[8:20] in self.transactions
        if not ours:
            return "stranger"
        if not self._checks[self._is_known(address)].take(monotonic()):
            return "flood"
        try:
            message = parse_message(data)
        except Exception:  # its parser raises whatever the bytes make it
            return "stun"
        if stun_type is StunType.REQUEST:
            return self._request(message, address)
        if message.error_code == 487:
            # aioice changes its role and asks anew, one call within the other, as often as told.
            self._conflicts += 1
            if self._conflicts > MOST_CONFLICTS:
                return "conflict"
        self.transactions[message.transaction_id].response_received(message, address)
        return None

    def _request(self, message: Message, address: tuple[str, int]) -> str | None:
        # aioice would answer what it can't authenticate, and trip over a missing priority.
        if not message.check_message_integrity(self._key):
            return "stranger"
        if not {"USERNAME", "PRIORITY"} <= message.attributes.keys():
            return "stun"
        # Each new address that passes the check is kept as a pair for good.
        ice = self.receiver
        pairs = max(len(ice._check_list), len(ice._remote_candidates), len(ice._early_checks))
        if pairs >= MOST_PAIRS and not self._is_known(address):
            return "pairs"
        try:
            ice.request_received(message, address, self)
        except (AssertionError, ValueError, OSError):
            return "stun"
        return None

    def _is_known(self, address: tuple[str, int]) -> bool:
        """Whether ICE knows the address, by a candidate or by an authenticated check: otherwise
        anyone who guesses the port could begin DTLS before the browser."""
        ice = self.receiver
        return any(pair.remote_addr == address for pair in ice._check_list) or any(
            early[1] == address for early in ice._early_checks
        )


def gather_at(
    transport: RTCDtlsTransport, addresses: Sequence[str], port_range: PortRange, sink: SrtpSink
) -> None:
    """Replaces `gather_candidates`, which binds port 0 on every address but loopback. Ours binds an
    `IceSocket` in `port_range` on each of `addresses`; STUN and TURN servers are not asked."""
    connection = transport.transport._connection

    async def gather() -> None:
        for address in addresses:
            bound = port_range.bind(address)
            host, port = bound.getsockname()[:2]
            ice_socket = IceSocket(transport, sink)
            UdpTransport(bound, ice_socket, port_range.scheduler)
            ice_socket.local_candidate = Candidate(
                foundation=candidate_foundation("host", "udp", host),
                component=1,
                transport="udp",
                priority=candidate_priority(1, "host"),
                host=host,
                port=port,
                type="host",
            )
            connection._protocols.append(ice_socket)
            connection._local_candidates.append(ice_socket.local_candidate)
        connection._local_candidates_start = True
        connection._local_candidates_end = True

    # aioice has no other way to name the port: it binds port 0 by itself.
    connection.gather_candidates = gather  # type: ignore[method-assign]
