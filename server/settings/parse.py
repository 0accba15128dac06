"""Parsers from a setting's text to its value; each raises ValueError that says what to give."""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit

ROLES = ("administrator", "dispatcher", "expert", "technician", "guest", "client")


def whole(low: int, high: int) -> Callable[[str], int]:
    """Parser of a whole number from `low` to `high`."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"give a whole number from {low} to {high}")
        return int(text)

    return parse


def hours_by_role(text: str) -> dict[str, int]:
    """`administrator=12 dispatcher=24 …`, each role once, from an hour to a year."""
    pairs = [entry.partition("=") for entry in text.split()]
    hours = {role: whole(1, 8760)(number) for role, _, number in pairs}
    if len(hours) != len(pairs) or set(hours) != set(ROLES):
        raise ValueError(f"give hours for each role: {' '.join(f'{role}=12' for role in ROLES)}")
    return hours


def roles(text: str) -> frozenset[str]:
    """`administrator dispatcher …`, or `none`."""
    names = frozenset() if text == "none" else frozenset(text.split())
    if not names <= set(ROLES) - {"guest"}:
        raise ValueError("give roles, like administrator dispatcher expert, or none")
    return names


def one_of(*choices: str) -> Callable[[str], str]:
    """Parser of one of some words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give one of {', '.join(choices)}")
        return text

    return parse


def matching(pattern: str, advice: str) -> Callable[[str], str]:
    """Parser of text that a pattern matches as a whole."""

    def parse(text: str) -> str:
        if not re.fullmatch(pattern, text):
            raise ValueError(advice)
        return text

    return parse


def origin(text: str) -> str:
    """`https://host[:port]`, without a path; a closing slash and the scheme's own port are dropped,
    since browsers name the origin without it."""
    try:
        parts = urlsplit(text)
        plain = parts.path in ("", "/") and not parts.query and not parts.fragment
        usable = parts.hostname and "@" not in parts.netloc and parts.port != 0
    except ValueError:
        plain = usable = False
    if not plain or not usable or parts.scheme not in ("http", "https"):
        raise ValueError("give scheme, host and port only, like https://help.example.com")
    own = {"http": ":80", "https": ":443"}[parts.scheme]
    return f"{parts.scheme}://{parts.netloc.lower().removesuffix(own)}"


def database(text: str) -> str:
    """An SQLAlchemy URL of SQLite or of PostgreSQL through psycopg.

    A relative path is refused: it would name another file in each command's working folder.
    """
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite" and rest.startswith("//") and len(rest) > 2:
        return text
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    raise ValueError("give postgresql://user:password@host/name, or sqlite:////path/to/file")


def own_address(text: str) -> str:
    """Parser of an IPv4 address that a machine can have."""
    try:
        address = IPv4Address(text)
        usable = not address.is_unspecified and not address.is_multicast
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("give an IPv4 address of this machine, like 192.168.1.20")
    return text


def folder(text: str) -> Path:
    """Parser of a path, made absolute."""
    return Path(text).expanduser().absolute()


def ice_urls(*schemes: str) -> Callable[[str], tuple[str, ...]]:
    """Parser of addresses as WebRTC takes them (RFC 7064, RFC 7065), separated by commas.

    A browser refuses the whole call for one address that it can't read.
    """
    host = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    transport = r"(?:\?transport=(?:udp|tcp))?" if "turn" in schemes else ""
    pattern = re.compile(rf"(?:{'|'.join(schemes)}):{host}{transport}")

    def usable(url: str) -> bool:
        match = pattern.fullmatch(url)
        return match is not None and 0 < int(match["port"] or 1) <= 65535

    def parse(text: str) -> tuple[str, ...]:
        urls = tuple(url.strip() for url in text.split(",") if url.strip())
        if not all(map(usable, urls)):
            raise ValueError(f"give addresses like {schemes[0]}:{schemes[0]}.example.com:3478")
        return urls

    return parse


def media_addresses(text: str) -> tuple[str, ...]:
    """Parser of addresses, each alone or as `public/own`, into one spelling."""
    entries = [entry.strip().split("/") for entry in text.split(",") if entry.strip()]
    try:
        addresses = ["/".join(str(ip_address(part)) for part in entry) for entry in entries]
    except ValueError:
        addresses = []
    if not addresses or any(len(entry) > 2 for entry in entries):
        raise ValueError("give addresses like 203.0.113.5, or 203.0.113.5/10.0.0.5 behind NAT")
    return tuple(addresses)


def node_digests(text: str) -> tuple[tuple[str, str], ...]:
    """Parser of media nodes and the SHA-256 of their tokens, as `smarthands node` prints them."""
    entries = [entry.strip().partition(":") for entry in text.split(",") if entry.strip()]
    if not all(
        re.fullmatch(r"[A-Za-z0-9_.-]{1,40}", name) and re.fullmatch(r"[0-9a-f]{64}", digest)
        for name, _, digest in entries
    ):
        raise ValueError("give name:digest as `smarthands node NAME` prints it, by commas")
    return tuple((name, digest) for name, _, digest in entries)


def port_range(text: str) -> tuple[int, int]:
    """Parser of the first and the last port; fewer than ten ports are too few for one session."""
    match = re.fullmatch(r"([0-9]{1,5})-([0-9]{1,5})", text)
    first, last = (int(match[1]), int(match[2])) if match else (0, 0)
    if not 1024 <= first <= last - 9 <= 65_526:
        raise ValueError("give a range of at least ten ports from 1024 to 65535, like 40000-40999")
    return first, last


def networks(text: str) -> tuple[str, ...]:
    """Parser of networks in CIDR, into one spelling."""
    try:
        return tuple(str(ip_network(one.strip())) for one in text.split(",") if one.strip())
    except ValueError:
        raise ValueError("give networks like 10.20.0.0/16, 2001:db8::/32") from None


def is_one_address(host: str) -> bool:
    """Whether `host` is one IP address: no name, and not the address that means all of them."""
    try:
        return not ip_address(host).is_unspecified
    except ValueError:
        return False
