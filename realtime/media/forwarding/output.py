"""The outgoing side of a leg: a publisher's RTCP, a viewer's packets."""

from typing import Protocol


class PacketOutput(Protocol):
    """One leg's outgoing side; a node's is an `SrtpChannel`."""

    def send_rtp(self, packet: bytes, sequence: int, timestamp: int, ssrc: int) -> bool: ...

    def send_rtcp(self, packet: bytes) -> bool: ...
