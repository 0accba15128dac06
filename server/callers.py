"""The key under which a caller is counted and told apart."""

import hashlib
from ipaddress import IPv6Address, ip_address


def caller_key(caller: str) -> str:
    """The key under which a caller is counted: an IPv4 address, the /64 of an IPv6 address, since
    a household may use all addresses in it, or the digest of a name, which is not kept itself."""
    try:
        address = ip_address(caller)
    except ValueError:
        return hashlib.sha256(caller.lower().encode("utf-8", "replace")).hexdigest()[:32]
    if isinstance(address, IPv6Address):
        return str(address.ipv4_mapped or int(address) >> 64)
    return str(address)
