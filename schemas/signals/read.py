"""Signals as the broker reads them: five keys and small, plain data; docs/protocol.md.

What comes in is read by hand: it is the one path of the server that runs for every candidate and
every movement of a pointer.
"""

import re
from dataclasses import dataclass
from math import isfinite
from typing import Any, TypeGuard

NODE = frozenset({"media"})
EXPERT = frozenset({"expert"})
PEOPLE = frozenset({"technician", "guest", "expert"})
SENDERS = {
    "offer": PEOPLE | NODE,
    "answer": PEOPLE | NODE,
    "candidate": PEOPLE | NODE,
    "pointer": EXPERT,
    "state": PEOPLE,
    "power": PEOPLE,
    "ask": EXPERT,
    "lost": PEOPLE,
    "retired": NODE,
    "flow": NODE,
    "still": NODE,
    "stored": NODE,
    "rate": NODE,
}
"""The roles whose seats may send each signal; a dispatcher in a call has an expert's seat."""
FROM_NODES = frozenset(kind for kind, roles in SENDERS.items() if roles == NODE)
FROM_EXPERTS = frozenset(kind for kind, roles in SENDERS.items() if roles == EXPERT)
LONGEST_SDP = 60_000
MOST_CANDIDATES = 64
LONGEST_DATA = 4_000
MOST_KEYS = 20
"""A phone's state has seventeen keys, with the `why` of an earlier version; some may be added."""
LONGEST_STILL = 45_000
LOWERED = ("heat", "battery", "stills")
"""Why a phone sends a smaller picture, or stills; the network is not among the reasons."""
MOST_MINUTES = 2 * 24 * 60
LEG = re.compile(r"[0-9A-Za-z_-]{1,64}")
PAGE = re.compile(r"[0-9A-Za-z_-]{8,64}")
ID = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")


class BadSignal(ValueError):
    """A signal that can't be relayed; the message is for the author of the page."""


@dataclass(frozen=True, slots=True)
class Signal:
    """A signal that was read. `to` is a participant and `page` one of her pages."""

    session: str
    to: str
    page: str
    kind: str
    data: Any


def read_signal(payload: Any) -> Signal:
    """The signal in a payload; raises BadSignal for one that no page of ours sends."""
    if not isinstance(payload, dict) or len(payload) != 5:
        raise BadSignal("Send {session, to, page, kind, data}.")
    try:
        session, to, page, kind, data = (
            payload["session"],
            payload["to"],
            payload["page"],
            payload["kind"],
            payload["data"],
        )
    except KeyError as error:
        raise BadSignal("Send {session, to, page, kind, data}.") from error
    if not (isinstance(session, str) and isinstance(to, str) and isinstance(page, str)):
        raise BadSignal("`session`, `to` and `page` are ids.")
    if not isinstance(kind, str) or kind not in CHECKS:
        raise BadSignal(f"A signal is one of {', '.join(KINDS)}.")
    CHECKS[kind](data)
    return Signal(session, to, page, kind, data)


def _description(data: Any) -> None:
    """Checks `{sdp}`; with a node `leg` too, and in its offers `of`, the owner of the media."""
    has_shape = isinstance(data, dict) and {"sdp"} <= data.keys() <= {"sdp", "leg", "of"}
    sdp = data["sdp"] if has_shape else None
    if not isinstance(sdp, str) or len(sdp) > LONGEST_SDP:
        raise BadSignal(f"An offer or answer is {{sdp}} of at most {LONGEST_SDP} characters.")
    if sdp.count("a=candidate:") > MOST_CANDIDATES:
        raise BadSignal(f"An SDP may carry {MOST_CANDIDATES} candidates.")
    if len(data) > 1 and not is_leg(data.get("leg")):
        raise BadSignal("`leg` names a leg as the node's offer did.")
    if "of" in data and not is_id(data["of"]):
        raise BadSignal("`of` is a participant's id.")


def _leg(data: Any) -> None:
    if not isinstance(data, dict) or set(data) != {"leg"} or not is_leg(data["leg"]):
        raise BadSignal("Send {leg}, as the node's offer named it.")


def _still(data: Any) -> None:
    """Checks a picture for the wall, which is larger than all other signals, and only a node's."""
    jpeg = data.get("jpeg") if isinstance(data, dict) else None
    if not isinstance(jpeg, str) or len(jpeg) > LONGEST_STILL:
        raise BadSignal(f"A still's `jpeg` is Base64 of at most {LONGEST_STILL} characters.")
    _small({key: value for key, value in data.items() if key != "jpeg"})


def _power(data: Any) -> None:
    """Checks `{battery, lowered}`; an expert reads the numbers, so each is within its bounds."""
    if not isinstance(data, dict) or data.keys() != {"battery", "lowered"}:
        raise BadSignal("Send {battery, lowered}.")
    if data["lowered"] is not None and data["lowered"] not in LOWERED:
        raise BadSignal(f"`lowered` is null or one of {', '.join(LOWERED)}.")
    battery = data["battery"]
    if battery is None:
        return
    if not isinstance(battery, dict) or battery.keys() != {"level", "charging", "minutes"}:
        raise BadSignal("`battery` is null or {level, charging, minutes}.")
    if not _is_whole(battery["level"], 100) or not isinstance(battery["charging"], bool):
        raise BadSignal("`level` is a whole number from 0 to 100, and `charging` true or false.")
    if battery["minutes"] is not None and not _is_whole(battery["minutes"], MOST_MINUTES):
        raise BadSignal(f"`minutes` is null or a whole number from 0 to {MOST_MINUTES}.")


def _is_whole(value: Any, most: int) -> bool:
    # Python takes true for 1.
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value <= most


def _small(data: Any) -> None:
    """Checks an object of plain values, or null."""
    if data is None:
        return
    if not isinstance(data, dict) or len(data) > MOST_KEYS:
        raise BadSignal("`data` is an object or null.")
    size = 0
    for key, value in data.items():
        size += len(key)
        if isinstance(value, str):
            size += len(value)
        elif isinstance(value, list) and len(value) <= 16:
            size += sum(map(_weight, value))
        elif value is not None and not isinstance(value, int | float):
            raise BadSignal("`data` holds plain values.")
        elif isinstance(value, float) and not isfinite(value):
            # Infinity is no JSON: a browser that got it would close its socket.
            raise BadSignal("`data` holds finite numbers.")
    if size > LONGEST_DATA:
        raise BadSignal(f"`data` may hold {LONGEST_DATA} characters.")


def _weight(value: Any) -> int:
    """The characters of a value in a list: text, or an object of texts such as a lens."""
    if isinstance(value, str):
        return len(value)
    if isinstance(value, dict) and len(value) <= 4:
        texts = [*value, *value.values()]
        if all(isinstance(text, str) for text in texts):
            return sum(map(len, texts))
    raise BadSignal("`data` holds plain values.")


CHECKS = {
    "offer": _description,
    "answer": _description,
    "candidate": _small,
    "pointer": _small,
    "state": _small,
    "power": _power,
    "ask": _small,
    "lost": _leg,
    "retired": _leg,
    "flow": _small,
    "still": _still,
    "stored": _small,
    "rate": _small,
}
KINDS = tuple(CHECKS)


def is_leg(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and LEG.fullmatch(value) is not None


def is_page(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and PAGE.fullmatch(value) is not None


def is_id(value: Any) -> TypeGuard[str]:
    return isinstance(value, str) and ID.fullmatch(value) is not None
