"""`LAN=1`: the address at which phones reach this machine, and how they install the root."""

import hashlib
import io
import ssl
from collections.abc import Iterable
from dataclasses import dataclass
from ipaddress import IPv4Address
from pathlib import Path

import ifaddr
import segno

# Container hosts, virtual machines and tunnels make these interfaces: no phone is behind them.
NOT_A_LAN = (
    *("docker", "br-", "veth", "virbr", "vmnet", "vboxnet", "lxc", "lxd", "cni", "podman"),
    *("tun", "tap", "utun", "wg", "tailscale", "zt", "ppp"),
)
PAGES, OBJECTS, INSTALLING = range(3)
"""The edge's three ports, counted from the first."""


@dataclass(frozen=True)
class InterfaceAddress:
    """An address of this machine, and the network interface that has it."""

    address: IPv4Address
    interface: str

    def __str__(self) -> str:
        return f"{self.address} on {self.interface}"


def addresses() -> list[InterfaceAddress]:
    """The IPv4 addresses of this machine."""
    return [
        InterfaceAddress(IPv4Address(ip.ip), str(adapter.nice_name))
        for adapter in ifaddr.get_adapters()
        for ip in adapter.ips
        if isinstance(ip.ip, str)
    ]


def every_address() -> tuple[str, ...]:
    """The default addresses of a media node: every IPv4 address but loopback and link-local ones;
    loopback when there is none."""
    own = (one.address for one in addresses())
    usable = [str(each) for each in own if not (each.is_loopback or each.is_link_local)]
    return tuple(usable) or ("127.0.0.1",)


def phones_address(candidates: Iterable[InterfaceAddress]) -> IPv4Address:
    """The address that a phone in the same network reaches. ValueError says what to do when there
    is none, or more than one. A public address is never taken without being asked for."""
    private = [
        one
        for one in candidates
        if one.address.is_private and not one.address.is_loopback and not one.address.is_link_local
    ]
    likely = [one for one in private if not one.interface.startswith(NOT_A_LAN)] or private
    if not likely:
        raise ValueError("no address in a local network: join the phone's, or set")
    if len(likely) > 1:
        listed = ", ".join(map(str, likely))
        raise ValueError(f"several addresses ({listed}): choose the phone's network by")
    return likely[0].address


def trust(data: Path) -> ssl.SSLContext:
    """The TLS context of a phone that has installed our root. OSError before there is a root."""
    return ssl.create_default_context(cafile=data / "lan" / "root.crt")


def fingerprint(data: Path) -> str:
    """SHA-256 of the root in the form that phones show."""
    der = ssl.PEM_cert_to_DER_cert((data / "lan" / "root.crt").read_text("ascii"))
    return hashlib.sha256(der).digest().hex(":").upper()


def invitation(data: Path, address: str, port: int, *, coloured: bool) -> list[str]:
    """Lines for the terminal: where phones install the root, and the same as a QR code."""
    page = f"http://{address}:{port + INSTALLING}"
    drawn = io.StringIO()
    segno.make(page, micro=False).terminal(drawn, border=2, compact=True)
    return [
        f"A phone in this network opens {page} once, and installs the root:",
        # The code is white on black, also in a light terminal: most cameras read it either way.
        *(f"\x1b[97;40m{row}\x1b[0m" if coloured else row for row in drawn.getvalue().splitlines()),
        f"SHA-256 of the root: {fingerprint(data)}",
    ]
