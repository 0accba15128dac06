"""The table of the sockets' limits in docs/security.md says what the limits are."""

import re
from pathlib import Path

from realtime.sockets import charges, limits, lobby, send_queue
from server.app import SOCKET_MESSAGE_MAX

SECURITY = Path(__file__).parents[2] / "docs" / "security.md"
ROW = re.compile(r"^\| ([^|]+?) \| ([^|]+?) \| ([^|]+?) \|$", re.MULTILINE)


def share(part: float, burst: float) -> str:
    return f"{part:.0%} of a core, {burst:g} s in hand".replace("%", " %")


def test_each_limit_of_sockets_is_documented_as_it_is() -> None:
    section = SECURITY.read_text().partition("### Sockets\n")[2].partition("\n#")[0]
    described = {what: limit for what, limit, _ in ROW.findall(section)}
    hopeless = f"the same; {charges.HOPELESS_SECONDS:g} s in debt: no further connection"
    assert hopeless in section
    assert described == {
        "of sockets": "limit",
        "CPU time of an actor": share(charges.ACTOR_SHARE, charges.ACTOR_BURST),
        "CPU time of an address": share(charges.ADDRESS_SHARE, charges.ADDRESS_BURST),
        "messages of one socket": (
            f"{limits.MESSAGES_A_SECOND:g} a second, {limits.BURST:g} in hand"
        ),
        "sockets of one login": f"{charges.MOST_PER_LOGIN}",
        "sockets of one share": f"{charges.MOST_PER_SHARE}",
        "sockets of one address": f"{charges.MOST_PER_ADDRESS:,}",
        "sockets of one address that have not signed in": (
            f"{lobby.MOST_PER_ADDRESS}, {lobby.ADMISSION_SECONDS} s each"
        ),
        "bytes of one message": f"{SOCKET_MESSAGE_MAX:,}",
        "bytes that wait for a socket which takes nothing in": f"{send_queue.MOST_WAITING:,}",
    }
