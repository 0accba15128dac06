"""How the text of a setting becomes a value. Every parser raises ValueError with what to give."""

import re
from collections.abc import Callable
from ipaddress import IPv4Address, ip_address, ip_network
from pathlib import Path
from urllib.parse import urlsplit


def whole(low: int, high: int) -> Callable[[str], int]:
    """Parser of a whole number from `low` to `high`; ValueError says so."""

    def parse(text: str) -> int:
        if not re.fullmatch(r"[0-9]{1,9}", text) or not low <= int(text) <= high:
            raise ValueError(f"give a whole number from {low} to {high}")
        return int(text)

    return parse


def one_of(*choices: str) -> Callable[[str], str]:
    """Parser of one of some words."""

    def parse(text: str) -> str:
        if text not in choices:
            raise ValueError(f"give one of {', '.join(choices)}")
        return text

    return parse


def matching(pattern: str, advice: str) -> Callable[[str], str]:
    """Parser of text that a pattern matches whole."""

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

    A relative path would be another file for each command's own folder.
    """
    scheme, _, rest = text.partition("://")
    if scheme == "sqlite" and rest.startswith("//") and len(rest) > 2:
        return text
    if scheme in ("postgresql", "postgres", "postgresql+psycopg") and rest:
        return f"postgresql+psycopg://{rest}"
    raise ValueError("give postgresql://user:password@host/name, or sqlite:////path/to/file")


def own_address(text: str) -> str:
    """An IPv4 address that a machine can have."""
    try:
        given = IPv4Address(text)
        usable = not given.is_unspecified and not given.is_multicast
    except ValueError:
        usable = False
    if not usable:
        raise ValueError("give an IPv4 address of this machine, like 192.168.1.20")
    return text


def folder(text: str) -> Path:
    """An absolute path."""
    return Path(text).expanduser().absolute()


def ice_urls(*schemes: str) -> Callable[[str], tuple[str, ...]]:
    """Parser of addresses as WebRTC takes them (RFC 7064, RFC 7065), separated by commas.

    A browser refuses the whole call for one address that it can't read.
    """
    host = r"(?:[A-Za-z0-9.-]+|\[[0-9A-Fa-f:.]+\])(?::(?P<port>[0-9]{1,5}))?"
    transport = r"(?:\?transport=(?:udp|tcp))?" if "turn" in schemes else ""
    pattern = re.compile(rf"(?:{'|'.join(schemes)}):{host}{transport}")

    def usable(url: str) -> bool:
        found = pattern.fullmatch(url)
        return found is not None and 0 < int(found["port"] or 1) <= 65535

    def parse(text: str) -> tuple[str, ...]:
        urls = tuple(url.strip() for url in text.split(",") if url.strip())
        if not all(map(usable, urls)):
            raise ValueError(f"give addresses like {schemes[0]}:{schemes[0]}.example.com:3478")
        return urls

    return parse


def media_addresses(text: str) -> tuple[str, ...]:
    """Addresses, each alone or as `public/own`, in one spelling."""
    given = [entry.strip().split("/") for entry in text.split(",") if entry.strip()]
    try:
        made = ["/".join(str(ip_address(part)) for part in entry) for entry in given]
    except ValueError:
        made = []
    if not made or any(len(entry) > 2 for entry in given):
        raise ValueError("give addresses like 203.0.113.5, or 203.0.113.5/10.0.0.5 behind NAT")
    return tuple(made)


def port_range(text: str) -> tuple[int, int]:
    """First and last; a range of fewer than ten is too short for one session."""
    found = re.fullmatch(r"([0-9]{1,5})-([0-9]{1,5})", text)
    first, last = (int(found[1]), int(found[2])) if found else (0, 0)
    if not 1024 <= first <= last - 9 <= 65_526:
        raise ValueError("give a range of at least ten ports from 1024 to 65535, like 40000-40999")
    return first, last


def networks(text: str) -> tuple[str, ...]:
    """In CIDR, in one spelling."""
    try:
        return tuple(str(ip_network(one.strip())) for one in text.split(",") if one.strip())
    except ValueError:
        raise ValueError("give networks like 10.20.0.0/16, 2001:db8::/32") from None


def is_one_address(host: str) -> bool:
    """Not a name, and not the word for all of a machine's."""
    try:
        return not ip_address(host).is_unspecified
    except ValueError:
        return False
