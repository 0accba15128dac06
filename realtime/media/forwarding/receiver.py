"""The two ways of a forwarder's packets: to receivers, and past Python by a bypass."""

from typing import Protocol

from realtime.media.rtp import rtcp
from realtime.media.rtp.track import Kind


class Receiver(Protocol):
    """One that is handed a publisher's packets: a `Viewer`, or a recorder."""

    def forward(
        self, kind: Kind, packet: bytes, sequence: int, timestamp: int, key: bool, now: float
    ) -> None: ...

    def begin(self, kind: Kind) -> None: ...

    def report(self, kind: Kind, report: rtcp.SenderReport) -> None: ...


class Bypass(Protocol):
    """A way past Python for a publisher's packets: a `FastPath`."""

    def settle(self) -> None:
        """Counts what was sent by it; it sends nothing more until the caller is done."""

    def hold(self) -> None:
        """Counts what was sent by it; it sends nothing more until `open`."""

    def open(self) -> None: ...
