"""Filters the remote candidates that ICE is told of. A peer could otherwise have the node send
checks to addresses that only the node can reach.
"""

import ipaddress
import re
from collections.abc import Sequence
from dataclasses import dataclass

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network

MOST = 20
LONGEST_LINE = 512
FOUNDATION = re.compile(r"[0-9A-Za-z+/]{1,32}")
LARGEST_PRIORITY = 2**31 - 1
TYPES = ("host", "srflx", "relay")
# Metadata services, by which clouds tell machines their secrets. Those of AWS, GCP and Azure are at
# 169.254.169.254, which is link-local; the others are listed.
METADATA = frozenset(
    ipaddress.ip_address(address)
    for address in ("100.100.100.200", "168.63.129.16", "192.0.0.192", "fd00:ec2::254")
)
# IPv6 that leads to an IPv4 address: NAT64 (RFC 6052) and its local prefix (RFC 8215).
NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
NAT64_LOCAL = ipaddress.IPv6Network("64:ff9b:1::/48")
COMPATIBLE = ipaddress.IPv6Network("::/96")
SITE_LOCAL = ipaddress.IPv6Network("fec0::/10")


@dataclass(frozen=True, slots=True)
class Admission:
    """The addresses that are admitted. `refused` is the site's own network. Private addresses are
    admitted unless `private` is off, since a technician in the same building has one."""

    refused: tuple[Network, ...] = ()
    private: bool = True
    loopback: bool = False

    def admits(self, address: Address) -> bool:
        return all(self._admits(one) for one in _embedded(address))

    def _admits(self, address: Address) -> bool:
        if address.is_loopback:
            return self.loopback
        if address in METADATA or any(address in network for network in self.refused):
            return False
        if address.is_link_local or address.is_multicast or address.is_unspecified:
            return False
        if isinstance(address, ipaddress.IPv4Address):
            if address.packed[0] in (0, 255) or address.is_reserved:
                return False
        elif address in SITE_LOCAL or address in NAT64_LOCAL or address in COMPATIBLE:
            return False
        return self.private or address.is_global


def _embedded(address: Address) -> Sequence[Address]:
    """The address, and the IPv4 addresses that are embedded in it."""
    if isinstance(address, ipaddress.IPv4Address):
        return (address,)
    embedded: list[Address] = []
    if address.ipv4_mapped is not None:
        return (address.ipv4_mapped,)
    if address.sixtofour is not None:
        embedded.append(address.sixtofour)
    if address.teredo is not None:
        embedded.extend(address.teredo)
    if address in NAT64:
        embedded.append(ipaddress.IPv4Address(address.packed[12:]))
    return (address, *embedded)


def admitted_candidate(line: str, admission: Admission) -> str | None:
    """The candidate line `candidate:…`, reduced to what ICE needs and with its address in one
    spelling; None when it is not admitted. Names (`.local` among them) and TCP never are."""
    if len(line) > LONGEST_LINE:
        return None
    fields = line.removeprefix("a=").removeprefix("candidate:").split()
    if len(fields) < 8 or fields[6] != "typ" or fields[7] not in TYPES:
        return None
    foundation, component, transport, priority, host, port = fields[:6]
    if FOUNDATION.fullmatch(foundation) is None or component != "1" or transport.lower() != "udp":
        return None
    if not (_number(priority, LARGEST_PRIORITY) and _number(port, 65_535)):
        return None
    try:
        address = ipaddress.ip_address(host)
    except ValueError:
        return None
    if getattr(address, "scope_id", None) is not None or not admission.admits(address):
        return None
    return f"candidate:{foundation} 1 udp {int(priority)} {address} {int(port)} typ {fields[7]}"


def admitted_description(sdp: str, admission: Admission) -> str:
    """The SDP with its admitted candidates, at most MOST of them. The end of candidates is taken
    out too: with none left, aioice would give up before the browser's own check has found us."""
    kept: list[str] = []
    candidates = 0
    # aiortc cuts lines like this, at more characters than CR and LF.
    for line in sdp.splitlines():
        if line.startswith("a=candidate"):
            admitted = admitted_candidate(line, admission)
            if admitted is not None and candidates < MOST:
                candidates += 1
                kept.append(f"a={admitted}")
        elif not line.startswith(("a=end-of-candidates", "a=remote-candidates")):
            kept.append(line)
    return "\r\n".join(kept) + "\r\n"


def _number(text: str, most: int) -> bool:
    return text.isascii() and text.isdigit() and len(text) <= 10 and 0 < int(text) <= most
